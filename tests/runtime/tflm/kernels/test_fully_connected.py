import pytest
from one_op import HOST, M4, M4_CMSIS, M55_CMSIS, T, asked, i8, i16, told

from tflint.runtime.verdict import Cause, Effect

X, W, Y = (2, 8), (3, 8), (2, 3)
WEIGHTS = i8(*W, values=1)
PER_CHANNEL = i8(*W, scale=(0.5, 0.25, 0.125), values=1)
BIAS, WIDE_BIAS = T((3,), "int32", 0.25, values=1), T((3,), "int64", 0.25, values=1)


@pytest.mark.parametrize("target", [HOST, M4, M4_CMSIS])
@pytest.mark.parametrize(
    ("inputs", "y"),
    [
        ([T(X), T(W), None], T(Y)),
        ([T(X), T(W), T((3,), values=1.0)], T(Y)),
        ([i8(*X, zero_point=-3), WEIGHTS, BIAS], i8(*Y, zero_point=5)),
        ([i8(*X), PER_CHANNEL, BIAS._replace(scale=7.0)], i8(*Y)),
        ([i8(*X), T(W, "int4", 0.5, values=1)], i8(*Y)),
        ([i16(*X), WEIGHTS, WIDE_BIAS], i16(*Y)),
        ([T((2, 2, 4)), T(W)], T(Y)),
    ],
    ids=["a bias of -1", "float32", "int8", "a scale a channel, any bias scale", "int4 weights", "int16", "an input of rank 3"],
)
def test_what_the_kernel_takes_is_fine(inputs: list[T | None], y: T, target: str) -> None:
    assert told("FULLY_CONNECTED", inputs, [y], {}, target) == ()


@pytest.mark.parametrize("off", [0.019, -0.019])
def test_a_bias_scale_off_by_less_than_2_percent_of_the_output_scale_is_fine(off: float) -> None:
    assert told("FULLY_CONNECTED", [i8(*X), WEIGHTS, BIAS._replace(scale=0.25 + off * 0.5)], [i8(*Y)], {}) == ()


@pytest.mark.parametrize("off", [0.021, -0.021, 1.0])
def test_a_bias_scale_further_off_is_refused(off: float) -> None:
    (verdict,) = told("FULLY_CONNECTED", [i8(*X), WEIGHTS, BIAS._replace(scale=0.25 + off * 0.5)], [i8(*Y)], {})
    assert (verdict.effect, verdict.cause, verdict.tensor) == (Effect.REFUSED, Cause.BIAS_SCALE, 2)
    assert verdict.message == "scale_diff / output_scale <= 0.02 was not true."


def test_no_scale_anywhere_is_no_number_and_refused() -> None:
    inputs = [T(X, "int8"), T(W, "int8", values=1), T((3,), "int32", values=1)]
    assert told("FULLY_CONNECTED", inputs, [T(Y, "int8")], {})[0].cause is Cause.BIAS_SCALE
    assert {v.effect for v in told("FULLY_CONNECTED", inputs[:2], [T(Y, "int8")], {})} == {Effect.WRONG}


@pytest.mark.parametrize(
    ("inputs", "y", "message"),
    [
        ([i8(*X), WEIGHTS], i16(*Y), "input->type != output->type (INT8 != INT16)"),
        ([T(X), WEIGHTS], T(Y), "Input type: FLOAT32 with filter type: INT8 not supported."),
        ([i16(*X), T(W, "int4", 0.5, values=1)], i16(*Y), "Input type: INT16 with filter type: INT4 not supported."),
        ([i8(*X), i8(*W, scale=-0.5)], i8(*Y), "input_product_scale >= 0 was not true."),
    ],
)
def test_it_refuses(inputs: list[T], y: T, message: str) -> None:
    verdict = told("FULLY_CONNECTED", inputs, [y], {})[0]
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, message)


@pytest.mark.parametrize("weights", [i8(*W, scale=(0.5, 0.5)), T(W, "int4", (0.5, 0.5, 0.5), values=1)])
def test_scales_that_are_not_the_filters_and_int4_with_several_are_refused(weights: T) -> None:
    (verdict,) = told("FULLY_CONNECTED", [i8(*X), weights], [i8(*Y)], {})
    assert (verdict.effect, verdict.cause) == (Effect.REFUSED, Cause.QUANTIZATION)


def test_uint8_loads_and_fails_at_invoke_and_cmsis_nn_refuses_it() -> None:
    u8 = [T(X, "uint8", 0.5), T(W, "uint8", 0.5, values=1)]
    (verdict,) = told("FULLY_CONNECTED", u8, [T(Y, "uint8", 0.5)], {})
    assert (verdict.effect, verdict.cause) == (Effect.REFUSED, Cause.UINT8)
    assert told("FULLY_CONNECTED", u8, [T(Y, "uint8", 0.5)], {}, M4_CMSIS)[0].effect is Effect.REFUSED


def test_the_parser_refuses_unknown_formats_and_takes_the_shuffled_one_for_the_default() -> None:
    assert told("FULLY_CONNECTED", [T(X), T(W)], [T(Y)], {"weights_format": 2})[0].effect is Effect.REFUSED
    assert told("FULLY_CONNECTED", [T(X), T(W)], [T(Y)], {"weights_format": 1})[0].effect is Effect.WRONG
    assert told("FULLY_CONNECTED", [T(X), T(W)], [T(Y)], {"quantized_bias_type": 77})[0].effect is Effect.REFUSED


def test_an_int16_model_with_an_int32_bias_is_wrong_with_cmsis_nn_only() -> None:
    inputs = [i16(*X), WEIGHTS, BIAS]
    assert told("FULLY_CONNECTED", inputs, [i16(*Y)], {}, M4) == ()
    assert [v.effect for v in told("FULLY_CONNECTED", inputs, [i16(*Y)], {}, M4_CMSIS)] == [Effect.WRONG]


@pytest.mark.parametrize(("x", "weights"), [(i16(*X), PER_CHANNEL), (i16(*X, zero_point=1), WEIGHTS)])
def test_cmsis_nn_refuses_int16_with_several_scales_or_a_zero_point(x: T, weights: T) -> None:
    assert told("FULLY_CONNECTED", [x, weights], [i16(*Y)], {}, M4) == ()
    assert told("FULLY_CONNECTED", [x, weights], [i16(*Y)], {}, M4_CMSIS)[0].effect is Effect.REFUSED


def test_sizes_that_do_not_fit_are_not_looked_at() -> None:
    assert [v.effect for v in told("FULLY_CONNECTED", [T((2, 7)), T(W)], [T(Y)], {})] == [Effect.WRONG]


def test_the_reference_keeps_multipliers_for_several_scales() -> None:
    assert asked("FULLY_CONNECTED", [i8(*X), WEIGHTS, BIAS], [i8(*Y)], {}, M4) == ["P 48", "|", "in0", "in1", "in2", "out0"]
    assert asked("FULLY_CONNECTED", [i8(*X), PER_CHANNEL], [i8(*Y)], {}, M4)[-2:] == ["P 12", "P 12"]
    assert asked("FULLY_CONNECTED", [i8(*X), T(W, "int4", 0.5, values=1)], [i8(*Y)], {}, M4)[-1] == "S 24"


@pytest.mark.parametrize(
    ("inputs", "y", "dsp", "mve"),
    [
        ([i8(*X), WEIGHTS, BIAS], i8(*Y), [], ["P 12"]),
        ([i8(*X), i8(*W)], i8(*Y), [], ["S 12"]),
        ([i8(2, 1, 8), WEIGHTS], i8(2, 1, 3), ["S 24"], ["S 24"]),
        ([i8(2, 1, 8), PER_CHANNEL], i8(2, 1, 3), ["P 12", "P 12"], ["P 12", "P 12"]),
        ([i16(*X), WEIGHTS, WIDE_BIAS], i16(*Y), [], []),
        ([i8(*X), T(W, "int4", 0.5, values=1)], i8(*Y), [], []),
    ],
    ids=["constants", "computed weights", "as a 1x1 convolution", "as one with a scale a channel", "int16", "int4 weights"],
)
def test_cmsis_nn_keeps_kernel_sums_on_mve(inputs: list[T], y: T, dsp: list[str], mve: list[str]) -> None:
    common = ["P 72", "|", *(f"in{i}" for i in range(len(inputs))), "out0"]
    assert asked("FULLY_CONNECTED", inputs, [y], {}, M4_CMSIS) == common + dsp
    assert asked("FULLY_CONNECTED", inputs, [y], {}, M55_CMSIS) == common + mve
