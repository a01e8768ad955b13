import pytest
from one_op import T, asked, i8, i32, told

from tflint.runtime.verdict import Effect

SMALL, LARGE, SIZE = T((1, 3, 3, 2)), T((1, 5, 4, 2)), i32(5, 4)


@pytest.mark.parametrize("dtype", [T(), i8()], ids=["float32", "int8"])
@pytest.mark.parametrize("options", [{}, {"align_corners": True}, {"half_pixel_centers": True}])
def test_these_are_fine(dtype: T, options: dict[str, bool]) -> None:
    small, large = (dtype._replace(shape=t.shape) for t in (SMALL, LARGE))
    assert told("RESIZE_BILINEAR", [small, SIZE], [large], options) == ()


@pytest.mark.parametrize(
    ("inputs", "options", "message"),
    [
        ([SMALL, T((2,), "int32")], {}, "Non-constant >size< tensor is not supported"),
        ([SMALL, T((2,), "int64", values=[5, 4])], {}, "size->type != kTfLiteInt32 (4 != 2)"),
        ([T((3, 3, 2)), SIZE], {}, "NumDimensions(input) != 4 (3 != 4)"),
        (
            [SMALL, SIZE],
            {"align_corners": True, "half_pixel_centers": True},
            "If half_pixel_centers is True, align_corners must be False.",
        ),
    ],
    ids=["computed size", "int64 size", "rank 3", "both options"],
)
def test_these_are_refused(inputs: list[T], options: dict[str, bool], message: str) -> None:
    assert told("RESIZE_BILINEAR", inputs, [LARGE], options)[0].message == message


def test_int16_loads_and_fails_at_invoke() -> None:
    (verdict,) = told("RESIZE_BILINEAR", [SMALL._replace(dtype="int16"), SIZE], [LARGE._replace(dtype="int16")], {})
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, "Output type is 7, requires float or int8.")


def test_a_size_that_is_not_the_outputs_overruns_it() -> None:
    assert [v.effect for v in told("RESIZE_BILINEAR", [SMALL, i32(6, 4)], [LARGE], {})] == [Effect.WRONG]


def test_an_output_of_rank_5_aborts() -> None:
    assert told("RESIZE_BILINEAR", [SMALL, SIZE], [T((1, 5, 4, 2, 1))], {})[0].effect is Effect.ABORTS


def test_all_operands_are_borrowed() -> None:
    assert asked("RESIZE_BILINEAR", [SMALL, SIZE], [LARGE], {}) == ["|", "in0", "in1", "out0"]


def test_a_size_of_0_is_divided_by_in_int8_only() -> None:
    zero = i32(0, 4)
    assert Effect.UNDEFINED in {v.effect for v in told("RESIZE_BILINEAR", [i8(1, 3, 3, 2), zero], [i8(1, 5, 4, 2)], {})}
    assert Effect.UNDEFINED not in {v.effect for v in told("RESIZE_BILINEAR", [SMALL, zero], [LARGE], {})}
