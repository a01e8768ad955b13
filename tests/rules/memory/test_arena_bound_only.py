"""`arena-bound-only`: figures that are a bound."""

from networks import Tree, dense

from tflint.testing import ModelBuilder, run
from tflint_rules.memory.arena_bound_only import rule


def custom() -> bytes:
    b = ModelBuilder()
    x, y = b.input("x", (1, 4)), b.tensor("y", (1, 4))
    b.operator("my_op", [x], [y])
    b.output(y)
    return b.build()


def bad() -> Tree:
    return {"models/custom.tflite": custom()}


def good() -> Tree:
    return {"models/custom.tflite": dense()}


def test_known_kernels_are_exact() -> None:
    assert run(rule, dense()) == ()


def test_a_custom_op_makes_the_figure_a_bound_and_is_named() -> None:
    (finding,) = run(rule, custom())
    assert "my_op" in finding.message
