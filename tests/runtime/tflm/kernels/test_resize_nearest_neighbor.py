import pytest
from one_op import T, asked, i8, i16, i32, told

from tflint.runtime.verdict import Effect

OP = "RESIZE_NEAREST_NEIGHBOR"
SMALL, LARGE, SIZE = T((1, 3, 3, 2)), T((1, 5, 4, 2)), i32(5, 4)


@pytest.mark.parametrize("dtype", [T(), i8(), i16()], ids=["float32", "int8", "int16"])
def test_these_are_fine_with_both_options_too(dtype: T) -> None:
    small, large = (dtype._replace(shape=t.shape) for t in (SMALL, LARGE))
    assert told(OP, [small, SIZE], [large], {"align_corners": True, "half_pixel_centers": True}) == ()


def test_three_entries_of_size_are_refused() -> None:
    assert told(OP, [SMALL, i32(5, 4, 1)], [LARGE], {})[0].message == "size->dims->data[0] != 2 (3 != 2)"


def test_int32_loads_and_fails_at_invoke() -> None:
    (verdict,) = told(OP, [SMALL._replace(dtype="int32"), SIZE], [LARGE._replace(dtype="int32")], {})
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, "Output tensor type INT32 (2) not supported.")


def test_scales_that_differ_go_wrong() -> None:
    small, large = i8(1, 3, 3, 2, scale=0.25), i8(1, 5, 4, 2)
    assert [v.effect for v in told(OP, [small, SIZE], [large], {})] == [Effect.WRONG]


def test_all_operands_are_borrowed() -> None:
    assert asked(OP, [SMALL, SIZE], [LARGE], {}) == ["|", "in0", "in1", "out0"]
