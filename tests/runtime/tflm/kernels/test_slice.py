import pytest
from one_op import T, asked, i32, told

from tflint.runtime.verdict import Effect


def i64(*values: int) -> T:
    return T((len(values),), "int64", values=values)


@pytest.mark.parametrize("dtype", ["float32", "int8", "int16", "int32", "bool"])
def test_these_types_are_fine(dtype: str) -> None:
    assert told("SLICE", [T((2, 4), dtype), i32(0, 1), i32(-1, 2)], [T((2, 2), dtype)]) == ()


def test_int64_bounds_and_computed_ones_are_fine() -> None:
    assert told("SLICE", [T((2, 4)), i64(0, 1), i64(2, 2)], [T((2, 2))]) == ()
    assert told("SLICE", [T((2, 4)), T((2,), "int32"), T((2,), "int32")], [T((2, 2))]) == ()


def test_six_dimensions_abort() -> None:
    for rank, effects in ((5, []), (6, [Effect.ABORTS])):
        tensor, zeros, ones = T((1,) * rank), i32(*(0,) * rank), i32(*(1,) * rank)
        assert [v.effect for v in told("SLICE", [tensor, zeros, ones], [tensor])] == effects


def test_other_types_load_and_fail_at_invoke() -> None:
    (verdict,) = told("SLICE", [T((4,), "int64"), i32(0), i32(4)], [T((4,), "int64")])
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, "Input tensor type INT64 (4) not supported.")
    (verdict,) = told("SLICE", [T((4,)), T((1,)), T((1,))], [T((4,))])
    assert verdict.message == "Begin tensor type FLOAT32 (1) not supported."


@pytest.mark.parametrize(("begin", "size", "output"), [(1, 4, 4), (0, 4, 3)], ids=["one outside", "another output"])
def test_what_does_not_fit_goes_wrong(begin: int, size: int, output: int) -> None:
    assert {v.effect for v in told("SLICE", [T((4,)), i32(begin), i32(size)], [T((output,))])} == {Effect.WRONG}


def test_all_operands_are_borrowed() -> None:
    assert asked("SLICE", [T((4,)), i32(0), i32(4)], [T((4,))]) == ["|", "in0", "in1", "in2", "out0"]
