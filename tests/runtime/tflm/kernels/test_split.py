import pytest
from one_op import T, asked, i32, told

from tflint.runtime.verdict import Effect


@pytest.mark.parametrize("dtype", ["float32", "int8", "int16", "int32"])
@pytest.mark.parametrize("axis", [1, -1])
def test_even_parts_are_fine(dtype: str, axis: int) -> None:
    assert told("SPLIT", [i32(axis), T((2, 4), dtype)], [T((2, 2), dtype)] * 2, {"num_splits": 9}) == ()


def test_a_computed_axis_is_refused() -> None:
    (verdict,) = told("SPLIT", [T((1,), "int32"), T((2, 4))], [T((2, 2))] * 2)
    assert verdict.message == "Non-constant >axis< tensor is not supported"


@pytest.mark.parametrize("axis", [2, -3])
def test_an_axis_one_outside_fails_at_invoke(axis: int) -> None:
    assert told("SPLIT", [i32(axis), T((2, 4))], [T((2, 2))] * 2)[0].effect is Effect.REFUSED


def test_other_types_load_and_fail_at_invoke() -> None:
    (verdict,) = told("SPLIT", [i32(1), T((2, 4), "int64")], [T((2, 2), "int64")] * 2)
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, "Type INT64 currently not supported.")


def test_uneven_parts_go_wrong() -> None:
    assert [v.effect for v in told("SPLIT", [i32(1), T((2, 4))], [T((2, 1)), T((2, 3))])] == [Effect.WRONG]
    assert [v.effect for v in told("SPLIT", [i32(1), T((2, 5))], [T((2, 2))] * 2)] == [Effect.WRONG]


def test_only_the_axis_is_borrowed() -> None:
    assert asked("SPLIT", [i32(1), T((2, 4))], [T((2, 2))] * 2) == ["|", "in0"]
