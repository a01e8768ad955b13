"""`asymmetric-weights`: int8 weights whose zero point the kernels ignore."""

from networks import Tree, dense

from tflint.testing import ModelBuilder, run
from tflint_rules.quantization.asymmetric_weights import rule


def bad() -> Tree:
    """Weights quantized by a tool that shifts their range."""
    return {"models/gesture.tflite": dense(weight_zero_point=3)}


def good() -> Tree:
    return {"models/gesture.tflite": dense()}


def test_symmetric_weights_are_fine() -> None:
    assert run(rule, dense()) == ()


def test_a_computed_operand_may_have_a_zero_point() -> None:
    b = ModelBuilder()
    x, w = b.input("x", (1, 4), "int8", scale=0.5, zero_point=3), b.input("w", (4, 4), "int8", scale=0.5, zero_point=3)
    y = b.tensor("y", (1, 4), "int8", scale=0.5)
    b.operator("FULLY_CONNECTED", [x, w, -1], [y], {})
    b.output(y)
    assert run(rule, b.build()) == ()


def test_a_shifted_constant_is_found() -> None:
    (finding,) = run(rule, dense(weight_zero_point=-1))
    assert finding.message == "op 0 FULLY_CONNECTED: weights 'dense/weights' have zero point -1, expected 0"
