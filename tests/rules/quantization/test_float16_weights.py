"""`float16-weights`: weights that no micro kernel unpacks."""

from networks import Tree, float_dense

from tflint.testing import ModelBuilder, run
from tflint_rules.quantization.float16_weights import rule


def half() -> bytes:
    b = ModelBuilder()
    x, y = b.input("samples", (1, 8)), b.tensor("scores", (1, 4))
    packed, w = b.constant("dense/weights/float16", bytes(64), (4, 8), "float16"), b.tensor("dense/weights", (4, 8))
    b.operator("DEQUANTIZE", [packed], [w])
    b.operator("FULLY_CONNECTED", [x, w, -1], [y], {})
    b.output(y)
    return b.build()


def bad() -> Tree:
    """A dense layer converted with `supported_types = [tf.float16]`."""
    return {"models/gesture.tflite": half()}


def good() -> Tree:
    return {"models/gesture.tflite": float_dense()}


def test_float32_weights_are_fine() -> None:
    assert run(rule, float_dense()) == ()


def test_float16_weights_are_refused() -> None:
    (finding,) = run(rule, half())
    assert finding.location.operator == "DEQUANTIZE"
