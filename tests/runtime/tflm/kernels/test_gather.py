import pytest
from one_op import HOST, M4, T, asked, i8, i32, told

from tflint.runtime.verdict import Effect

X = (3, 4)
FIRST = {"axis": 0, "batch_dims": 0}


@pytest.mark.parametrize(
    ("x", "positions", "y", "options"),
    [
        (T(X), i32(0, 2), T((2, 4)), FIRST),
        (i8(*X), i32(3, 0), i8(3, 2), {"axis": -1}),
        (T(X), i32(1, shape=()), T((4,)), None),
        (T((3, 4, 2)), T((3, 5), "int32"), T((3, 5, 2)), {"axis": 1, "batch_dims": 1}),
    ],
)
def test_positions_along_an_axis_are_fine(x: T, positions: T, y: T, options: dict[str, object] | None) -> None:
    assert told("GATHER", [x, positions], [y], options) == ()


@pytest.mark.parametrize(
    ("x", "positions", "options", "message"),
    [
        (T(X), T((2,), "int64"), FIRST, "Positions of type 'INT64' are not supported by gather."),
        (T(X, "int32"), i32(0, 2), FIRST, "Type 'INT32' is not supported by gather."),
        (T(X), i32(0, 2), {"axis": 2}, "0 <= axis && axis < NumDimensions(input) was not true."),
        (T(X), i32(0, 2), {"axis": -3}, "0 <= axis && axis < NumDimensions(input) was not true."),
        (T(X), i32(0, 2), {"axis": 0, "batch_dims": 1}, "batch_dims <= axis was not true."),
        (T((3, 4, 2)), i32(0, 2), {"axis": 2, "batch_dims": 2}, "batch_dims <= NumDimensions(coords) was not true."),
        (T(X), i32(0, 2), {"axis": 1, "batch_dims": 1}, "input->dims->data[i] != coords->dims->data[i] (3 != 2)"),
    ],
)
def test_it_refuses(x: T, positions: T, options: dict[str, object], message: str) -> None:
    verdict = told("GATHER", [x, positions], [T((2, 4), x.dtype)], options)[0]
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, message)


@pytest.mark.parametrize(("target", "effect"), [(HOST, Effect.REFUSED), (M4, Effect.WRONG)])
@pytest.mark.parametrize("position", [-1, 3])
def test_a_constant_position_outside_is_refused_by_the_wheel_and_read_by_the_tree(
    target: str, effect: Effect, position: int
) -> None:
    assert [v.effect for v in told("GATHER", [T(X), i32(0, position)], [T((2, 4))], FIRST, target)] == [effect]


def test_a_declared_rank_that_is_too_low_overruns_the_dims() -> None:
    positions = T((2, 1, 1, 1), "int32")
    assert told("GATHER", [T(X), positions], [T(())], FIRST)[0].effect is Effect.UNDEFINED


def test_the_output_s_dims_are_computed() -> None:
    assert asked("GATHER", [T(X), i32(0, 2)], [T((9, 9))], FIRST) == ["|", "in0", "in1", "out0", "dims 2x4"]
    assert asked("GATHER", [T(X), i32(0, shape=())], [T((9, 9))], FIRST)[-1] == "dims 4"
