import pytest
from one_op import HOST, M4, M4_CMSIS, M55_CMSIS, T, asked, i8, i16, told

from tflint.runtime.verdict import Effect

X, Y = (1, 4, 4, 3), (1, 2, 2, 3)
TWO = {"padding": 1, "stride_w": 2, "stride_h": 2, "filter_width": 2, "filter_height": 2}
OPS = ["AVERAGE_POOL_2D", "MAX_POOL_2D"]


@pytest.mark.parametrize("op", OPS)
@pytest.mark.parametrize(("x", "y"), [(T(X), T(Y)), (i8(*X), i8(*Y)), (i16(*X), i16(*Y)), (i8(*X), i8(*Y, scale=0.5000005))])
def test_one_type_and_scale_is_fine(op: str, x: T, y: T) -> None:
    assert told(op, [x], [y], TWO) == ()


@pytest.mark.parametrize("op", OPS)
@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        (i8(*X), i8(*Y, scale=0.50001), "scale_diff <= 1.0e-6 was not true."),
        (i8(*X), i8(*Y, zero_point=1), "input->params.zero_point == output->params.zero_point was not true."),
        (T(X, "uint8", 0.5), T(Y, "uint8", 0.5), "Type UINT8 (3) not supported."),
    ],
)
def test_it_refuses(op: str, x: T, y: T, message: str) -> None:
    verdict = told(op, [x], [y], TWO)[0]
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, message)


@pytest.mark.parametrize(
    ("x", "y", "options"),
    [(T(X), i8(*Y), TWO), (T(X), T((1, 3, 3, 3)), TWO), (T(X[1:]), T(Y[1:]), TWO), (T(X), T(Y), None)],
    ids=["another output type", "another output size", "rank 3", "no options: stride 0"],
)
def test_what_nobody_looks_at_computes_something_else(x: T, y: T, options: dict[str, object] | None) -> None:
    assert {v.effect for v in told("AVERAGE_POOL_2D", [x], [y], options)} == {Effect.WRONG}


def test_the_average_pool_of_cmsis_nn_wants_an_int32_a_channel_with_dsp_alone() -> None:
    x, y = [i8(*X)], [i8(*Y)]
    assert asked("AVERAGE_POOL_2D", x, y, TWO, M4) == ["P 32", "|", "in0", "out0"]
    assert asked("AVERAGE_POOL_2D", x, y, TWO, M4_CMSIS) == ["P 36", "|", "in0", "out0", "in0", "out0", "S 12"]
    assert asked("AVERAGE_POOL_2D", x, y, TWO, M55_CMSIS) == ["P 36", "|", "in0", "out0", "in0", "out0"]
    assert asked("MAX_POOL_2D", x, y, TWO, M4_CMSIS) == ["P 36", "|", "in0", "out0"]
    assert asked("AVERAGE_POOL_2D", [T(X)], [T(Y)], TWO, M4_CMSIS) == ["P 36", "|", "in0", "out0", "in0", "out0"]


def test_activation_bounds_that_leave_int32_are_dropped_not_refused() -> None:
    x, y = i8(*X, scale=1e-9), i8(*Y, scale=1e-9)
    assert [v.effect for v in told("MAX_POOL_2D", [x], [y], {**TWO, "fused_activation_function": 3}, HOST)] == [Effect.WRONG]
