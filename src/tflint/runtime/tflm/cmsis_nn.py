"""Scratch bytes that CMSIS-NN's arm_*_get_buffer_size functions ask for, compiled by GCC; named after them.

Sources: CMSIS-NN, Source/*/arm_*_get_buffer_sizes_*.c. A core without the DSP extension has the plain C formulas, MVE (Helium) its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.record import Record
from tflint.runtime.tflm.build import Cmsis

if TYPE_CHECKING:
    from tflint.runtime.tflm.build import Build
    from tflint.runtime.tflm.features import Features

_CHANNEL_BLOCK_MVE = 124  # CH_IN_BLOCK_MVE
_REVERSE_CHANNELS = 16  # REVERSE_TCOL_EFFICIENT_THRESHOLD
_INT32, _INT16 = 4, 2
_MOST_FAST_COLUMNS = 512  # arm_convolve_wrapper_s16 of older versions


class Dims(Record):
    """cmsis_nn_dims: batches, height, width, channels."""

    n: int
    h: int
    w: int
    c: int


class Window(Record):
    """What cmsis_nn_conv_params says of a window: stride, leading padding and dilation, (height, width) each."""

    stride: tuple[int, int]
    padding: tuple[int, int]
    dilation: tuple[int, int] = (1, 1)


def is_convolve_1_x_n(window: Window, x: Dims, weights: Dims) -> bool:
    """Return whether it is a convolution along one row that arm_convolve_1_x_n_s8 computes, whatever its stride (arm_nn_is_convolve_1_x_n)."""
    return x.h == 1 and window.dilation[1] == 1 and weights.h == 1 and x.c == weights.c


def is_convolve_1x1(window: Window, x: Dims, weights: Dims) -> bool:
    """Return whether it is a pointwise convolution (arm_nn_is_convolve_1x1)."""
    return window.padding == (0, 0) and (weights.h, weights.w) == (1, 1) and window.dilation == (1, 1) and x.c == weights.c


def convolve_wrapper_s8(built: Build, window: Window, x: Dims, weights: Dims, output: Dims) -> int:
    """arm_convolve_wrapper_s8_get_buffer_size."""
    if _is_unbuffered_1x1(built.features, window, x, weights):
        return 0
    if built.cmsis is Cmsis.MVE and is_convolve_1_x_n(window, x, weights) and _is_row_on_mve(built.features, window, x, output):
        return _convolve_1_x_n_s8_mve(built, window, x, weights, output)
    return convolve_s8(built, x, weights)


def _is_row_on_mve(features: Features, window: Window, x: Dims, output: Dims) -> bool:
    if features.cmsis_nn_mve_rows_by_stride:
        return window.stride[1] * x.c % 4 == 0
    return output.w % 4 == 0 and (x.n == 1 or features.cmsis_nn_mve_blocks)


def _is_unbuffered_1x1(features: Features, window: Window, x: Dims, weights: Dims) -> bool:
    """Return whether arm_convolve_1x1_s8_fast computes a convolution; later releases dropped its conditions one by one."""
    dilated = window.dilation != (1, 1) and features.cmsis_nn_1x1_dilation
    channels = features.cmsis_nn_1x1_any_channels or x.c % 4 == 0
    stride = features.cmsis_nn_1x1_any_stride or window.stride == (1, 1)
    plain = window.padding == (0, 0) and (weights.h, weights.w) == (1, 1) and x.c == weights.c
    return plain and not dilated and channels and stride


def convolve_s8(built: Build, x: Dims, weights: Dims) -> int:
    """arm_convolve_s8_get_buffer_size: two int16 columns, on MVE four of int8 in whole registers."""
    columns = weights.w * weights.h * x.c
    if built.cmsis is Cmsis.MVE:
        return 4 * _up(columns, 16 if built.features.cmsis_nn_mve_wide_columns else 8)
    return 2 * _INT16 * _up(columns, 4 if built.features.cmsis_nn_columns_of_four else 1)


def convolve_wrapper_s16(built: Build, window: Window, x: Dims, weights: Dims) -> int:
    """arm_convolve_wrapper_s16_get_buffer_size; at first only the fast kernel needed a buffer, which DSP has for small windows."""
    columns = weights.w * weights.h * x.c
    if not built.features.cmsis_nn_conv_int16_any_size:
        fast = built.cmsis is Cmsis.DSP and columns < _MOST_FAST_COLUMNS and window.dilation == (1, 1)
        return 2 * _INT16 * columns if fast else 0
    if built.cmsis is Cmsis.MVE:
        return 4 * _INT16 * _up(columns, 8)
    return 2 * _INT16 * columns


def _convolve_1_x_n_s8_mve(built: Build, window: Window, x: Dims, weights: Dims, output: Dims) -> int:
    stride, pad = max(window.stride[1], 1), window.padding[1]
    total = (output.w - 1) * stride + weights.w - x.w
    asymmetric = total % 2 if total >= 0 else -(-total % 2)  # C's remainder
    right = max(1, (pad + asymmetric + stride - 1) // stride) if pad + asymmetric else 0
    left = max(1, (pad + stride - 1) // stride) if pad else 0
    middle = max(output.w - (right + left), 0)
    if right + middle + left != output.w and built.features.cmsis_nn_mve_narrow_rows:
        return convolve_s8(built, x, weights)
    if not built.features.cmsis_nn_mve_wide_columns:
        return 0
    row = weights.w * x.c
    return max(row + pad * x.c, row - x.c + (right if asymmetric else pad) * x.c)


def depthwise_conv_wrapper_s8(built: Build, window: Window, x: Dims, weights: Dims, output: Dims) -> int:
    """arm_depthwise_conv_wrapper_s8_get_buffer_size; `weights` is (1, height, width, channels)."""
    cmsis = built.cmsis
    if is_depthwise_as_convolution(built, x, output):
        as_convolution = Dims(weights.c, weights.h, weights.w, weights.n)
        return convolve_wrapper_s8(built, window, x, as_convolution, output) + weights.c * weights.h * weights.w * weights.n
    small = built.features.cmsis_nn_depthwise_3x3 and (weights.h, weights.w) == (3, 3) and max(window.padding) <= 1
    if not _is_optimized_depthwise(built, window, x, output) or (small and cmsis is not Cmsis.MVE) or cmsis is Cmsis.C:
        return 0
    if cmsis is Cmsis.MVE and not built.features.cmsis_nn_mve_blocks:
        return 2 * _INT16 * x.c * weights.w * weights.h + 4
    return _depthwise_optimized(cmsis, x, weights)


def depthwise_conv_wrapper_s4(built: Build, window: Window, x: Dims, weights: Dims, output: Dims) -> int:
    """arm_depthwise_conv_wrapper_s4_get_buffer_size; plain C has the DSP's formula, as MVE did until 2024-05."""
    cmsis = built.cmsis if built.features.cmsis_nn_mve_depthwise_int4 else Cmsis.DSP
    return _depthwise_optimized(cmsis, x, weights) if _is_optimized_depthwise(built, window, x, output) else 0


def is_depthwise_as_convolution(built: Build, x: Dims, output: Dims) -> bool:
    """Return whether it is a depthwise convolution of one channel, which MVE runs as an ordinary one."""
    return built.cmsis is Cmsis.MVE and built.features.cmsis_nn_depthwise_as_convolution and x.c == 1 and output.c > 1


def _is_optimized_depthwise(built: Build, window: Window, x: Dims, output: Dims) -> bool:
    if not built.features.cmsis_nn_depthwise_checked:
        return x.c == output.c
    return x.c == output.c and x.n == 1 and window.dilation == (1, 1)


def _depthwise_optimized(cmsis: Cmsis, x: Dims, weights: Dims) -> int:
    if cmsis is Cmsis.MVE:
        return 4 * _CHANNEL_BLOCK_MVE * weights.w * weights.h
    return _INT16 * x.c * weights.w * weights.h


def transpose_conv_s8(built: Build, stride: tuple[int, int], x: Dims, weights: Dims, output: Dims) -> int:
    """arm_transpose_conv_s8_get_buffer_size; the width is compared with the stride's height there."""
    if _is_reverse_conv(stride, x):
        return convolve_s8(built, x, weights)
    row = ((x.w - 1) * stride[1] + max(weights.w, stride[0])) * output.c
    return _INT32 * row * max(weights.h, stride[0])


def transpose_conv_s8_columns(x: Dims, weights: Dims) -> int:
    """arm_transpose_conv_s8_get_buffer_size until 2024-11: every input column by every filter element."""
    return _INT32 * weights.w * weights.h * x.w * x.h * weights.n


def transpose_conv_s8_reverse(stride: tuple[int, int], x: Dims, weights: Dims) -> int:
    """arm_transpose_conv_s8_get_reverse_conv_buffer_size; `weights.n` is the number of output channels."""
    return x.c * weights.w * weights.h * weights.n if _is_reverse_conv(stride, x) else 0


def _is_reverse_conv(stride: tuple[int, int], x: Dims) -> bool:
    return max(stride) <= 2 and x.c > _REVERSE_CHANNELS


def fully_connected_s8(cmsis: Cmsis, depth: int) -> int:
    """arm_fully_connected_s8_get_buffer_size: on MVE a kernel sum per output channel."""
    return _INT32 * depth if cmsis is Cmsis.MVE else 0


def svdf_s8(cmsis: Cmsis, filters: int) -> int:
    """arm_svdf_s8_get_buffer_size: on MVE a kernel sum per filter."""
    return _INT32 * filters if cmsis is Cmsis.MVE else 0


def avgpool(cmsis: Cmsis, channels: int) -> int:
    """arm_avgpool_s8_get_buffer_size and arm_avgpool_s16_get_buffer_size."""
    return _INT32 * channels if cmsis is Cmsis.DSP else 0


def _up(value: int, to: int) -> int:
    return -(-value // to) * to
