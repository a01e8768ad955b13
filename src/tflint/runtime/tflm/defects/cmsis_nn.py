"""Conditions of the known defects of CMSIS-NN and of TFLM's kernels that call it (micro/kernels/cmsis_nn)."""

from __future__ import annotations

from math import fmod
from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import dims
from tflint.runtime.tflm import padding
from tflint.runtime.tflm.defects.condition import all_int8, filter_channels, is_grouped, shape, window
from tflint.runtime.tflm.kernel_util import dimension

if TYPE_CHECKING:
    from tflint.runtime.tflm.defects.condition import Condition
    from tflint.runtime.tflm.esp_nn import Convolution
    from tflint.runtime.tflm.micro_context import MicroContext

EFFICIENT_CHANNELS = 16  # REVERSE_TCOL_EFFICIENT_THRESHOLD: above it a stride of up to 2 is computed as a convolution
LAST_CHANNELS = 4  # arm_convolve_1_x_n_s8: stride × channels must be a multiple of it


def transposed_rows(k: MicroContext) -> str | None:
    """Walk arm_transpose_conv_s8: it writes a stride of rows each time, or none, while the top padding lasts."""
    weights, x, y = k.input(1), k.input(2), k.output(0)
    if x is None or weights is None or y is None or not all_int8(x, weights, y) or len(y.shape) != 4:
        return None
    stride = k.integer("stride_h"), k.integer("stride_w")
    if min(stride) < 1 or (max(stride) <= 2 and dimension(x, 3) > EFFICIENT_CHANNELS):
        return None
    above = padding.leading_paddings(padding.of(k), y.shape[1:3], weights.shape[1:3], stride)[0]
    return f"padding of {above} above, stride {stride[0]}" if above % stride[0] else None


def one_row(k: MicroContext) -> str | None:
    """Walk arm_convolve_1_x_n_s8 on MVE: it counts the padded columns, and gives up where they do not come out."""
    it = window(k)
    if it is None or is_grouped(k) or it.input.h != 1 or it.filter.h != 1 or it.stride.w * it.channels % LAST_CHANNELS:
        return None
    if it.filter == (1, 1) and not it.padded:
        return None
    total = (it.output.w - 1) * it.stride.w + it.filter.w - it.input.w
    uneven = int(fmod(total, 2))  # as C divides
    if it.pad.w * 2 + uneven == total and _columns(it, uneven) == it.output.w:
        return None
    return f"width {it.input.w}, filter {it.filter.w}, stride {it.stride.w}, {it.output.w} outputs"


def _columns(it: Convolution, uneven: int) -> int:
    left = max(1, (it.pad.w + it.stride.w - 1) // it.stride.w) if it.pad.w else 0
    right = max(1, int((it.pad.w + uneven + it.stride.w - 1) / it.stride.w)) if it.pad.w + uneven else 0
    return left + right + max(it.output.w - left - right, 0)


def grouped_pointwise(k: MicroContext) -> str | None:
    """Compare arm_convolve_wrapper_s8 with its get_buffer_size, which does not ask for the filter's channels."""
    it = window(k)
    if it is None or not is_grouped(k) or it.filter != (1, 1) or it.padded:
        return None
    return f"{it.channels} channels, {filter_channels(k)} in each filter"


def svdf_state(k: MicroContext) -> str | None:
    """Walk arm_nn_vec_mat_mult_t_s8 on MVE: rows in threes, four values stored; the fourth lies past the last row's."""
    weights, time, state = k.input(1), k.input(2), k.input(4)
    rows, steps = dimension(weights, 0), dimension(time, 1)
    if not all_int8(weights, state) or rows % 3 or not rows or steps < 2:
        return None
    return f"{rows} rows, {steps} steps of int8 state"


def grouped(k: MicroContext) -> str | None:
    """Walk Prepare and Eval of cmsis_nn/conv.cc: filter_dims.c is the input's depth."""
    x, weights = k.input(0), k.input(1)
    if x is None or x.dtype not in {"int8", "int16"} or not all_int8(weights) or not is_grouped(k):
        return None
    return f"{x.shape[3]} channels, {filter_channels(k)} in each filter"


def pooled_batches(k: MicroContext) -> str | None:
    """Walk Eval of cmsis_nn/pooling.cc: input_dims.n is 1."""
    x = k.input(0)
    if x is None or x.dtype not in {"int8", "int16"} or len(x.shape) != 4 or x.shape[0] < 2:
        return None
    return f"{x.shape[0]} batches"


def minimum_rank(k: MicroContext) -> str | None:
    """Walk FillVariableShape of cmsis_nn/maximum_minimum.cc."""
    tensors = [tensor for tensor in (*k.inputs, k.output(0)) if tensor is not None]
    if not all_int8(*tensors):
        return None
    odd = next((it for it in tensors if it.elements > 1 and len(it.shape) not in {2, 3, 4}), None)
    return None if odd is None else shape(odd)


def pad_rank(k: MicroContext) -> str | None:
    """Walk PadEvalInt8 of cmsis_nn/pad.cc, which reads four dims; of rank 5 `silently-wrong` reports what is still so."""
    x = k.input(0)
    return shape(x) if x is not None and x.dtype == "int8" and len(x.shape) < 4 else None


def matrix_dims(k: MicroContext) -> str | None:
    """Walk PopulateEvalData of cmsis_nn/batch_matmul.cc: the left side's dims are swapped unless it is adjoint."""
    a = k.input(0)
    if a is None or a.dtype not in {"int8", "int16"} or len(a.shape) < 2 or a.shape[-1] == a.shape[-2]:
        return None
    return f"{a.name!r} is {dims(a.shape)}, not square"


def lstm_state(k: MicroContext) -> str | None:
    """Walk arm_lstm_unidirectional_s8 and _s16: without a hidden state, which TFLM never gives, the cell state is cleared."""
    x = k.input(0)
    return f"{x.name!r} is {x.dtype}" if x is not None and x.dtype in {"int8", "int16"} else None


CONDITIONS: dict[str, Condition] = {
    "cmsis-nn-transpose-conv-rows": transposed_rows,
    "cmsis-nn-mve-conv-1xn-refused": one_row,
    "cmsis-nn-grouped-pointwise-no-buffer": grouped_pointwise,
    "cmsis-nn-mve-svdf-state": svdf_state,
    "tflm-cmsis-nn-grouped-conv": grouped,
    "tflm-cmsis-nn-pooling-batches": pooled_batches,
    "tflm-cmsis-nn-minimum-rank": minimum_rank,
    "tflm-cmsis-nn-pad-rank": pad_rank,
    "tflm-cmsis-nn-batch-matmul-dims": matrix_dims,
    "tflm-cmsis-nn-lstm-state": lstm_state,
}
