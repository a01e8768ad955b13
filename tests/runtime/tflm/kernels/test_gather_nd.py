import pytest
from one_op import T, asked, i8, i32, told

from tflint.runtime.verdict import Effect

X = (3, 4)
ROWS = i32(0, 2, shape=(2, 1))


@pytest.mark.parametrize(
    ("x", "indices", "y"),
    [(T(X), ROWS, T((2, 4))), (i8(*X), i32(0, 1, 2, 3, shape=(2, 2)), i8(2)), (T(X), T((5, 2), "int32"), T((5,)))],
)
def test_coordinates_inside_are_fine(x: T, indices: T, y: T) -> None:
    assert told("GATHER_ND", [x, indices], [y], {}) == ()


@pytest.mark.parametrize(
    ("x", "indices", "message"),
    [
        (T(X, "int32"), ROWS, "Params of type 'INT32' are not supported by gather_nd."),
        (T(X), T((2, 1), "int64"), "Indices of type 'INT64' are not supported by gather_nd."),
        (T(()), ROWS, "Params must be at least a vector."),
        (T(X), i32(0, shape=()), "Indices must be at least a vector."),
        (T(X), i32(0, 0, 0, shape=(1, 3)), "Index innermost dimension length must be <= params rank."),
        (T((1,) * 6), i32(*(0,) * 6, shape=(1, 6)), "Index innermost dimension length must not exceed 5."),
    ],
)
def test_it_refuses(x: T, indices: T, message: str) -> None:
    verdict = told("GATHER_ND", [x, indices], [T((2, 4), x.dtype)], {})[0]
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, message)


@pytest.mark.parametrize("indices", [i32(0, 3, shape=(2, 1)), i32(-1, 0, shape=(2, 1))])
def test_a_constant_place_outside_fails_at_invoke(indices: T) -> None:
    (verdict,) = told("GATHER_ND", [T(X), indices], [T((2, 4))], {})
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, "gather_nd index out of bounds")


def test_a_coordinate_outside_that_comes_out_inside_is_fine() -> None:
    assert told("GATHER_ND", [T(X), i32(0, 5, shape=(1, 2))], [T((1,))], {}) == ()


def test_the_output_s_dims_are_computed() -> None:
    assert asked("GATHER_ND", [T(X), ROWS], [T((9, 9))], {}) == ["|", "in0", "in1", "out0", "dims 2x4"]
