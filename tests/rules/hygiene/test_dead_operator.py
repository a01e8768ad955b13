"""`dead-operator`: work for nothing."""

from networks import Tree, dense

from tflint.testing import ModelBuilder, run
from tflint_rules.hygiene.dead_operator import rule


def cut(op: str = "NEG", *, variable: bool = False) -> bytes:
    b = ModelBuilder()
    x, y = b.input("x", (1, 4)), b.tensor("y", (1, 4))
    state, side = b.tensor("state", (1, 4), is_variable=variable), b.tensor("side/branch", (1, 4))
    b.operator("ABS", [x], [y])
    b.operator(op, [state if variable else x], [side])
    b.output(y)
    return b.build()


def bad() -> Tree:
    """A branch that was cut off and left in the file."""
    return {"models/cut.tflite": cut()}


def good() -> Tree:
    return {"models/cut.tflite": dense()}


def test_a_graph_whose_results_are_all_used_is_silent() -> None:
    assert run(rule, dense()) == ()


def test_an_op_of_which_one_output_is_read_is_alive() -> None:
    b = ModelBuilder()
    x, one, two = b.input("x", (1, 4)), b.tensor("one", (1, 2)), b.tensor("two", (1, 2))
    b.operator("SPLIT", [b.constant("axis", 1, (), "int32"), x], [one, two], {"num_splits": 2})
    b.output(two)
    assert run(rule, b.build()) == ()


def test_custom_ops_and_state_may_work_by_their_effects() -> None:
    assert run(rule, cut("print_level")) == ()
    assert run(rule, cut(variable=True)) == ()


def test_an_unread_result_is_found() -> None:
    assert [it.message for it in run(rule, cut())] == ["op 1 NEG: nothing reads 'side/branch'"]
