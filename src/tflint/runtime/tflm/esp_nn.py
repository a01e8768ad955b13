"""Scratch bytes that ESP-NN's esp_nn_get_*_scratch_size functions ask for, by chip class and version; 1.0.0 to 1.2.3.

Sources: esp-nn, src/convolution/esp_nn_{conv,depthwise_conv}_{esp32s3,esp32p4,opt}.c, src/softmax. The chip class is what esp_nn.h picks:
`s3` (ESP32-S3), `p4` (ESP32-P4, from 1.1.0), `opt` (all other chips). Larger is not newer: a release can ask for more or for less.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.record import Record

if TYPE_CHECKING:
    from tflint.runtime.tflm.build import Build

_INT16, _INT32 = 2, 4
_CACHE = 32 * 1024  # what a P4 convolution keeps within
_STRIPS = 40 * 1024  # the padded input above which an S3 depthwise convolution works in strips
_WHOLE = 48 * 1024  # the int16 copies above which it keeps a strip of the input only


class Size(Record):
    """Width and height."""

    w: int
    h: int

    @property
    def area(self) -> int:
        """Return width × height."""
        return self.w * self.h


class Convolution(Record):
    """A convolution as the kernels pass it on: sizes without dilation, leading padding, channels of the whole input."""

    input: Size
    channels: int
    filter: Size
    output: Size
    output_channels: int
    stride: Size
    pad: Size
    multiplier: int = 1

    @property
    def padded(self) -> bool:
        """Return whether there is padding before the first row or column."""
        return self.pad != (0, 0)

    @property
    def is_pointwise(self) -> bool:
        """Return whether it is a 1×1 filter that touches every element once."""
        return self.filter == (1, 1) and self.stride == (1, 1) and not self.padded


def softmax(build: Build, width: int) -> int:
    """esp_nn_get_softmax_scratch_size: an int32 for each of `width` elements."""
    return _INT32 * width if build.esp_chip != "ansi" else 0


def conv(build: Build, it: Convolution) -> int:
    """esp_nn_get_conv_scratch_size."""
    chip, version = build.esp_chip, build.esp_version
    if chip == "p4" and version >= (1, 2, 3):
        return _conv_p4(it)
    if chip == "p4" and version >= (1, 1, 0):
        return _conv_copied(it, 32)
    if chip == "s3":
        slack = 64 if version >= (1, 2, 3) else 32
        return _conv_s3(it, slack) if version >= (1, 2, 1) else _conv_copied(it, slack)
    return 0


def depthwise_conv(build: Build, it: Convolution) -> int:
    """esp_nn_get_depthwise_conv_scratch_size."""
    if build.esp_chip != "s3":
        return 0
    if build.esp_version >= (1, 2, 1):
        return _depthwise_s3(it)
    return _depthwise_s3_before_1_2_1(it, 32 if build.esp_version >= (1, 2, 0) else 16)


def _up(size: int, multiple: int) -> int:
    return -(-size // multiple) * multiple


def _pointwise(it: Convolution, slack: int) -> int:
    eights = _up(it.channels, 8)
    copied = it.input.area * eights if it.channels % 8 else 0
    columns = 16 * eights if it.input.area >= 8 else 0
    return copied + eights * it.output_channels + columns + slack


def _padded_input(it: Convolution) -> int:
    return (it.input.w + 2 * it.pad.w) * (it.input.h + 2 * it.pad.h) * it.channels


def _conv_copied(it: Convolution, slack: int) -> int:
    """Ask as the S3 does up to 1.2.0, and the P4 up to 1.2.2: the padded input, and the filter with its channels filled up to 16."""
    if it.is_pointwise:
        return _pointwise(it, slack)
    copied = _padded_input(it) if it.padded else 0
    return copied + it.filter.area * _up(it.channels, 16) * it.output_channels + 32 + _INT32 * it.output_channels


def _conv_s3(it: Convolution, slack: int) -> int:
    """Ask as the S3 does from 1.2.1: a second copy of the filter by rows, and the bottom and right edge once more."""
    if it.is_pointwise:
        return _pointwise(it, slack)
    offsets = _INT32 * it.output_channels
    row, window = it.filter.w * it.channels, it.filter.area * it.channels
    if row < 16 <= window:
        return offsets + 16 + it.output_channels * _up(window, 16) + 16 + _up(window, 16) + slack
    copied = _padded_input(it) if it.padded else 0
    filters = it.filter.area * _up(it.channels, 16) * it.output_channels + _up(row, 16) * it.filter.h * it.output_channels
    right = max(0, it.output.w * it.stride.w + it.filter.w - 1 - it.input.w)
    bottom = max(0, it.output.h * it.stride.h + it.filter.h - 1 - it.input.h)
    edge = (it.input.w + right) * (it.input.h + bottom) * it.channels if right or bottom else 0
    return copied + filters + edge + slack + offsets


def _conv_p4(it: Convolution) -> int:
    """Ask as the P4 does from 1.2.3."""
    channels, filters, offsets = it.channels, it.output_channels, _INT32 * it.output_channels
    if it.is_pointwise:
        return 20 * filters + 64 if channels < 16 else _pointwise(it, 32)
    if not it.padded and it.filter.w * channels >= 16:
        return it.filter.area * _up(channels, 16) * filters + 32 + offsets
    if it.filter.area * channels >= 16:
        return offsets + it.filter.area * channels + 32
    if not it.padded:
        each = _up(-(-16 // max(it.filter.w, 1)), 16)
        return it.filter.area * each * filters + it.input.area * each + 32 + offsets
    if _padded_input(it) + offsets <= _CACHE:
        return _padded_input(it) + it.filter.area * _up(channels, 16) * filters + 32 + offsets
    return _conv_p4_in_strips(it) + 32 + offsets


def _conv_p4_in_strips(it: Convolution) -> int:
    each, filters = it.channels, 0
    if it.filter.w * it.channels < 16:
        each = _up(-(-16 // max(it.filter.w, 1)), 16)
        filters = it.filter.area * each * it.output_channels
    row = (it.input.w + 2 * it.pad.w) * each
    room, rows = _CACHE - _INT32 * it.output_channels - filters, 1
    if room > 0 and it.filter.h * row <= room:
        rows = min((room - it.filter.h * row) // max(it.stride.h * row, 1) + 1, it.output.h)
    return ((rows - 1) * it.stride.h + it.filter.h + 2 * it.pad.h) * row + filters


def _overhang(it: Convolution) -> Size:
    """Return what a 3×3 kernel pads on both sides together; negative where a stride leaves rows or columns of the input unused."""
    if it.padded:
        return Size(2 * it.pad.w, 2 * it.pad.h)
    return Size(
        it.output.w * it.stride.w + it.filter.w - 1 - it.input.w,
        it.output.h * it.stride.h + it.filter.h - 1 - it.input.h,
    )


def _filters(it: Convolution) -> int:
    return it.filter.area * it.channels * it.multiplier


def _as_int16(it: Convolution) -> int:
    return _INT16 * (_filters(it) + it.input.area * it.channels)


def _depthwise_s3_before_1_2_1(it: Convolution, slack: int) -> int:
    if it.multiplier == 1 and it.channels % 8 == 0 and it.filter == (3, 3):
        if it.channels % 16:
            return _as_int16(it) + slack
        over = _overhang(it)
        padded = (it.input.w + over.w) * (it.input.h + over.h) * it.channels if any(over) else 0
        return _filters(it) + 16 + padded
    return _as_int16(it) + slack if it.multiplier % 4 == 0 else 32


def _depthwise_s3(it: Convolution) -> int:
    if it.multiplier == 1 and it.channels % 8 == 0:
        return _depthwise_s3_3x3(it) if it.filter == (3, 3) else _depthwise_s3_eights(it)
    if it.multiplier == 1 and it.channels > 3:
        eights = _up(it.channels, 8)
        filters = _up(_INT16 * it.filter.area * eights, 16)
        inputs = _up(filters + _INT16 * it.input.area * eights, 16)
        return _up(inputs + it.output.area * eights, 16) + 12 * eights + 16
    return _as_int16(it) + 32 if it.multiplier % 4 == 0 else 32


def _depthwise_s3_3x3(it: Convolution) -> int:
    if it.channels % 16 == 0:
        over = _overhang(it)
        if not any(over):
            return _filters(it) + 16
        padded = (it.input.w + over.w) * (it.input.h + over.h) * it.channels
        strip = (it.input.w + over.w) * it.filter.h * it.channels
        return _filters(it) + (padded if padded <= _STRIPS else strip) + 16
    if it.channels < 12:
        return _as_int16(it) + 32
    channels = _up(it.channels, 16)
    width = it.input.w + 2 * it.pad.w + max(0, it.output.w * it.stride.w + 2 - it.input.w)
    height = it.input.h + 2 * it.pad.h + max(0, it.output.h * it.stride.h + 2 - it.input.h)
    return 9 * channels + width * height * channels + it.output.area * channels + 64


def _depthwise_s3_eights(it: Convolution) -> int:
    whole = _as_int16(it)
    if whole <= _WHOLE:
        return whole + 32
    return _INT16 * _filters(it) + _INT16 * it.input.w * it.filter.h * it.channels + 32
