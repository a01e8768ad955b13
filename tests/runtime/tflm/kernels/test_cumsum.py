import pytest
from one_op import T, asked, i8, i32, told

from tflint.runtime.verdict import Effect

X = (2, 4)


@pytest.mark.parametrize("tensor", [T(X), i8(*X)])
@pytest.mark.parametrize("axis", [i32(1), i32(-2, shape=()), T((1,), "int32")])
def test_float32_and_int8_along_an_axis_are_fine(tensor: T, axis: T) -> None:
    assert told("CUMSUM", [tensor, axis], [tensor], {}) == ()


@pytest.mark.parametrize(
    ("x", "axis", "y", "message"),
    [
        (T(X, "int32"), i32(1), T(X, "int32"), "input->type == kTfLiteFloat32 || input->type == kTfLiteInt8 was not true."),
        (T(X), T((1,), "int64", values=[1]), T(X), "axis->type != kTfLiteInt32 (4 != 2)"),
        (T(X), i32(0, 1), T(X), "NumElements(axis) != 1 (2 != 1)"),
        (T(()), i32(0), T(()), "NumDimensions(input) >= 1 was not true."),
        (T(X), i32(1), T((4, 2)), "HaveSameShapes(input, output) was not true."),
    ],
)
def test_it_refuses(x: T, axis: T, y: T, message: str) -> None:
    verdict = told("CUMSUM", [x, axis], [y], {})[0]
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, message)


def test_an_axis_out_of_range_fails_at_invoke() -> None:
    (verdict,) = told("CUMSUM", [T(X), i32(2)], [T(X)], {})
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, "CUMSUM Invalid axis: 2")


def test_a_small_output_scale_aborts_and_a_missing_axis_crashes() -> None:
    assert told("CUMSUM", [i8(*X), i32(1)], [i8(*X, scale=1 / 2**20)], {})[0].effect is Effect.ABORTS
    assert told("CUMSUM", [T(X), None], [T(X)], {})[0].effect is Effect.UNDEFINED


def test_the_struct_comes_in_prepare_and_with_int8_only() -> None:
    assert asked("CUMSUM", [i8(*X), i32(1)], [i8(*X)], {}) == ["|", "in0", "in1", "out0", "P 36"]
    assert asked("CUMSUM", [T(X), i32(1)], [T(X)], {}) == ["|", "in0", "in1", "out0"]
