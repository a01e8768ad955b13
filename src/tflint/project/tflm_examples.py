"""Programs that a fork of TFLM adds to TFLM's own examples: they are the project's, and lie where only TFLM's lie elsewhere."""

EXAMPLES = ("tensorflow", "lite", "micro", "examples")
# all that TFLM's main has had, and before it TensorFlow
OF_TFLM = frozenset(
    {
        "dtln",
        "hello_world",
        "image_recognition_experimental",
        "magic_wand",
        "memory_footprint",
        "micro_speech",
        "mnist_lstm",
        "network_tester",
        "person_detection",
        "person_detection_experimental",
        "recipes",
    }
)


def is_added(path: str) -> bool:
    """Return whether a path from the top of a tree, `/` between folders, is in an example that TFLM does not have."""
    folders = path.split("/", len(EXAMPLES) + 1)
    return tuple(folders[:-1][: len(EXAMPLES)]) == EXAMPLES and folders[len(EXAMPLES)] not in OF_TFLM
