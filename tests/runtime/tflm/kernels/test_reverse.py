import pytest
from one_op import HOST, M4, T, asked, i32, told

from tflint.runtime.verdict import Effect

CUBE = T((2, 3, 4))


@pytest.mark.parametrize("dtype", ["int32", "float32", "uint8", "int8", "int16", "int64", "bool"])
def test_these_types_are_fine(dtype: str) -> None:
    assert told("REVERSE_V2", [T((2, 3), dtype), i32(1)], [T((2, 3), dtype)]) == ()


def test_neighbouring_axes_in_any_order_are_fine() -> None:
    assert told("REVERSE_V2", [CUBE, i32(-1, 1)], [CUBE]) == ()


@pytest.mark.parametrize("axes", [(0, 2), (1, 1)], ids=["a gap", "twice"])
def test_other_axes_fail_at_invoke(axes: tuple[int, ...]) -> None:
    (verdict,) = told("REVERSE_V2", [CUBE, i32(*axes)], [CUBE])
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, "Non-contiguous `axes` not supported")


def test_an_axis_one_outside_fails_at_invoke() -> None:
    assert told("REVERSE_V2", [CUBE, i32(-3)], [CUBE]) == ()
    (verdict,) = told("REVERSE_V2", [CUBE, i32(3)], [CUBE], None, M4)
    assert verdict.message == "axes_data[i] >= 0 && axes_data[i] < rank was not true."
    assert told("REVERSE_V2", [CUBE, i32(3)], [CUBE], None, HOST)[0].message is None


@pytest.mark.parametrize(
    ("tensor", "axis", "message"),
    [
        (CUBE, i32(0, shape=()), "NumDimensions(axis) != 1 (0 != 1)"),
        (T((1,) * 7), i32(0), "NumDimensions(input) <= kMaxDimensions was not true."),
        (T((4,)), i32(0, 0), "NumDimensions(input) >= NumElements(axis) was not true."),
        (T((4,), "uint32"), i32(0), "Type 'UINT32' is not supported by reverse."),
        (CUBE, T((1,), "int64", values=[0]), "Axis Type 'INT64' is not supported by reverse."),
    ],
    ids=["scalar axis", "seven dimensions", "more axes than dimensions", "uint32", "int64 axis"],
)
def test_these_are_refused(tensor: T, axis: T, message: str) -> None:
    (verdict,) = told("REVERSE_V2", [tensor, axis], [tensor])
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, message)


def test_all_operands_are_borrowed() -> None:
    assert asked("REVERSE_V2", [CUBE, i32(0)], [CUBE]) == ["|", "in0", "in1", "out0"]
