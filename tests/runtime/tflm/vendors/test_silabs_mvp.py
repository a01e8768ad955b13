"""Silicon Labs' MVP kernels: what they ask for, and what they do not take."""

from collections.abc import Mapping, Sequence

import pytest
from one_op import T, asked, i8, i16, i32, told

from tflint.manifest.target import parse
from tflint.runtime.tflm import build
from tflint.runtime.tflm.build import Library
from tflint.runtime.verdict import Effect

MVP, CMSIS = "cortex-m33/silabs-mvp", "cortex-m33/cmsis-nn"
CONV = {"padding": 1, "stride_w": 1, "stride_h": 1, "dilation_w_factor": 1, "dilation_h_factor": 1}
POOL = {"padding": 1, "stride_w": 2, "stride_h": 2, "filter_width": 2, "filter_height": 2}


def weights(*shape: int, channels: int, axis: int = 0) -> T:
    count = 1
    for size in shape:
        count *= size
    return i8(*shape, scale=(0.5,) * channels, values=[1] * count, axis=axis)


def effects(
    op: str, inputs: Sequence[T | None], output: T, options: Mapping[str, object] | None = None
) -> list[tuple[Effect, str]]:
    return [(it.effect, it.why) for it in told(op, inputs, [output], options, target=MVP)]


def test_a_convolution_keeps_what_cmsis_nn_would() -> None:
    log = asked("CONV_2D", [i8(1, 4, 4, 8), weights(6, 3, 3, 8, channels=6)], [i8(1, 2, 2, 6)], CONV, target=MVP)
    buffer = [
        it
        for it in asked("CONV_2D", [i8(1, 4, 4, 8), weights(6, 3, 3, 8, channels=6)], [i8(1, 2, 2, 6)], CONV, target=CMSIS)
        if it[0] == "S"
    ]
    assert log == ["P 128", "|", "out0", "in0", "in1", "P 24", "P 24", *buffer]


def test_a_dense_layer_keeps_its_bias_in_float16() -> None:
    log = asked("FULLY_CONNECTED", [i8(1, 8), weights(6, 8, channels=1), i32(*range(6))], [i8(1, 6)], target=MVP)
    assert log == ["P 100", "|", "in0", "in1", "in2", "out0", "P 12"]


def test_a_transposed_convolution_keeps_accumulators() -> None:
    tensors = [i32(1, 5, 5, 2), weights(2, 3, 3, 4, channels=2), i8(1, 3, 3, 4)]
    log = asked("TRANSPOSE_CONV", tensors, [i8(1, 5, 5, 2)], {"stride_w": 1, "stride_h": 1, "padding": 1}, target=MVP)
    assert log[0] == "P 128"
    assert log[-1] == f"S {4 * 5 * 5 * 2}"


@pytest.mark.parametrize(
    ("op", "inputs", "output", "options"),
    [
        ("CONV_2D", [i16(1, 4, 4, 2), weights(2, 1, 1, 2, channels=2)], i16(1, 4, 4, 2), CONV),
        (
            "DEPTHWISE_CONV_2D",
            [i16(1, 4, 4, 2), weights(1, 1, 1, 2, channels=2, axis=3)],
            i16(1, 4, 4, 2),
            {**CONV, "depth_multiplier": 1},
        ),
        ("FULLY_CONNECTED", [i16(1, 8), weights(6, 8, channels=1)], i16(1, 6), {}),
        ("MAX_POOL_2D", [i16(1, 4, 4, 2)], i16(1, 2, 2, 2), POOL),
        ("ADD", [i16(1, 4), i16(1, 4)], i16(1, 4), {}),
    ],
)
def test_int16_is_refused(op: str, inputs: Sequence[T | None], output: T, options: Mapping[str, object]) -> None:
    assert [it for it, _ in effects(op, inputs, output, options)] == [Effect.REFUSED]
    assert [it for it in told(op, inputs, [output], options, target=CMSIS) if it.effect is Effect.REFUSED] == []


def test_a_float_transposed_convolution_is_refused_when_it_runs() -> None:
    filters = T((2, 3, 3, 4), values=[1.0] * 72)
    told_ = effects(
        "TRANSPOSE_CONV", [i32(1, 5, 5, 2), filters, T((1, 3, 3, 4))], T((1, 5, 5, 2)), {"stride_w": 1, "stride_h": 1}
    )
    assert [it for it, _ in told_] == [Effect.REFUSED]


def test_one_scale_for_several_channels_is_read_as_one_for_each() -> None:
    bad = effects("CONV_2D", [i8(1, 4, 4, 2), weights(2, 1, 1, 2, channels=1)], i8(1, 4, 4, 2), CONV)
    good = effects("CONV_2D", [i8(1, 4, 4, 2), weights(2, 1, 1, 2, channels=2)], i8(1, 4, 4, 2), CONV)
    assert [it for it, why in bad if "one scale for 2 channels" in why] == [Effect.WRONG]
    assert good == []


def test_groups_are_not_looked_at() -> None:
    bad = effects("CONV_2D", [i8(1, 4, 4, 4), weights(2, 1, 1, 2, channels=2)], i8(1, 4, 4, 2), CONV)
    assert [it for it, why in bad if "groups, which are not looked at" in why] == [Effect.WRONG]


def test_a_dense_layer_takes_two_dims_one_scale_and_symmetric_weights() -> None:
    bias = i32(*range(6))
    assert effects("FULLY_CONNECTED", [i8(2, 8), weights(6, 8, channels=1), bias], i8(2, 6)) == []
    rank = effects("FULLY_CONNECTED", [i8(1, 3, 8), weights(6, 8, channels=1), bias], i8(1, 3, 6), {"keep_num_dims": True})
    assert [it for it, why in rank if "batches and channels" in why] == [Effect.WRONG]
    several = effects("FULLY_CONNECTED", [i8(2, 8), weights(6, 8, channels=6), bias], i8(2, 6))
    assert [it for it, why in several if "6 scales" in why] == [Effect.WRONG]
    moved = [i8(2, 8), i8(6, 8, zero_point=3, values=[1] * 48), bias]
    assert [it for it, _ in effects("FULLY_CONNECTED", moved, i8(2, 6))] == [Effect.REFUSED]


def test_pooling_does_not_rescale() -> None:
    bad = effects("MAX_POOL_2D", [i8(1, 4, 4, 2)], i8(1, 2, 2, 2, scale=0.25), POOL)
    assert [it for it, why in bad if "nothing is rescaled" in why] == [Effect.WRONG]
    assert effects("AVERAGE_POOL_2D", [i8(1, 4, 4, 2)], i8(1, 2, 2, 2), POOL) == []


def test_other_ops_are_cmsis_nns() -> None:
    built = build.of(parse(MVP))
    assert built.serving("CONV_2D").library is Library.SILABS_MVP
    assert built.serving("SOFTMAX").library is Library.CMSIS_NN
    assert built.serving("MAXIMUM").library in {Library.CMSIS_NN, Library.REFERENCE}
    assert built.snapshot.startswith("gecko-sdk@")
