import pytest
from one_op import HOST, M4, M4_CMSIS, M55_CMSIS, T, asked, i8, i16, told

from tflint.runtime.verdict import Cause, Effect

X, W, Y = (1, 6, 6, 2), (3, 3, 3, 2), (1, 6, 6, 3)
SAME = {"padding": 0, "stride_w": 1, "stride_h": 1}
VALID = {**SAME, "padding": 1}
WEIGHTS = i8(*W, values=1)
PER_CHANNEL = i8(*W, scale=(0.5, 0.25, 0.125), values=1)
BIAS, WIDE_BIAS = T((3,), "int32", 0.25, values=1), T((3,), "int64", 0.25, values=1)
ESP32S3 = "esp32s3/esp-nn@1.1.2"


@pytest.mark.parametrize("target", [HOST, M4, M4_CMSIS])
@pytest.mark.parametrize(
    ("inputs", "y"),
    [
        ([T(X), T(W)], T(Y)),
        ([T(X), T(W, values=1.0), T((3,), values=1.0)], T(Y)),
        ([i8(*X, zero_point=-3), WEIGHTS, BIAS], i8(*Y, zero_point=5)),
        ([i8(*X), PER_CHANNEL, None], i8(*Y)),
        ([i8(*X), T(W, "int4", 0.5, values=1), BIAS], i8(*Y)),
        ([i16(*X), PER_CHANNEL, WIDE_BIAS], i16(*Y)),
        ([i16(*X), WEIGHTS, BIAS], i16(*Y)),
    ],
    ids=["float32", "float32 with bias", "int8", "a bias of -1", "int4 weights", "int16", "int16 with an int32 bias"],
)
def test_what_the_kernel_takes_is_fine(inputs: list[T | None], y: T, target: str) -> None:
    assert told("CONV_2D", inputs, [y], SAME, target) == ()


@pytest.mark.parametrize(
    ("x", "weights", "y", "cause"),
    [
        (T(X), WEIGHTS, T(Y), Cause.HYBRID),
        (T(X, "uint8", 0.5, 128), T(W, "uint8", 0.5, 128), T(Y, "uint8", 0.5, 128), Cause.UINT8),
        (T(X, "float16"), T(W, "float16"), T(Y, "float16"), Cause.FLOAT16),
        (i8(*X), T(W, "int16", 0.5), i8(*Y), Cause.TYPE),
    ],
)
def test_types_that_do_not_go_together_are_refused(x: T, weights: T, y: T, cause: Cause) -> None:
    (verdict,) = told("CONV_2D", [x, weights], [y], SAME)
    assert (verdict.effect, verdict.cause) == (Effect.REFUSED, cause)
    assert verdict.message == "Hybrid models are not supported on TFLite Micro."


@pytest.mark.parametrize(
    ("inputs", "y", "message"),
    [
        ([i8(*X), WEIGHTS], i16(*Y), "input->type != output->type (9 != 7)"),
        ([i8(*X)], i8(*Y), "filter != nullptr was not true."),
        ([i8(*X), WEIGHTS, BIAS, BIAS], i8(*Y), "has_bias || node->inputs->size == 2 was not true."),
        ([T(X, "int8"), WEIGHTS], i8(*Y), "input->quantization.type != kTfLiteAffineQuantization (0 != 1)"),
        ([i8(*X), T(W, "int8")], i8(*Y), "filter->quantization.type != kTfLiteAffineQuantization (0 != 1)"),
        (
            [i8(*X), i8(*W, scale=(0.5, 0.5, 0.5), axis=3)],
            i8(*Y),
            "num_channels != filter->dims->data[affine_quantization->quantized_dimension]",
        ),
    ],
)
def test_it_refuses(inputs: list[T], y: T, message: str) -> None:
    verdict = told("CONV_2D", inputs, [y], SAME)[0]
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, message)


def test_another_number_of_scales_than_filters_is_refused() -> None:
    (verdict,) = told("CONV_2D", [i8(*X), i8(*W, scale=(0.5, 0.5))], [i8(*Y)], SAME)
    assert (verdict.effect, verdict.cause) == (Effect.REFUSED, Cause.QUANTIZATION)
    assert "2 scales, expected 1 or 3" in verdict.why


def test_a_bias_scale_is_nobody_s_business() -> None:
    assert told("CONV_2D", [i8(*X), WEIGHTS, BIAS._replace(scale=7.0)], [i8(*Y)], SAME) == ()


def test_an_int16_bias_of_another_type_fails_at_invoke() -> None:
    bias = T((3,), "int16", 0.25, values=1)
    (verdict,) = told("CONV_2D", [i16(*X), WEIGHTS, bias], [i16(*Y)], SAME)
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, "Bias type INT16 (7) not supported.")


@pytest.mark.parametrize(
    ("inputs", "y", "options"),
    [
        ([i8(*X), WEIGHTS, T((3,), "float32", values=1.0)], i8(*Y), SAME),
        ([i8(*X), WEIGHTS, T((2,), "int32", 0.25, values=1)], i8(*Y), SAME),
        ([i8(*X), i8(*W, zero_point=1)], i8(*Y), SAME),
        ([i8(*X), WEIGHTS], T(Y, "int8"), SAME),
        ([T(X), T(W)], T((1, 4, 4, 3)), SAME),
        ([T(X), T(W)], T(Y), {**SAME, "fused_activation_function": 4}),
        ([T(X), T(W)], T(Y), None),
        ([T((1, 6, 6, 3)), T(W)], T(Y), SAME),
    ],
    ids=[
        *("a float32 bias for int8", "a short bias", "a filter zero point", "no output scale"),
        *("other output dims", "a fused TANH", "no options: stride 0", "channels that no group divides"),
    ],
)
def test_what_nobody_looks_at_computes_something_else(inputs: list[T], y: T, options: dict[str, object] | None) -> None:
    assert [v.effect for v in told("CONV_2D", inputs, [y], options)] == [Effect.WRONG]


@pytest.mark.parametrize(
    ("x", "weights", "y", "message"),
    [
        (T(X[1:]), T(W), T(Y), "input->dims->size != 4 (3 != 4)"),
        (T(X), T(W), T((2, 6, 6, 3)), "input->dims->data[0] != output->dims->data[0] (1 != 2)"),
        (T((1, 6, 6, 3)), T(W), T(Y), "input->dims->data[3] % filter->dims->data[3] != 0 (1 != 0)"),
        (i16(*X, zero_point=5), WEIGHTS, i16(*Y), "input->params.zero_point != 0 (5 != 0)"),
    ],
)
def test_cmsis_nn_refuses_more(x: T, weights: T, y: T, message: str) -> None:
    assert told("CONV_2D", [x, weights], [y], SAME, M4_CMSIS)[0].message == message
    assert all(v.effect is not Effect.REFUSED for v in told("CONV_2D", [x, weights], [y], SAME, M4))


def test_groups_of_int16_are_wrong_with_cmsis_nn_only() -> None:
    x, weights = i16(1, 6, 6, 4), i8(4, 3, 3, 2, values=1)
    assert told("CONV_2D", [x, weights], [i16(1, 6, 6, 4)], SAME, M4) == ()
    assert [v.effect for v in told("CONV_2D", [x, weights], [i16(1, 6, 6, 4)], SAME, M4_CMSIS)] == [Effect.WRONG]


def test_a_filter_deeper_than_the_input_divides_by_zero() -> None:
    operands = [T((1, 6, 6, 1)), T(W)]
    assert told("CONV_2D", operands, [T(Y)], SAME, HOST)[0].effect is Effect.UNDEFINED
    assert told("CONV_2D", operands, [T(Y)], SAME, M4)[0].effect is Effect.UNDEFINED
    assert told("CONV_2D", operands, [T(Y)], SAME, ESP32S3)[0].effect is Effect.REFUSED


def test_the_reference_keeps_multipliers_for_float32_too_and_unpacks_int4() -> None:
    assert asked("CONV_2D", [T(X), T(W)], [T(Y)], SAME, M4) == [
        *("P 56", "|", "out0", "in0", "in1", "P 12", "P 12", "in0", "in1", "out0")
    ]
    four = [i8(*X), T(W, "int4", 0.5, values=1), BIAS]
    assert asked("CONV_2D", four, [i8(*Y)], SAME, M4)[-5:] == ["in0", "in1", "in2", "out0", "S 54"]


@pytest.mark.parametrize(
    ("x", "weights", "y", "dsp", "mve"),
    [
        (i8(*X), WEIGHTS, i8(*Y), ["S 80"], ["S 128"]),
        (i16(*X), WEIGHTS, i16(*Y), ["S 72"], ["S 192"]),
        (i8(*X), i8(3, 1, 1, 2, values=1), i8(*Y), [], []),
        (i8(1, 1, 8, 4), i8(3, 1, 3, 4, values=1), i8(1, 1, 8, 3), ["S 48"], ["S 16"]),
    ],
    ids=["int8", "int16", "1x1", "1xN"],
)
def test_cmsis_nn_asks_for_columns(x: T, weights: T, y: T, dsp: list[str], mve: list[str]) -> None:
    common = ["P 60", "|", "in0", "in1", "out0", "P 12", "P 12", "in0", "in1", "out0"]
    assert asked("CONV_2D", [x, weights], [y], SAME, M4_CMSIS) == common + dsp
    assert asked("CONV_2D", [x, weights], [y], SAME, M55_CMSIS) == common + mve


def test_cmsis_nn_keeps_no_multipliers_for_float32() -> None:
    assert asked("CONV_2D", [T(X), T(W)], [T(Y)], SAME, M4_CMSIS) == ["P 60", "|", "in0", "in1", "out0", "in0", "in1", "out0"]


def test_esp_nn_asks_for_scratch_behind_the_reference_s() -> None:
    reference = asked("CONV_2D", [i8(*X), WEIGHTS], [i8(*Y)], SAME, M4)[1:]
    on_esp = asked("CONV_2D", [i8(*X), WEIGHTS], [i8(*Y)], SAME, ESP32S3)
    assert on_esp[0] == "P 60"
    assert on_esp[1:-1] == reference
    assert on_esp[-1] == "S 604"  # (6+2)·(6+2)·2 padded input, 3·3·16·3 widened filter, 32 slack, 4·3 sums


def test_more_groups_than_filters_leave_none_for_each_and_are_divided_by() -> None:
    options = {**SAME, "padding": 0}
    three = told("CONV_2D", [T((1, 6, 6, 3)), T((3, 3, 3, 1), values=1.0)], [T(Y)], options)
    four = told("CONV_2D", [T((1, 6, 6, 4)), T((3, 3, 3, 1), values=1.0)], [T(Y)], options)
    assert Effect.UNDEFINED not in {v.effect for v in three}
    assert Effect.UNDEFINED in {v.effect for v in four}


def test_a_fifth_dimension_moves_the_channels_which_groups_go_by() -> None:
    found = told("CONV_2D", [T((1, 1, 6, 1, 2)), T(W, values=1.0)], [T(Y)], SAME)
    assert [v.effect for v in found] == [Effect.WRONG, Effect.UNDEFINED]
