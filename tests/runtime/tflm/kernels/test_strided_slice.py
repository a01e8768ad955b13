import pytest
from one_op import T, asked, i32, told

from tflint.runtime.verdict import Effect


def cut(begin: int, end: int, stride: int, output: int, size: int = 6, **options: int) -> list[str | None]:
    operands = [T((size,)), i32(begin), i32(end), i32(stride)]
    return [v.message for v in told("STRIDED_SLICE", operands, [T((output,))], options)]


@pytest.mark.parametrize(
    ("begin", "end", "stride", "output"),
    [(0, 6, 1, 6), (1, 6, 2, 3), (0, 6, 4, 2), (-4, -1, 1, 3), (5, 0, -2, 3), (-1, -7, -1, 6), (-99, 99, 5, 2)],
)
def test_what_numpy_would_cut_is_fine(begin: int, end: int, stride: int, output: int) -> None:
    assert cut(begin, end, stride, output) == []
    assert cut(begin, end, stride, output + 1) == [f"output_shape->data[shape_size] != dim_shape ({output + 1} != {output})"]


def test_masks_open_the_ends() -> None:
    assert cut(3, 4, 1, 4, begin_mask=1) == []
    assert cut(3, 4, 1, 3, end_mask=1) == []
    assert cut(3, 2, -1, 3, begin_mask=1) == []
    assert cut(3, 2, -1, 4, end_mask=1) == []


def test_a_shrunk_axis_is_gone_from_the_output() -> None:
    operands = [T((2, 6)), i32(1, 0), i32(2, 6), i32(1, 1)]
    assert told("STRIDED_SLICE", operands, [T((6,))], {"shrink_axis_mask": 1}) == ()
    assert told("STRIDED_SLICE", operands, [T((1, 6))], {"shrink_axis_mask": 1})[0].effect is Effect.REFUSED


def test_a_stride_of_0_and_computed_bounds_are_refused() -> None:
    assert cut(0, 6, 0, 6) == ["stride value has to be non-zero"]
    operands = [T((6,)), i32(0), T((1,), "int32"), i32(1)]
    assert told("STRIDED_SLICE", operands, [T((6,))], {})[0].message == "Non-constant >end< tensor is not supported"


def test_five_dimensions_are_refused() -> None:
    operands = [T((1,) * 5), i32(*(0,) * 5), i32(*(1,) * 5), i32(*(1,) * 5)]
    assert told("STRIDED_SLICE", operands, [T((1,) * 5)], {})[0].message == "input dim should not exceed 4"


def test_other_types_load_and_fail_at_invoke() -> None:
    (verdict,) = told("STRIDED_SLICE", [T((6,), "int64"), i32(0), i32(6), i32(1)], [T((6,), "int64")], {})
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, "Type INT64 (4) not supported.")


@pytest.mark.parametrize("mask", ["ellipsis_mask", "new_axis_mask", "offset"])
def test_what_is_not_looked_at_goes_wrong(mask: str) -> None:
    found = told("STRIDED_SLICE", [T((6,)), i32(0), i32(6), i32(1)], [T((6,))], {mask: 1})
    assert [v.effect for v in found] == [Effect.WRONG]


def test_its_parameters_are_kept() -> None:
    operands = [T((6,)), i32(0), i32(6), i32(1)]
    assert asked("STRIDED_SLICE", operands, [T((6,))], {}) == ["P 84", "|", "in0", "in1", "in2", "in3", "out0"]
