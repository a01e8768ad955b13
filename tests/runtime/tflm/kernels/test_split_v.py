import pytest
from one_op import T, asked, i32, told

from tflint.runtime.verdict import Effect


@pytest.mark.parametrize("sizes", [i32(1, 3), i32(9, 9), T((2,), "int32")], ids=["right", "wrong", "computed"])
def test_the_sizes_are_never_read(sizes: T) -> None:
    assert told("SPLIT_V", [T((2, 4)), sizes, i32(1)], [T((2, 1)), T((2, 3))]) == ()


def test_two_inputs_and_a_computed_axis_are_refused() -> None:
    assert told("SPLIT_V", [T((2, 4)), i32(2, 2)], [T((2, 2))] * 2)[0].message == "NumInputs(node) != 3 (2 != 3)"
    (verdict,) = told("SPLIT_V", [T((2, 4)), i32(2, 2), T((1,), "int32")], [T((2, 2))] * 2)
    assert verdict.message == "Non-constant >axis< tensor is not supported"


def test_an_axis_one_outside_and_other_types_fail_at_invoke() -> None:
    assert told("SPLIT_V", [T((2, 4)), i32(2, 2), i32(2)], [T((2, 2))] * 2)[0].effect is Effect.REFUSED
    (verdict,) = told("SPLIT_V", [T((2, 4), "bool"), i32(2, 2), i32(1)], [T((2, 2), "bool")] * 2)
    assert verdict.message == "Type BOOL currently not supported."


def test_outputs_that_do_not_make_up_the_input_go_wrong() -> None:
    assert [v.effect for v in told("SPLIT_V", [T((2, 4)), i32(2, 3), i32(1)], [T((2, 2)), T((2, 3))])] == [Effect.WRONG]


def test_only_the_axis_is_borrowed() -> None:
    assert asked("SPLIT_V", [T((2, 4)), i32(2, 2), i32(1)], [T((2, 2))] * 2) == ["|", "in2"]


def test_an_output_of_too_low_a_rank_is_read_behind_its_dims() -> None:
    assert told("SPLIT_V", [T((2, 4)), i32(1, 3), i32(1)], [T((2,)), T((2, 3))])[0].effect is Effect.UNDEFINED
