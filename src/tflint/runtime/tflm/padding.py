"""Sizes and leading padding of windows: lite/kernels/padding.h."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tflint.runtime.tflm.micro_context import MicroContext

SAME, VALID, UNKNOWN = 0, 1, -1  # the schema's Padding; whatever else it says reads as unknown


def of(k: MicroContext) -> int:
    """Return an op's padding: unknown where the options are absent, for TFLM's parsers zero their own struct."""
    value = UNKNOWN if k.operator.options is None else k.option("padding")
    return value if isinstance(value, int) and value in {SAME, VALID} else UNKNOWN


def output_size(padding: int, size: int, window: int, stride: int, dilation: int = 1) -> int:
    """Return a windowed output's size along an axis (ComputeOutSize); 0 where the arguments make no sense."""
    if padding == UNKNOWN or window <= 0 or stride <= 0 or dilation <= 0:
        return 0
    covered = 1 if padding == SAME else (window - 1) * dilation + 1
    return max((size + stride - covered) // stride, 0)


def leading_padding(size: int, window: int, stride: int, output: int, dilation: int = 1) -> int:
    """Return the padding before the first element along an axis (ComputePaddingWithOffset)."""
    if window <= 0 or stride <= 0 or dilation <= 0:
        return 0
    return max((output - 1) * stride + (window - 1) * dilation + 1 - size, 0) // 2


def windowed_output_size(
    padding: int, size: tuple[int, ...], window: tuple[int, ...], stride: tuple[int, ...], dilation: tuple[int, ...] = (1, 1)
) -> tuple[int, int]:
    """Return a windowed output's (height, width)."""
    height = output_size(padding, size[0], window[0], stride[0], dilation[0])
    return height, output_size(padding, size[1], window[1], stride[1], dilation[1])


def leading_paddings(
    padding: int, size: tuple[int, ...], window: tuple[int, ...], stride: tuple[int, ...], dilation: tuple[int, ...] = (1, 1)
) -> tuple[int, int]:
    """Return the leading padding as (height, width), for TFLite's own output size (ComputePaddingHeightWidth)."""
    output = windowed_output_size(padding, size, window, stride, dilation)
    height = leading_padding(size[0], window[0], stride[0], output[0], dilation[0])
    return height, leading_padding(size[1], window[1], stride[1], output[1], dilation[1])
