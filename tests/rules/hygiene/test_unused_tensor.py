"""`unused-tensor`: tensors that nothing touches."""

from networks import Tree, dense

from tflint.testing import ModelBuilder, run
from tflint_rules.hygiene.unused_tensor import rule


def leftover() -> bytes:
    b = ModelBuilder()
    x, y = b.input("x", (1, 4)), b.tensor("y", (1, 4))
    b.tensor("old/activation", (1, 4))
    b.constant("old/weights", 0.5, (4, 4))
    b.operator("ABS", [x], [y])
    b.output(y)
    return b.build()


def bad() -> Tree:
    """Tensors that lost their operator."""
    return {"models/edited.tflite": leftover()}


def good() -> Tree:
    return {"models/edited.tflite": dense()}


def test_tensors_in_use_are_fine() -> None:
    assert run(rule, dense()) == ()


def test_intermediates_and_pass_through_inputs_are_in_use() -> None:
    b = ModelBuilder()
    x, y = b.input("x", (1, 4)), b.tensor("y", (1, 4))
    inner = b.tensor("inner", (0,), "int16")
    b.operator("UNIDIRECTIONAL_SEQUENCE_LSTM", [x], [y], intermediates=[inner])
    b.output(y, b.input("echo", (1,)))
    assert run(rule, b.build()) == ()


def test_what_is_left_over_is_counted_and_the_largest_named() -> None:
    (finding,) = run(rule, leftover())
    assert finding.message == "2 tensors of 4 are unused, with 64 B of constants"
    assert finding.location.tensor == "old/weights"
