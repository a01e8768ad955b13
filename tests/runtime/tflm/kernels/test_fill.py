import pytest
from one_op import T, asked, i8, i32, told

from tflint.runtime.verdict import Effect

DIMS, VALUE, Y = i32(3, 4), T(()), T((3, 4))


@pytest.mark.parametrize("dtype", ["float32", "int32"])
@pytest.mark.parametrize("dims", [DIMS, T((2,), "int64", values=[3, 4]), T((2,), "int8", values=[3, 4])])
def test_a_scalar_in_constant_dims_is_fine(dims: T, dtype: str) -> None:
    assert told("FILL", [dims, T((), dtype)], [T((3, 4), dtype)]) == ()


@pytest.mark.parametrize(
    ("dims", "value", "y", "message"),
    [
        (DIMS, T((1,)), Y, "NumDimensions(value) != 0 (1 != 0)"),
        (DIMS, VALUE, i8(3, 4), "value->type != output->type (1 != 9)"),
        (T((2,), "int32"), VALUE, Y, "Non-constant >dims< tensor is not supported"),
        (i32(3, 4, shape=(1, 2)), VALUE, Y, "NumDimensions(tensor) != 1 (2 != 1)"),
        (i32(1, 3, 4), VALUE, Y, "array->size != tensor_len (2 != 3)"),
        (T((2,), values=[3.0, 4.0]), VALUE, Y, "cannot compare int array to tensor of type 1."),
        (i32(3, 5), VALUE, Y, "array->data[i] != GetTensorData<T>(tensor)[i]"),
    ],
)
def test_it_refuses(dims: T, value: T, y: T, message: str) -> None:
    verdict = told("FILL", [dims, value], [y])[0]
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, message)


def test_int64_fails_at_invoke() -> None:
    assert told("FILL", [DIMS, T((), "int64")], [T((3, 4), "int64")])[0].effect is Effect.REFUSED
    assert asked("FILL", [DIMS, VALUE], [Y]) == ["|", "in0", "in1", "out0"]
