import pytest
from one_op import T, asked, told

from tflint.runtime.verdict import Effect

TWO = {"values_count": 2, "axis": 0}


@pytest.mark.parametrize("dtype", ["float32", "int8", "int16", "int32", "int64"])
def test_these_types_are_fine(dtype: str) -> None:
    assert told("PACK", [T((4,), dtype)] * 2, [T((2, 4), dtype)], TWO) == ()


def test_other_types_load_and_fail_at_invoke() -> None:
    (verdict,) = told("PACK", [T((4,), "bool")] * 2, [T((2, 4), "bool")], TWO)
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, "Type 'BOOL' is not supported by pack.")


@pytest.mark.parametrize(("count", "effect"), [(1, Effect.WRONG), (3, Effect.UNDEFINED)])
def test_the_option_counts_and_not_the_inputs(count: int, effect: Effect) -> None:
    assert told("PACK", [T((4,))] * 2, [T((2, 4))], {"values_count": count, "axis": 0})[0].effect is effect


@pytest.mark.parametrize(("axis", "fine"), [(-2, True), (1, True), (2, False), (-3, False)])
def test_an_axis_outside_reads_dims_that_are_not_there(axis: int, *, fine: bool) -> None:
    found = told("PACK", [T((4,))] * 2, [T((2, 4))], {"values_count": 2, "axis": axis})
    assert {v.effect for v in found} == (set() if fine else {Effect.WRONG})


def test_nothing_is_asked_for() -> None:
    assert asked("PACK", [T((4,))] * 2, [T((2, 4))], TWO) == ["|"]
