"""`arena-bound-only`: figures that are a bound."""

from networks import Tree, dense

from tflint.manifest.board import Board
from tflint.manifest.target import parse
from tflint.testing import ModelBuilder, run
from tflint_rules.memory.arena_bound_only import rule


def custom() -> bytes:
    b = ModelBuilder()
    x, y = b.input("x", (1, 4)), b.tensor("y", (1, 4))
    b.operator("my_op", [x], [y])
    b.output(y)
    return b.build()


def bad() -> Tree:
    """A custom op whose kernel lives in the firmware."""
    return {"models/custom.tflite": custom()}


def good() -> Tree:
    return {"models/custom.tflite": dense()}


def test_known_kernels_are_exact() -> None:
    assert run(rule, dense()) == ()


def test_a_custom_op_makes_the_figure_a_bound_and_is_named() -> None:
    (finding,) = run(rule, custom())
    assert "my_op" in finding.message


def test_the_plan_of_a_model_that_litert_refuses_is_no_news() -> None:
    assert run(rule, custom(), board=Board("pi", parse("litert"))) == ()
    (finding,) = run(rule, dense(), board=Board("pi", parse("litert@2.1.0")))
    assert "2.1.0 was never measured" in finding.message
