import pytest
from one_op import T, asked, i8, i16, i32, told

from tflint.runtime.verdict import Effect

X = (2, 3)


@pytest.mark.parametrize("tensor", [T, i8, i16])
@pytest.mark.parametrize(("axis", "y"), [(0, (1, 2, 3)), (1, (2, 1, 3)), (2, (2, 3, 1)), (-1, (2, 3, 1)), (-3, (1, 2, 3))])
def test_the_dims_of_a_constant_axis_are_fine(tensor: type, axis: int, y: tuple[int, ...]) -> None:
    x, out = (T(X), T(y)) if tensor is T else (tensor(*X), tensor(*y))
    assert told("EXPAND_DIMS", [x, i32(axis)], [out]) == ()


@pytest.mark.parametrize(
    ("axis", "y", "message"),
    [
        (T((1,), "int32"), (1, 2, 3), "Non-constant >axis< tensor is not supported"),
        (T((1,), "int64", values=[0]), (1, 2, 3), "Axis type INT64 (4) not supported by Expand_Dims."),
        (i32(0, shape=(1, 1)), (1, 2, 3), "Axis has only one element for Expand_Dims."),
        (i32(3), (2, 3, 1), "axis_value <= input_shape.DimensionsCount() was not true."),
        (i32(0), (2, 3), "output_shape.DimensionsCount() == input_shape.DimensionsCount() + 1 was not true."),
        (i32(0), (2, 1, 3), "output_shape.Dims(i) == 1 was not true."),
        (i32(1), (1, 1, 3), "output_shape.Dims(i) == input_shape.Dims(i) was not true."),
        (i32(1), (2, 1, 4), "output_shape.Dims(i) == input_shape.Dims(i - 1) was not true."),
    ],
)
def test_it_refuses(axis: T, y: tuple[int, ...], message: str) -> None:
    verdict = told("EXPAND_DIMS", [T(X), axis], [T(y)])[0]
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, message)


@pytest.mark.parametrize("dtype", ["int32", "int64", "bool", "uint8"])
def test_other_types_load_and_fail_at_invoke(dtype: str) -> None:
    (verdict,) = told("EXPAND_DIMS", [T(X, dtype), i32(0)], [T((1, *X), dtype)])
    assert verdict.effect is Effect.REFUSED


def test_it_keeps_nothing() -> None:
    assert asked("EXPAND_DIMS", [T(X), i32(0)], [T((1, *X))]) == ["|", "in0", "in1", "out0"]
