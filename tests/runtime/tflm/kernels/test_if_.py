import pytest
from one_op import HOST, T, asked

from tflint.manifest.target import parse
from tflint.model.reader import read
from tflint.runtime.tflm import micro_interpreter
from tflint.runtime.verdict import Cause, Effect, Verdict
from tflint.testing import ModelBuilder

BOOL = T((1,), "bool")


def told(
    condition: T = BOOL, *, then: int = 1, other: int = 2, inputs: tuple[int, int] = (1, 1), sizes: tuple[int, int] = (4, 4)
) -> tuple[Verdict, ...]:
    """Return what is held against an IF whose branches take so many inputs of so many elements."""
    b = ModelBuilder()
    cond = b.input("cond", condition.shape, condition.dtype)
    x, y = b.input("x", (4,)), b.tensor("y", (4,))
    b.operator("IF", [cond, x], [y], {"then_subgraph_index": then, "else_subgraph_index": other})
    b.output(y)
    for count, size in zip(inputs, sizes, strict=True):
        b.subgraph("branch")
        given, result = [b.input(f"given{i}", (size,)) for i in range(count)], b.tensor("result", (size,))
        b.operator("COS", [given[0]], [result])
        b.output(result)
    return tuple(micro_interpreter.verdicts(read(b.build()), parse(HOST)))


def test_branches_that_fit_are_fine() -> None:
    assert told() == ()


@pytest.mark.parametrize(
    ("condition", "then", "message"),
    [
        (T((1,), "int32"), 1, "cond->type != kTfLiteBool (2 != 6)"),
        (T((2,), "bool"), 1, "NumElements(cond) != 1 (2 != 1)"),
        (BOOL, 3, "op_data->then_subgraph_index < graph_info.NumSubgraphs() was not true."),
    ],
)
def test_it_refuses(condition: T, then: int, message: str) -> None:
    assert message in {v.message for v in told(condition, then=then) if v.effect is Effect.REFUSED}


def test_the_then_branch_s_inputs_are_counted_in_prepare_and_the_else_branch_s_when_it_is_taken() -> None:
    (verdict,) = told(inputs=(2, 1))
    assert (verdict.effect, verdict.cause) == (Effect.REFUSED, Cause.GRAPH)
    (verdict,) = told(inputs=(1, 2))
    assert (verdict.effect, verdict.cause) == (Effect.REFUSED, Cause.GRAPH)


@pytest.mark.parametrize("sizes", [(5, 4), (4, 5)])
def test_operands_of_other_sizes_fail_at_invoke(sizes: tuple[int, int]) -> None:
    (verdict,) = told(sizes=sizes)
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, "bytes >= 0 was not true.")


def test_a_negative_subgraph_crashes() -> None:
    assert Effect.UNDEFINED in {v.effect for v in told(then=-1)}


def test_the_condition_is_the_one_temporary() -> None:
    assert asked("IF", [BOOL, T()], [T()], {"then_subgraph_index": 0}) == ["P 8", "|", "in0"]
