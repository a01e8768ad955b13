import pytest
from one_op import T, asked, told

from tflint.runtime.verdict import Effect

ONES, INT32 = T((1, 4), values=1.0), T(dtype="int32")


@pytest.mark.parametrize("op", ["FLOOR_DIV", "FLOOR_MOD"])
def test_float32_is_fine(op: str) -> None:
    assert told(op, [T(), ONES], [T()], {}) == told(op, [T((2, 4)), T()], [T((2, 4))], {}) == ()


@pytest.mark.parametrize("op", ["FLOOR_DIV", "FLOOR_MOD"])
def test_int32_loads_and_fails_at_invoke(op: str) -> None:
    (verdict,) = told(op, [INT32, INT32], [INT32], {})
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, f"Type 'INT32' is not supported by {op}.")


@pytest.mark.parametrize("op", ["FLOOR_DIV", "FLOOR_MOD"])
def test_two_types_are_refused(op: str) -> None:
    assert told(op, [T(), INT32], [T()], {})[0].message == "input1->type != input2->type (FLOAT32 != INT32)"
    assert told(op, [T()], [T()], {})[0].message == "NumInputs(node) != 2 (1 != 2)"


@pytest.mark.parametrize("zero", [0.0, -0.0])
def test_a_constant_zero_is_divided_by_at_invoke(zero: float) -> None:
    (verdict,) = told("FLOOR_DIV", [T(), T((1, 4), values=[1.0, 2.0, zero, 4.0])], [T()], {})
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, "Division by 0")


def test_shapes_that_do_not_broadcast_are_not_looked_at() -> None:
    assert [v.effect for v in told("FLOOR_DIV", [T((2, 4)), T((3, 4))], [T((2, 4))], {})] == [Effect.WRONG]


def test_it_keeps_nothing() -> None:
    assert asked("FLOOR_DIV", [T(), T()], [T()], {}) == ["|", "in0", "in1", "out0"]
