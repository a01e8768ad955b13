import pytest
from one_op import HOST, M4, T, asked, i8, told

from tflint.runtime.verdict import Effect

X, Y = (1, 2, 2, 8), (1, 4, 4, 2)
TWO = {"block_size": 2}


def test_float32_and_int8_are_fine() -> None:
    assert told("DEPTH_TO_SPACE", [T(X)], [T(Y)], TWO) == told("DEPTH_TO_SPACE", [i8(*X)], [i8(*Y)], TWO) == ()


@pytest.mark.parametrize(
    ("x", "y", "options", "message"),
    [
        (T(X[1:]), T(Y), TWO, "NumDimensions(input) != 4 (3 != 4)"),
        (T(X), T(Y), None, "block_size > 0 was not true."),
        (T(X), T(Y), {"block_size": 3}, "input_channels != output_channels * block_size * block_size (8 != 0)"),
        (T(X), i8(*Y), TWO, "input->type != output->type (FLOAT32 != INT8)"),
    ],
)
def test_it_refuses(x: T, y: T, options: dict[str, object] | None, message: str) -> None:
    verdict = told("DEPTH_TO_SPACE", [x], [y], options)[0]
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, message)


def test_another_declared_output_is_rewritten_and_one_of_too_low_a_rank_overruns_its_dims() -> None:
    assert [v.effect for v in told("DEPTH_TO_SPACE", [T(X)], [T((1, 4, 4, 4))], TWO)] == [Effect.WRONG]
    assert told("DEPTH_TO_SPACE", [T(X)], [T((4, 4, 2))], TWO, M4)[0].effect is Effect.UNDEFINED
    assert told("DEPTH_TO_SPACE", [T(X)], [T((4, 4, 2))], TWO, HOST)[0].effect is Effect.WRONG


def test_the_output_s_dims_are_computed() -> None:
    assert asked("DEPTH_TO_SPACE", [T(X)], [T((9, 9, 9, 9))], TWO) == ["|", "in0", "out0", "dims 1x4x4x2"]


def test_a_fifth_dimension_of_the_output_aborts() -> None:
    found = told("DEPTH_TO_SPACE", [T(X)], [T((1, *Y))], TWO)
    assert [v.effect for v in found] == [Effect.WRONG, Effect.ABORTS]
    assert not found[-1].at_allocate


def test_dims_of_a_higher_rank_keep_what_is_behind_the_fourth() -> None:
    assert asked("DEPTH_TO_SPACE", [T(X)], [T((1, 1, 4, 4, 2))], TWO)[-1] == "dims 1x4x4x2x2"
