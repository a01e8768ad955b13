import pytest
from one_op import HOST, M4, M4_CMSIS, M55_CMSIS, T, asked, i8, i16, told

from tflint.runtime.verdict import Cause, Effect

X, W, Y = (1, 6, 6, 4), (1, 3, 3, 4), (1, 6, 6, 4)
SAME = {"padding": 0, "stride_w": 1, "stride_h": 1, "depth_multiplier": 1}
WEIGHTS = i8(*W, values=1)
PER_CHANNEL = i8(*W, scale=(0.5, 0.25, 0.125, 0.5), axis=3, values=1)
BIAS, WIDE_BIAS = T((4,), "int32", 0.25, values=1), T((4,), "int64", 0.25, values=1)


@pytest.mark.parametrize("target", [HOST, M4, M4_CMSIS])
@pytest.mark.parametrize(
    ("inputs", "y"),
    [
        ([T(X), T(W)], T(Y)),
        ([i8(*X, zero_point=-3), WEIGHTS, BIAS], i8(*Y, zero_point=5)),
        ([i8(*X), PER_CHANNEL], i8(*Y)),
        ([i8(*X), T(W, "int4", 0.5, values=1), BIAS], i8(*Y)),
        ([i16(*X), PER_CHANNEL, WIDE_BIAS], i16(*Y)),
    ],
    ids=["float32", "int8", "a scale a channel", "int4 weights", "int16"],
)
def test_what_the_kernel_takes_is_fine(inputs: list[T], y: T, target: str) -> None:
    assert told("DEPTHWISE_CONV_2D", inputs, [y], SAME, target) == ()


@pytest.mark.parametrize(("target", "effect"), [(HOST, Effect.UNDEFINED), (M4, Effect.REFUSED), (M4_CMSIS, Effect.REFUSED)])
def test_a_bias_of_minus_1_is_fatal(target: str, effect: Effect) -> None:
    (verdict,) = told("DEPTHWISE_CONV_2D", [i8(*X), WEIGHTS, None], [i8(*Y)], SAME, target)
    assert verdict.effect is effect


@pytest.mark.parametrize(
    ("inputs", "y", "cause"),
    [
        ([T(X), WEIGHTS], T(Y), Cause.HYBRID),
        ([i8(*X), T(W, "int8")], i8(*Y), Cause.QUANTIZATION),
        ([i8(*X), i8(*W, scale=(0.5, 0.5))], i8(*Y), Cause.QUANTIZATION),
        ([i8(*X), i8(*W, scale=(0.5,) * 4, axis=0)], i8(*Y), Cause.QUANTIZATION),
        ([T(X, "int8"), WEIGHTS], i8(*Y), Cause.QUANTIZATION),
        ([T(X, "uint8", 0.5), T(W, "uint8", (0.5,) * 4, axis=3)], T(Y, "uint8", 0.5), Cause.UINT8),
    ],
    ids=["hybrid", "weights without scale", "two scales", "scales along axis 0", "input without scale", "uint8 per channel"],
)
def test_it_refuses(inputs: list[T], y: T, cause: Cause) -> None:
    verdict = told("DEPTHWISE_CONV_2D", inputs, [y], SAME)[0]
    assert (verdict.effect, verdict.cause) == (Effect.REFUSED, cause)


def test_uint8_with_one_scale_loads_and_fails_at_invoke() -> None:
    u8 = [T(X, "uint8", 0.5), T(W, "uint8", 0.5)]
    (verdict,) = told("DEPTHWISE_CONV_2D", u8, [T(Y, "uint8", 0.5)], SAME)
    assert (verdict.effect, verdict.cause) == (Effect.REFUSED, Cause.UINT8)
    verdict = told("DEPTHWISE_CONV_2D", u8, [T(Y, "uint8", 0.5)], SAME, M4_CMSIS)[0]
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, "Input data type not supported")


def test_a_uint8_bias_scale_is_looked_at() -> None:
    inputs = [T(X, "uint8", 0.5), T(W, "uint8", 0.5), BIAS._replace(scale=0.5)]
    assert told("DEPTHWISE_CONV_2D", inputs, [T(Y, "uint8", 0.5)], SAME)[0].cause is Cause.BIAS_SCALE


@pytest.mark.parametrize(
    ("inputs", "y", "options"),
    [
        ([i16(*X), WEIGHTS, BIAS], i16(*Y), SAME),
        ([i8(*X), WEIGHTS], i16(*Y), SAME),
        ([i8(*X), WEIGHTS], i8(*Y), {**SAME, "depth_multiplier": 2}),
    ],
    ids=["an int32 bias for int16", "another output type", "another depth multiplier"],
)
def test_what_nobody_looks_at_computes_something_else(inputs: list[T], y: T, options: dict[str, object]) -> None:
    assert {v.effect for v in told("DEPTHWISE_CONV_2D", inputs, [y], options)} == {Effect.WRONG}


def test_weights_of_too_few_dimensions_crash() -> None:
    assert told("DEPTHWISE_CONV_2D", [T(X), T(W[1:])], [T(Y)], SAME)[0].effect is Effect.UNDEFINED


def test_a_depth_multiplier_of_0_never_returns_with_cmsis_nn() -> None:
    options = {**SAME, "depth_multiplier": 0}
    assert told("DEPTHWISE_CONV_2D", [i8(*X), WEIGHTS], [i8(*Y)], options, M4)[0].effect is Effect.WRONG
    assert told("DEPTHWISE_CONV_2D", [i8(*X), WEIGHTS], [i8(*Y)], options, M4_CMSIS)[0].effect is Effect.UNDEFINED


@pytest.mark.parametrize(
    ("tensor", "message"),
    [("x", "input->params.zero_point != 0 (1 != 0)"), ("y", "output->params.zero_point != 0 (1 != 0)")],
)
def test_an_int16_zero_point_is_refused_by_cmsis_nn_only(tensor: str, message: str) -> None:
    x, y = i16(*X, zero_point=tensor == "x"), i16(*Y, zero_point=tensor == "y")
    assert told("DEPTHWISE_CONV_2D", [x, WEIGHTS], [y], SAME, M4) == ()
    assert told("DEPTHWISE_CONV_2D", [x, WEIGHTS], [y], SAME, M4_CMSIS)[0].message == message


def test_the_reference_keeps_multipliers_for_float32_too() -> None:
    asks = ["P 56", "|", "out0", "in0", "in1", "P 16", "P 16", "in0", "in1", "out0"]
    assert asked("DEPTHWISE_CONV_2D", [T(X), T(W)], [T(Y)], SAME, M4) == asks


@pytest.mark.parametrize(
    ("x", "weights", "y", "dsp", "mve"),
    [
        (i8(*X), WEIGHTS, i8(*Y), [], ["S 4464"]),
        (i8(*X), i8(1, 5, 5, 4, values=1), i8(*Y), ["S 200"], ["S 12400"]),
        (i8(*X), T(W, "int4", 0.5, values=1), i8(*Y), ["S 72"], ["S 4464"]),
        (i8(1, 6, 6, 1), i8(1, 3, 3, 4, values=1), i8(*Y), [], ["S 100"]),
        (i16(*X), WEIGHTS, i16(*Y), [], []),
    ],
    ids=["3x3", "5x5", "int4 weights", "one channel", "int16"],
)
def test_cmsis_nn_asks_for_scratch(x: T, weights: T, y: T, dsp: list[str], mve: list[str]) -> None:
    common = ["P 60", "|", "in0", "in1", "out0", "P 16", "P 16", "in0", "in1", "out0"]
    options = {**SAME, "depth_multiplier": 4 // (x.shape or (1,))[-1]}
    assert asked("DEPTHWISE_CONV_2D", [x, weights], [y], options, M4_CMSIS) == common + dsp
    assert asked("DEPTHWISE_CONV_2D", [x, weights], [y], options, M55_CMSIS) == common + mve


def test_one_channel_along_a_row_depends_on_an_uninitialised_stride_on_mve() -> None:
    asks = asked("DEPTHWISE_CONV_2D", [i8(1, 1, 6, 1), i8(1, 1, 3, 4, values=1)], [i8(1, 1, 6, 4)], SAME, M55_CMSIS)
    assert any(ask.startswith("uncertain") for ask in asks)
