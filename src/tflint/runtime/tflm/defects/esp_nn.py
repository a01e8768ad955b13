"""Conditions of ESP-NN's known defects: src/{convolution,fully_connected,basic_math} of github.com/espressif/esp-nn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm import esp_nn, op_tables
from tflint.runtime.tflm.defects.condition import all_int8, filter_channels, is_grouped, window
from tflint.runtime.tflm.esp_nn import Size
from tflint.runtime.tflm.kernel_util import dimension, elements, zero_point
from tflint.runtime.tflm.memory_helpers import ALIGNMENT, align_up

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.defects.condition import Condition
    from tflint.runtime.tflm.esp_nn import Convolution
    from tflint.runtime.tflm.micro_context import MicroContext

VECTOR, CHUNK = 8, 16  # what ee.vld.l.64 and ee.vld.128 load, bytes
INT16 = 2
PASSES_CHANNELS = (1, 3, 7)  # the esp-tflite-micro from which conv.cc passes the filter's channels; before, it passed 0


def _s3(k: MicroContext) -> Convolution | None:
    """Return the convolution that runs in the S3's assembly, None where ESP-NN or TFLM compute it in plain C."""
    it = window(k)
    if it is None or is_grouped(k) or (k.build.esp_version >= (1, 2, 3) and not _passes_channels(k)):
        return None
    return it


def _passes_channels(k: MicroContext) -> bool:
    snapshot = op_tables.snapshot(k.build.snapshot)
    return snapshot.family != "esp-tflite-micro" or snapshot.version >= PASSES_CHANNELS


def after(it: Convolution) -> Size:
    """Return the padding that a convolution needs after the last column and row."""
    width = (it.output.w - 1) * it.stride.w + it.filter.w - it.input.w - it.pad.w
    height = (it.output.h - 1) * it.stride.h + it.filter.h - it.input.h - it.pad.h
    return Size(max(0, width), max(0, height))


def _figures(it: Convolution) -> str:
    return f"input {it.input.h}x{it.input.w}, filter {it.filter.h}x{it.filter.w}, stride {it.stride.h}x{it.stride.w}"


def long_rows(k: MicroContext) -> str | None:
    """Walk esp_nn_conv_s8_filter_aligned_input_padded of 1.0.0-rc1: its loop runs from a third chunk on."""
    it = _s3(k)
    row = 0 if it is None or it.is_pointwise else it.filter.w * it.channels
    return f"filter rows of {row} B" if row > 2 * CHUNK else None


def short_rows(k: MicroContext) -> str | None:
    """Walk esp_nn_fully_connected_s8_esp32s3 of 1.0.0-rc1: rows below 8 jump over what clears the accumulator."""
    x, weights = k.input(0), k.input(1)
    depth = dimension(weights, -1)
    return f"rows of {depth} values" if all_int8(x, weights) and 0 < depth < VECTOR else None


def unaligned_operand(k: MicroContext) -> str | None:
    """Walk esp_nn_add_elementwise_s8 and esp_nn_mul_elementwise_s8 up to 1.0.0, as conv.cc calls them: not where they broadcast."""
    a, b, y = k.input(0), k.input(1), k.output(0)
    if a is None or b is None or not all_int8(a, b, y) or a.shape != b.shape:
        return None
    if a.elements < (12 if k.name == "ADD" else VECTOR):
        return None
    return next((text for tensor in (a, b) if (text := _off(k, tensor, VECTOR))), None)


def _off(k: MicroContext, tensor: Tensor, multiple: int) -> str | None:
    """Return where a constant lies whose place in the file is not a multiple, given that the model's array is aligned to 16."""
    if k.constant(tensor) is None or not k.model.buffers[tensor.buffer].at % multiple:
        return None
    at = k.model.buffers[tensor.buffer].at
    return f"{tensor.name!r} lies at byte {at:,} of the file, not a multiple of {multiple}"


def padding_rows(k: MicroContext) -> str | None:
    """Walk esp_nn_aligned_s8_pad_with_value up to 1.0.1: one row down, whatever the padding above."""
    it = _s3(k)
    if it is None or it.is_pointwise or not it.padded or it.pad.h == 1:
        return None
    return f"padding of {it.pad.h} above, {it.pad.w} to the left"


def padding_after(k: MicroContext) -> str | None:
    """Walk esp_nn_conv_s8_esp32s3 up to 1.2.0: it copies the input only for padding before the first row or column."""
    it = _s3(k)
    return _missing(it) if it is not None and not it.is_pointwise and not it.padded and any(after(it)) else None


def _missing(it: Convolution) -> str:
    needed = after(it)
    return f"{_figures(it)}: needs padding of {needed.h} below, {needed.w} to the right"


def uneven_padding(k: MicroContext) -> str | None:
    """Walk esp_nn_conv_s8_esp32s3: the leading padding is put on both sides, except where the window is copied whole (1.2.1 on)."""
    it = _s3(k)
    if it is None or it.is_pointwise or not it.padded:
        return None
    copied = k.build.esp_version >= (1, 2, 1) and it.filter.w * it.channels < CHUNK <= it.filter.area * it.channels
    needed = after(it)
    if copied or (needed.w <= it.pad.w and needed.h <= it.pad.h):
        return None
    return f"{_missing(it)}, gets {it.pad.h} and {it.pad.w}"


def padding_after_p4(k: MicroContext) -> str | None:
    """Walk esp_nn_conv_s8_esp32p4 of 1.1.0 and 1.1.1: esp_nn_conv_s8_padded reads every window as if it lay within the input."""
    it = window(k)
    ungrouped = it is not None and not is_grouped(k)
    return _missing(it) if it and ungrouped and not it.is_pointwise and not it.padded and any(after(it)) else None


def uneven_depthwise(k: MicroContext) -> str | None:
    """Compare what esp_nn_depthwise_conv_s8_esp32s3 writes with what it asks for, where its 3x3 path expects even padding."""
    it = window(k, depthwise=True)
    if it is None or it.multiplier != 1 or it.filter != (3, 3) or it.channels % 16 or it.pad in {(0, 0), (1, 1)}:
        return None
    return _overrun(k, it, _as_int16(it) if k.build.esp_version < (1, 2, 1) else _padded_to_sixteen(it))


def int16_copies(k: MicroContext) -> str | None:
    """Compare what the int16 paths of esp_nn_depthwise_conv_s8_esp32s3 up to 1.1.2 write with what they ask for."""
    it = window(k, depthwise=True)
    if it is None:
        return None
    eights = it.multiplier == 1 and it.filter == (3, 3) and it.channels % 16 == 8
    fours = it.multiplier > 0 and it.multiplier % 4 == 0
    return _overrun(k, it, _as_int16(it)) if eights or fours else None


def _as_int16(it: Convolution) -> int:
    filters = it.filter.area * it.channels * it.multiplier
    return INT16 * (filters + CHUNK - filters % CHUNK + it.input.area * it.channels)


def _padded_to_sixteen(it: Convolution) -> int:
    width = max(it.input.w + 2 * it.pad.w, it.output.w * it.stride.w + 2)
    height = max(it.input.h + 2 * it.pad.h, it.output.h * it.stride.h + 2)
    return 9 * it.channels + CHUNK + (width * height + it.output.area) * it.channels


def _overrun(k: MicroContext, it: Convolution, written: int) -> str | None:
    asked = esp_nn.depthwise_conv(k.build, it)
    beyond = written - align_up(asked, ALIGNMENT)
    return f"it writes {written:,} B of {asked:,} B that it asked for" if beyond > 0 else None


def odd_chunks(k: MicroContext) -> str | None:
    """Walk esp_nn_dot_s8_unaligned_esp32s3 of 1.2.1 and 1.2.2: after its loop over pairs it loads the next chunk again."""
    x, weights = k.input(0), k.input(1)
    if x is None or weights is None or not all_int8(x, weights) or zero_point(weights):
        return None
    depth = dimension(weights, -1)
    chunks = depth // CHUNK
    return f"rows of {depth} values are {chunks} chunks" if chunks % 2 and chunks > 1 else None


def grouped(k: MicroContext) -> str | None:
    """Walk esp_nn_conv_s8 up to 1.2.2, and later ones with an esp-tflite-micro that does not pass the filter's channels."""
    it, x = window(k), k.input(0)
    if it is None or x is None or not is_grouped(k) or (k.build.esp_version >= (1, 2, 3) and _passes_channels(k)):
        return None
    return f"{it.channels} channels, {filter_channels(k)} in each filter"


def unaligned_filter(k: MicroContext) -> str | None:
    """Find 1x1 filters that go to esp_nn_conv_s8_mult8_1x1_esp32s3 and are not aligned in the file."""
    it, weights = _s3(k), k.input(1)
    if it is None or weights is None or not it.is_pointwise or it.channels % VECTOR:
        return None
    return _off(k, weights, VECTOR)


def unaligned_rows(k: MicroContext) -> str | None:
    """Find input rows that start off a multiple of 16: all but the first of a batch."""
    x, weights = k.input(0), k.input(1)
    depth = dimension(weights, -1)
    batches = elements(x) // depth if depth > 0 else 0
    return f"{batches} rows of {depth} values" if all_int8(x, weights) and batches > 1 and depth % CHUNK else None


CONDITIONS: dict[str, Condition] = {
    "esp-nn-s3-conv-long-rows": long_rows,
    "esp-nn-s3-fully-connected-short-rows": short_rows,
    "esp-nn-s3-unaligned-operand": unaligned_operand,
    "esp-nn-s3-conv-padding-rows": padding_rows,
    "esp-nn-s3-conv-padding-after": padding_after,
    "esp-nn-s3-conv-uneven-padding": uneven_padding,
    "esp-nn-s3-depthwise-uneven-padding": uneven_depthwise,
    "esp-nn-s3-depthwise-int16-scratch": int16_copies,
    "esp-nn-p4-conv-padding-after": padding_after_p4,
    "esp-nn-s3-dot-product-odd-chunks": odd_chunks,
    "esp-nn-grouped-conv": grouped,
    "esp-nn-s3-pointwise-unaligned-filter": unaligned_filter,
    "esp-nn-s3-fully-connected-unaligned-rows": unaligned_rows,
}
