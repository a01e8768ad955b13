import pytest
from one_op import HOST, M4, M4_CMSIS, M55_CMSIS, T, asked, i8, i16, i32, told

from tflint.runtime.verdict import Cause, Effect

OPTIONS = {"padding": 0, "stride_w": 2, "stride_h": 2, "fused_activation_function": 0}
SHAPE = i32(1, 4, 4, 3)
X, Y, W = (1, 2, 2, 5), (1, 4, 4, 3), (3, 2, 2, 5)
FLOATS = [SHAPE, T(W), T(X), T((3,))], [T(Y)]
PER_CHANNEL = i8(*W, scale=(0.1, 0.2, 0.3))
INT8 = [SHAPE, PER_CHANNEL, i8(*X), T((3,), "int32", 0.05)], [i8(*Y)]
INT16 = [SHAPE, PER_CHANNEL, i16(*X), T((3,), "int64", 0.05)], [i16(*Y)]


@pytest.mark.parametrize("target", [HOST, M4_CMSIS, M55_CMSIS])
@pytest.mark.parametrize("made", [FLOATS, INT8, INT16], ids=["float32", "int8", "int16"])
def test_these_are_fine(made: tuple[list[T], list[T]], target: str) -> None:
    assert told("TRANSPOSE_CONV", *made, OPTIONS, target) == ()


@pytest.mark.parametrize("target", [HOST, M4_CMSIS])
def test_float32_with_int8_weights_is_hybrid(target: str) -> None:
    (verdict,) = told("TRANSPOSE_CONV", [SHAPE, PER_CHANNEL, T(X)], [T(Y)], OPTIONS, target)
    assert (verdict.cause, verdict.message) == (Cause.HYBRID, "Hybrid models are not supported on TFLite Micro.")


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        (T(W, "int8"), "filter->quantization.type != kTfLiteAffineQuantization (0 != 1)"),
        (
            i8(*W, scale=(0.1, 0.2)),
            "affine_quantization->scale->size == 1 || affine_quantization->scale->size == filter->dims",
        ),
        (
            i8(*W, scale=(0.1, 0.2, 0.3), axis=3),
            "num_channels != filter->dims->data[affine_quantization->quantized_dimension]",
        ),
    ],
    ids=["no quantization", "two scales for three", "along the depth"],
)
def test_weights_that_are_not_quantized_by_channel_are_refused(weights: T, message: str) -> None:
    (verdict,) = told("TRANSPOSE_CONV", [SHAPE, weights, i8(*X)], [i8(*Y)], OPTIONS)
    assert verdict.cause is Cause.QUANTIZATION
    assert (verdict.message or "").startswith(message)


def test_another_output_type_is_refused_at_invoke_and_by_cmsis_nn_before() -> None:
    made = [SHAPE, T(W), T(X)], [i8(*Y)]
    assert told("TRANSPOSE_CONV", *made, OPTIONS, M4)[0].effect is Effect.REFUSED
    assert told("TRANSPOSE_CONV", *made, OPTIONS, M4_CMSIS)[0].effect is Effect.REFUSED


def test_int16_without_a_bias_crashes_cmsis_nn() -> None:
    made = INT16[0][:3], INT16[1]
    assert told("TRANSPOSE_CONV", *made, OPTIONS, M4) == ()
    assert told("TRANSPOSE_CONV", *made, OPTIONS, M4_CMSIS)[0].effect is Effect.UNDEFINED


def test_an_int16_layers_int32_bias_is_read_as_int64() -> None:
    made = [*INT16[0][:3], T((3,), "int32", 0.05)], INT16[1]
    assert [v.effect for v in told("TRANSPOSE_CONV", *made, OPTIONS)] == [Effect.WRONG]


def test_cmsis_nn_drops_the_activation() -> None:
    relu = OPTIONS | {"fused_activation_function": 1}
    assert told("TRANSPOSE_CONV", *INT8, relu, M4) == ()
    assert [v.effect for v in told("TRANSPOSE_CONV", *INT8, relu, M4_CMSIS)] == [Effect.WRONG]


def test_what_the_reference_kernel_asks_for() -> None:
    first = ["P 72", "|", "out0", "in2", "in1", "P 12", "P 12"]
    assert asked("TRANSPOSE_CONV", *FLOATS, OPTIONS) == first
    assert asked("TRANSPOSE_CONV", *INT8, OPTIONS) == [*first, "S 192", "in2", "in1", "in3", "out0"]
    assert asked("TRANSPOSE_CONV", *INT16, OPTIONS) == [*first, "S 384", "in2", "in1", "in3", "out0"]
    short = [*INT16[0][:3], T((3,), "int16", 0.05)], INT16[1]
    assert asked("TRANSPOSE_CONV", *short, OPTIONS) == [*first, "S 384", "in2", "in1", "in3", "out0", "S 24"]


def test_cmsis_nn_asks_for_two_buffers_even_if_one_is_empty() -> None:
    first = ["P 76", "|", "out0", "in2", "in1", "P 12", "P 12"]
    assert asked("TRANSPOSE_CONV", *INT8, OPTIONS, M4_CMSIS) == [*first, "S 96", "S 0", "in2", "in1", "in3", "out0"]
    deep = [SHAPE, i8(3, 2, 2, 17), i8(1, 2, 2, 17), T((3,), "int32", 0.05)], [i8(*Y)]
    assert asked("TRANSPOSE_CONV", *deep, OPTIONS, M4_CMSIS)[7:9] == ["S 272", "S 204"]
