"""Makes the models of docs/why-did-it-fail.md and docs/litert.md: python make_models.py. Each has one mistake that people meet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tflint.testing import ModelBuilder, TensorFields

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent
WINDOW = {"stride_w": 2, "stride_h": 2, "dilation_w_factor": 1, "dilation_h_factor": 1, "padding": 0}
INT8 = TensorFields(dtype="int8", scale=0.05, zero_point=0)


def wave(count: int) -> list[float]:
    """Return weights that are not all the same, without a random generator."""
    return [((7 * i) % 19 - 9) / 40 for i in range(count)]


def levels(count: int) -> list[int]:
    """Return int8 weights that are not all the same."""
    return [(7 * i + 3) % 251 - 125 for i in range(count)]


def convolution(b: ModelBuilder, x: int, side: int, channels: tuple[int, int]) -> int:
    """Add a 3 x 3 float convolution that halves the image; return its output."""
    given, made = channels
    w = b.constant("conv/kernel", wave(made * 9 * given), (made, 3, 3, given))
    bias = b.constant("conv/bias", wave(made), (made,))
    y = b.tensor("conv/Relu", (1, side // 2, side // 2, made))
    b.operator("CONV_2D", [x, w, bias], [y], {**WINDOW, "fused_activation_function": 1})
    return y


def resized() -> bytes:
    """Return a classifier that was made for 64 x 64 pixels and got another input size: its RESHAPE still counts the old ones."""
    b = ModelBuilder("a classifier whose input was changed from 64 to 96 pixels")
    features = convolution(b, b.input("image", (1, 96, 96, 3)), 96, (3, 8))
    shape = b.constant("flatten/shape", [1, 32 * 32 * 8], (2,), "int32")
    flat = b.tensor("flatten/Reshape", (1, 32 * 32 * 8))
    b.operator("RESHAPE", [features, shape], [flat], {"new_shape": [1, 32 * 32 * 8]})
    w = b.constant("classes/kernel", wave(2 * 32 * 32 * 8), (2, 32 * 32 * 8))
    y = b.tensor("classes", (1, 2))
    b.operator("FULLY_CONNECTED", [flat, w, -1], [y], {})
    b.output(y)
    b.metadata("min_runtime_version", b"2.3.0")
    return b.build()


def ranked() -> bytes:
    """Return a classifier that ends in ARG_MAX over int16, which TFLM prepares and then does not compute."""
    b = ModelBuilder("the winner among twelve scores in int16")
    x = b.input("scores", (1, 12), dtype="int16", scale=0.001, zero_point=0)
    axis = b.constant("axis", [1], (), "int32")
    y = b.tensor("winner", (1,), "int32")
    b.operator("ARG_MAX", [x, axis], [y], {"output_type": 2})
    b.output(y)
    b.metadata("min_runtime_version", b"2.3.0")
    return b.build()


def detector() -> bytes:
    """Return a detector whose last layer was kept as a TensorFlow op."""
    b = ModelBuilder("boxes and scores, and a TensorFlow op that sorts them out")
    features = convolution(b, b.input("image", (1, 32, 32, 3)), 32, (3, 4))
    boxes, scores = b.tensor("boxes", (1, 256, 1, 4)), b.tensor("scores", (1, 256, 4))
    for y, shape in ((boxes, [1, 256, 1, 4]), (scores, [1, 256, 4])):
        wanted = b.constant("shape", shape, (len(shape),), "int32")
        b.operator("RESHAPE", [features, wanted], [y], {"new_shape": shape})
    results = [
        b.tensor(name, shape) for name, shape in (("nms/boxes", (1, 10, 4)), ("nms/scores", (1, 10)), ("nms/classes", (1, 10)))
    ]
    limits = [b.constant(name, [value], (), dtype) for name, value, dtype in (("most", 10, "int32"), ("least", 0.5, "float32"))]
    b.operator("FlexCombinedNonMaxSuppression", [boxes, scores, *limits], results)
    b.output(*results)
    b.metadata("min_runtime_version", b"2.3.0")
    return b.build()


def spotter() -> bytes:
    """Return a keyword spotter in the form that is TFLM's own: an SVDF whose state and time weights are int8."""
    b = ModelBuilder("an SVDF with an int8 state, which only TFLM knows")
    x, y = b.input("frame", (1, 40), **INT8), b.tensor("words", (1, 8), **INT8)
    feature = b.constant("svdf/feature", levels(16 * 40), (16, 40), "int8", scale=0.01, zero_point=0)
    time = b.constant("svdf/time", levels(16 * 10), (16, 10), "int8", scale=0.01, zero_point=0)
    bias = b.constant("svdf/bias", [0] * 8, (8,), "int32", scale=0.0002, zero_point=0)
    state = b.tensor("svdf/state", (1, 160), "int8", scale=0.02, zero_point=0, is_variable=True)
    b.operator("SVDF", [x, feature, time, bias, state], [y], {"rank": 2}, version=4)
    b.output(y)
    b.metadata("min_runtime_version", b"2.3.0")
    return b.build()


def old_scales() -> bytes:
    """Return a layer of an old converter: its bias says that it is quantized along an axis that it does not have."""
    b = ModelBuilder("a bias of rank 1, quantized along axis 3")
    x, y = b.input("samples", (1, 64), **INT8), b.tensor("scores", (1, 4), **INT8)
    w = b.constant("dense/kernel", levels(4 * 64), (4, 64), "int8", scale=0.01, zero_point=0)
    bias = b.constant(
        "dense/bias", [1, 2, 3, 4], (4,), "int32", quantization={"scale": [0.0005], "zero_point": [0], "quantized_dimension": 3}
    )
    b.operator("FULLY_CONNECTED", [x, w, bias], [y], {}, version=4)
    b.output(y)
    b.metadata("min_runtime_version", b"2.3.0")
    return b.build()


def looked_up() -> bytes:
    """Return an embedding as StableHLO writes it: the indices have no axis of their own for the position."""
    b = ModelBuilder("rows of a table by four numbers, one dimension of indices")
    table, ids = b.constant("table", wave(32 * 8), (32, 8)), b.input("ids", (4,), "int32")
    y = b.tensor("rows", (4, 8))
    slices = {"collapsed_slice_dims": [0], "start_index_map": [0], "slice_sizes": [1, 8]}
    b.operator("STABLEHLO_GATHER", [table, ids], [y], {"offset_dims": [1], "index_vector_dim": 1, **slices})
    b.output(y)
    b.metadata("min_runtime_version", b"2.3.0")
    return b.build()


MODELS: dict[str, Callable[[], bytes]] = {
    "resized": resized,
    "ranked": ranked,
    "detector": detector,
    "spotter": spotter,
    "old_scales": old_scales,
    "looked_up": looked_up,
}


def main() -> None:
    """Write every model."""
    for name, make in MODELS.items():
        (HERE / f"{name}.tflite").write_bytes(make())


if __name__ == "__main__":
    main()
