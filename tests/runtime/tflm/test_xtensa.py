"""TFLM's kernels/xtensa: what their Prepare asks for on a HiFi, and that every figure is a bound."""

from __future__ import annotations

import pytest
from one_op import T, asked, i8, i16, model

from tflint.manifest.target import parse
from tflint.model.reader import read
from tflint.runtime.tflm import build, micro_allocator
from tflint.runtime.tflm.build import Library

HIFI4, HIFI5, VISION = "hifi4/xtensa", "hifi5/xtensa", "vision-p6/xtensa"
CONV = {"stride_h": 1, "stride_w": 1, "dilation_h_factor": 1, "dilation_w_factor": 1}
POOL = {"stride_h": 2, "stride_w": 2, "filter_height": 2, "filter_width": 2}


def bias(channels: int, dtype: str = "int32") -> T:
    return T((channels,), dtype, 0.25, values=[0] * channels)


def scratch(log: list[str]) -> list[str]:
    return [it for it in log if it.startswith("S ")]


def conv(x: T, channels: int, target: str, biased: T | None, **options: int) -> list[str]:
    weights = i8(8, 3, 3, channels, values=[0] * 72 * channels)
    y = T((1, 8, 8, 8), x.dtype, 0.5)
    return scratch(asked("CONV_2D", [x, weights, biased], [y], CONV | options, target))


def test_a_convolution_takes_nnlib_s_scratch() -> None:
    assert conv(i8(1, 8, 8, 4), 4, HIFI4, bias(8)) == ["S 184"]
    assert conv(i8(1, 8, 8, 4), 4, HIFI5, bias(8)) == ["S 192"]
    assert conv(i16(1, 8, 8, 4), 4, HIFI5, bias(8, "int64")) == ["S 288"]


def test_the_reference_kernel_runs_what_nnlib_does_not_take() -> None:
    assert conv(i8(1, 8, 8, 4), 4, HIFI4, None) == []
    assert conv(i8(1, 8, 8, 4), 4, HIFI4, bias(8), dilation_h_factor=2) == []
    assert conv(i16(1, 8, 8, 4), 4, HIFI4, bias(8)) == []
    assert conv(i8(1, 2, 2, 4), 4, HIFI4, bias(8)) == []


def test_an_int16_depthwise_convolution_is_nnlib_s_on_a_hifi5_alone() -> None:
    weights = i8(1, 3, 3, 16, values=[0] * 144)
    for target, wide in ((HIFI4, []), (HIFI5, ["S 880"])):
        log = asked("DEPTHWISE_CONV_2D", [i16(1, 8, 8, 16), weights], [i16(1, 8, 8, 16)], CONV | {"depth_multiplier": 1}, target)
        assert scratch(log) == wide


def test_a_softmax_takes_scratch_for_int8() -> None:
    y = T((1, 5), "int8", 1 / 256, -128)
    assert scratch(asked("SOFTMAX", [i8(1, 5)], [y], {"beta": 1.0}, HIFI4)) == ["S 24"]
    assert scratch(asked("SOFTMAX", [T((1, 5))], [T((1, 5))], {"beta": 1.0}, HIFI4)) == []


@pytest.mark.parametrize(("op", "size"), [("AVERAGE_POOL_2D", "S 176"), ("MAX_POOL_2D", "S 48")])
def test_pooling_takes_scratch_on_a_hifi5_alone(op: str, size: str) -> None:
    operands = [i8(1, 8, 8, 4)], [i8(1, 4, 4, 4)]
    assert scratch(asked(op, *operands, POOL, HIFI4)) == []
    assert scratch(asked(op, *operands, POOL, HIFI5)) == [size]


def test_a_transposed_convolution_takes_scratch() -> None:
    operands = [T((4,), "int32", values=[1, 8, 8, 4]), i8(4, 3, 3, 8, values=[0] * 288), i8(1, 4, 4, 8)], [i8(1, 8, 8, 4)]
    assert scratch(asked("TRANSPOSE_CONV", *operands, {"stride_h": 2, "stride_w": 2}, HIFI4)) == ["S 640"]


@pytest.mark.parametrize(
    ("target", "library", "reason"),
    [
        (HIFI4, Library.XTENSA, "xa_nn_conv2d_std_getsize"),
        (HIFI5, Library.XTENSA, "xa_nn_conv2d_std_getsize"),
        (VISION, Library.VISION, "xiConvGetMemReqd_Context"),
        ("hifi4/reference", Library.REFERENCE, "not measured for hifi4"),
        ("cortex-m4/xtensa", Library.REFERENCE, "not built for Cortex-M"),
        ("riscv32/xtensa", Library.REFERENCE, "xtensa is not built for riscv32"),
        ("hifi4/esp-nn", Library.REFERENCE, "esp-nn is not built for hifi4"),
    ],
)
def test_every_figure_is_a_bound_that_names_its_reason(target: str, library: Library, reason: str) -> None:
    built = build.of(parse(target))
    assert built.library is library
    assert any(reason in why for why in built.unknown)
    graph = read(model("CONV_2D", [i8(1, 8, 8, 4), i8(8, 3, 3, 4, values=[0] * 288), bias(8)], [i8(1, 8, 8, 8)], CONV))
    assert not micro_allocator.plan(graph, parse(target)).exact
