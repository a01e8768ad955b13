"""Scratch bytes that the size functions of Cadence's NN Library ask for on HiFi 4 and HiFi 5; named after them.

Read from NNLIB's sources (foss-xtensa/nnlib-hifi4 of 2024-05, nnlib-hifi5 of 2025-09), never run: their licence binds them to Cadence's cores.
On a HiFi 5 the neural network extension is taken to be there, which asks for more. Structs have 4-byte pointers and ints.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from tflint.record import Record

if TYPE_CHECKING:
    from tflint.runtime.tflm.cmsis_nn import Dims, Window

STATE = 24  # xa_nn_conv_state_t, xa_nn_circ_buf_t: six pointers and ints
DEPTHWISE_STATE = 28  # xa_nn_conv2d_dw_state_t
SMALL_STATE = 84  # xa_nn_conv2d_dw_k3x3_state_t
WIDTH = {"int8": 1, "int16": 2}
MOST_ROWS = 127  # MAX_HEIGHT_16_BIT_ACC
PARALLEL_ROWS = 4  # output channels that a HiFi 5 computes at once


class Core(StrEnum):
    """A core that NNLIB is written for; the value is the target's cpu."""

    HIFI4 = "hifi4"
    HIFI5 = "hifi5"


class Shapes(Record):
    """A convolution's or pooling's operands: `weights` is (filters, height, width, depth), `window` their stride and padding."""

    input: Dims
    weights: Dims
    output: Dims
    window: Window


def conv2d_std(core: Core, shapes: Shapes, dtype: str) -> int:
    """Return xa_nn_conv2d_std_getsize; one row is turned by 90 degrees, so that columns go round the buffer."""
    x, weights, y = shapes.input, shapes.weights, shapes.output
    (stride, _), (pad, _) = shapes.window.stride, shapes.window.padding
    height, rows, columns, out = x.h, weights.h, weights.w, y.h
    if x.h == weights.h == y.h == 1:
        height, rows, columns, out = x.w, weights.w, weights.h, y.w
        stride, pad = shapes.window.stride[1], shapes.window.padding[1]
    depth = _up(weights.c, 4) if core is Core.HIFI4 else weights.c
    buffer = _whole((pad + height + max(rows + (out - 1) * stride - (pad + height), 0)), columns * depth * WIDTH[dtype])
    if core is Core.HIFI5:
        size = _up(STATE, 16) + buffer + 16
        return max(size, _padded_kernel(shapes, rows, columns)) if dtype == "int16" else size
    padded = weights.h * weights.w * depth * y.c * WIDTH[dtype] if depth != weights.c else 0
    return 8 + _up(STATE, 8) + _up(buffer, 8) + 8 + _up(padded, 8)


def _padded_kernel(shapes: Shapes, rows: int, columns: int) -> int:
    """Return the bytes of a HiFi 5's copy of the weights of an int16 convolution without padding, 0 where it makes none."""
    x, weights, y, window = shapes
    inside = window.padding[1] == 0 and (y.w - 1) * window.stride[1] <= x.w - weights.w
    even = x.c % 2 == 0 and y.c % PARALLEL_ROWS == 0 and y.w % 2 == 0
    return y.c * rows * _up(columns * weights.c, 8) if inside and even else 0


def conv2d_depthwise(core: Core, shapes: Shapes, multiplier: int) -> int:
    """Return xa_nn_conv2d_depthwise_getsize of int8, which TFLM asks for whatever the type; `weights.c` counts all filters."""
    x, weights, y, window = shapes
    channels = x.c * multiplier
    rows = max(weights.h + (y.h - 1) * window.stride[0], window.padding[0] + x.h)
    if core is Core.HIFI4:
        buffer = rows * _up(channels, 4) * weights.w
        return _up(DEPTHWISE_STATE, 8) + _up(buffer, 8) + _up(weights.h * weights.w * 4, 8)
    if x.c == 1:
        plain = Shapes(x, weights._replace(c=1), y._replace(c=0), window)
        return 16 + _up(multiplier * weights.h * weights.w, 16) + conv2d_std(core, plain, "int8")
    small = 16 + _up(SMALL_STATE, 16) + sum(_up(factor * x.c, 16) for factor in (4, 4, 12, 3, 9, 16))
    filters = weights.h * weights.w * _up(channels, 16)
    return max(small, _up(STATE, 16) + rows * _up(channels, 16) * weights.w + filters)


def transpose_conv(core: Core, shapes: Shapes, dtype: str) -> int:
    """Return xa_nn_transpose_conv_getsize of one group: sub-kernels of a stride, or an accumulator for each output element."""
    x, weights, y, window = shapes
    strides = window.stride
    if weights.w > x.w or weights.h > x.h or strides[1] > weights.w or strides[0] > weights.h:
        narrow = 4 if core is Core.HIFI5 else 8
        return y.h * y.w * y.c * (narrow if dtype == "int8" else 8)
    align = 8 if core is Core.HIFI4 else 16
    depth = _up(x.c, 4) if core is Core.HIFI4 else x.c
    rows, columns = -(-weights.h // strides[0]), -(-weights.w // strides[1])
    kernel = _up(rows * columns * depth * y.c * strides[0] * strides[1], align)
    buffer = _whole(2 * (rows - 1) + x.h, columns * depth * WIDTH[dtype], align)
    return _up(_up(STATE, align) + kernel + buffer + align, 4 if core is Core.HIFI4 else 16)


def softmax(core: Core, length: int) -> int:
    """Return get_softmax_scratch_size: an exponential of 32 bits for each element of a row."""
    return _up(4 * length, 8 if core is Core.HIFI4 else 16)


def avgpool(shapes: Shapes) -> int:
    """Return xa_nn_avgpool_getsize of int8 on a HiFi 5."""
    x, window, y = shapes.input, shapes.weights, shapes.output
    if x.c == 1:
        row = _up(max(window.w + (y.w - 1) * shapes.window.stride[1], _up(shapes.window.padding[1], 2) + x.w), 8)
        return 16 + _up(4 * (y.h + y.w), 16) + 2 * 4 * _up(row + window.w, 4)
    plane, sums = x.w * x.c, 2 if window.h <= MOST_ROWS else 4
    zeros = max(plane, sums * x.c)
    return _up(_up(4 * y.h, 16) + _up(4 * y.w, 16) + _up(sums * plane, 16) + _up(4 * x.c, 16) + zeros, 16)


def maxpool(shapes: Shapes) -> int:
    """Return xa_nn_maxpool_getsize of int8 on a HiFi 5; -1 where a window is wider than an input of one channel, which it does not take."""
    x, window, y = shapes.input, shapes.weights, shapes.output
    pad = shapes.window.padding[1]
    row = max(window.w + (y.w - 1) * shapes.window.stride[1], pad + x.w)
    if x.c == 1:
        return -1 if window.w > x.w else 16 + 2 * 2 * _up(_up(row, 8) + window.w, 4)
    right = row - (pad + x.w)
    return _up(x.c * (row + _up(pad, 16) + right + window.w), 16)


def _whole(rows: int, row: int, to: int = 16) -> int:
    """Return the bytes of a circular buffer: rows, and further ones until they come to a multiple."""
    size = rows * row
    while row and size % to:
        size += row
    return size


def _up(value: int, to: int) -> int:
    return -(-value // to) * to
