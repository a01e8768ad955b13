"""CONV_2D (conv.cc): im2col for all but plain 1x1 windows, a transposed filter for threads, and the hybrid form's buffers."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import ARENA, PERSISTENT, Kernel
from tflint.runtime.litert.kernel_util import convolution_quantization
from tflint.runtime.litert.kernels.padding import checked_out_size
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

HYBRID_FILTERS = frozenset({"uint8", "int8", "int4"})
RANK = 4
TYPES = frozenset({"float32", "uint8", "int8", "int16"})
SPELLED = ("Float32", "UInt8", "Int8", "Int16")
SCALES = "(affine_quantization->scale->size == 1 || affine_quantization->scale->size == channels_out)"
WINDOW = {
    "stride_h": "stride_height",
    "stride_w": "stride_width",
    "dilation_h_factor": "dilation_height_factor",
    "dilation_w_factor": "dilation_width_factor",
}
BIAS_TYPES = {2: "int32", 4: "int64"}
"""TensorType numbers that `quantized_bias_type` may have; 0 leaves it open."""


def _channels(k: Node, x: TensorState, w: TensorState) -> None:
    ensure.rank(k, x, RANK, "input->dims->size")
    ensure.rank(k, w, RANK, "filter->dims->size")
    depth = w.dims[3]
    if k.since("2.2.0"):
        _not_empty(k, x, w)
    why = f"{x.dims[3]} input channels are not a multiple of the filter's {depth}"
    ensure.that(k, depth > 0, why, "filter_input_channel > 0 was not true.")
    ensure.equal(k, x.dims[3] % depth, 0, "input_channel % filter_input_channel", 0, why)
    groups = x.dims[3] // depth
    if k.since("2.2.0") and groups:
        why = f"{w.dims[0]} output channels are not a multiple of {groups} groups"
        ensure.equal(k, w.dims[0] % groups, 0, "filter->dims->data[0] % data->groups", 0, why)


def _not_empty(k: Node, x: TensorState, w: TensorState) -> None:
    why = f"input {list(x.dims)} and filter {list(w.dims)}, of which one is empty"
    sizes = (
        (x.dims[1], "input->dims->data[1]"),
        (x.dims[2], "input->dims->data[2]"),
        (x.dims[3], "input_channel"),
        (w.dims[1], "filter->dims->data[1]"),
        (w.dims[2], "filter->dims->data[2]"),
        (w.dims[0], "filter->dims->data[0]"),
        (w.dims[3], "filter_input_channel"),
    )
    for size, name in sizes:
        ensure.true(k, size > 0, why, f"{name} > 0")


def _bias(k: Node, x: TensorState, w: TensorState) -> TensorState:
    has_bias = len(k.state.inputs) == 3  # noqa: PLR2004  input, filter, bias
    ensure.true(k, has_bias, "CONV_2D without a bias, which LiteRT expects", "has_bias")
    bias = k.need(2)
    if x.dtype == "int16":
        ensure.takes(k, bias, BIAS_TYPES.values(), "(bias->type == kTfLiteInt32) || (bias->type == kTfLiteInt64) was not true.")
    elif x.dtype == "float32":
        ensure.is_type(k, bias, "float32", "bias->type", "input_type")
    else:
        ensure.is_type(k, bias, "int32", "bias->type")
    if x.dtype != "float32":
        ensure.symmetric(k, bias=bias)
    ensure.elements(k, bias, w.dims[0], "NumElements(bias)", "SizeOfDimension(filter, 0)")
    return bias


def quantized_bias(k: Node, bias: TensorState | None) -> None:
    """Refuse an int16 op whose bias is not of the type that it declares."""
    number = k.number("quantized_bias_type")
    if (number or k.operator.options is None) and k.since("1.0.1"):
        kinds = " || ".join(f"params->quantized_bias_type == kTfLite{it}" for it in ("Int32", "Int64"))
        why = f"quantized_bias_type is {number}, expected 2 (int32) or 4 (int64)"
        ensure.true(k, number in BIAS_TYPES, why, kinds, cause=Cause.TYPE)
        if bias is not None:
            message = "(bias == nullptr) || bias->type == params->quantized_bias_type was not true."
            ensure.takes(k, bias, {BIAS_TYPES[number]}, message)


def _checked(k: Node) -> tuple[TensorState, TensorState, TensorState, TensorState]:
    ensure.count_inputs(k, (2, 3), "has_bias || node->inputs->size == 2")
    ensure.equal(k, len(k.state.outputs), 1, "node->outputs->size", 1, f"CONV_2D has {len(k.state.outputs)} outputs, expected 1")
    y, x, w = k.made(), k.need(0), k.need(1)
    _channels(k, x, w)
    ensure.takes(k, x, TYPES, f"{' || '.join(f'input_type == kTfLite{it}' for it in SPELLED)} was not true.")
    ensure.same_type(k, y, x, "output->type", "input_type")
    if x.dtype in {"int16", "int8"}:
        ensure.affine(k, filter=w)
        why = f"filter {w.name!r} has zero points other than 0"
        for zero_point in w.zero_points:
            ensure.equal(k, zero_point, 0, "affine_quantization->zero_point->data[i]", 0, why, cause=Cause.QUANTIZATION)
    if k.since("2.2.0"):
        ensure.positive(k, **WINDOW)
    bias = _bias(k, x, w)
    if x.dtype == "int16":
        ensure.symmetric(k, input=x, output=y)
        quantized_bias(k, bias)
    return x, w, bias, y


def _grouped_hybrid(k: Node, w: TensorState) -> None:
    """Refuse a grouped convolution of floats whose integer filter has not a scale for each channel."""
    ensure.affine(k, filter=w)
    axis = w.quantization.quantized_dimension if w.quantization else 0
    why = f"filter {w.name!r} has {len(w.scales)} scales for {w.dims[0]} channels in groups"
    names = "affine_quantization->scale->size", "filter->dims->data[affine_quantization->quantized_dimension]"
    ensure.equal(k, len(w.scales), w.dims[axis], *names, why, cause=Cause.QUANTIZATION)


def _quantization(k: Node, x: TensorState, w: TensorState, bias: TensorState, y: TensorState) -> None:
    if x.dtype == "float32":
        if w.dtype in HYBRID_FILTERS and x.dims[3] != w.dims[3] and k.since("2.2.0"):
            _grouped_hybrid(k, w)
        return
    ensure.affine(k, filter=w)
    why = f"filter {w.name!r} has {len(w.scales)} scales for {w.dims[0]} channels"
    ensure.true(k, len(w.scales) in {1, w.dims[0]}, why, SCALES, cause=Cause.QUANTIZATION)
    convolution_quantization(k, x, w, bias, y, w.dims[0])


def _is_per_channel(w: TensorState) -> bool:
    return any(scale != w.scales[0] for scale in w.scales)


def _hybrid(k: Node, x: TensorState, w: TensorState, pixels: int) -> None:
    groups = x.dims[3] // w.dims[3]
    rows = x.dims[0] * x.dims[1] * x.dims[2] * groups
    k.temporary("int8", x.dims, name="quantized input")
    k.temporary("float32", (rows,), name="scales")
    k.temporary("int32", (w.dims[0], pixels), name="accumulators")
    if _is_per_channel(w):
        k.temporary("int32", (rows,), name="input offsets")
        k.temporary("int32", (w.dims[0],), PERSISTENT, name="row sums")


def prepare(k: Node) -> None:
    """Conv's Prepare and AllocateTemporaryTensorsIfRequired: im2col, hwcn weights, then the hybrid buffers."""
    x, w, bias, y = _checked(k)
    strides = k.number("stride_h"), k.number("stride_w")
    dilations = k.number("dilation_h_factor"), k.number("dilation_w_factor")
    height, width = (checked_out_size(k, x.dims[1 + i], w.dims[1 + i], strides[i], dilations[i]) for i in (0, 1))
    _quantization(k, x, w, bias, y)
    k.resize(y, (x.dims[0], height, width, w.dims[0]))
    hybrid = x.dtype == "float32" and w.dtype in HYBRID_FILTERS
    threaded = not k.settings.ruy and k.settings.threaded and not hybrid and dilations == (1, 1) and w.allocation is not ARENA
    if x.dtype == "float32" and threaded:
        k.temporary("float32", (prod(w.dims[1:]), w.dims[0]), PERSISTENT, name="transposed filter")
    elif (*strides, *dilations, w.dims[1], w.dims[2]) != (1,) * 6:
        dtype = ("int8" if w.dtype == "int4" else w.dtype) if hybrid else x.dtype
        k.temporary(dtype, (x.dims[0], height, width, prod(w.dims[1:])), name="im2col")
    if hybrid:
        _hybrid(k, x, w, x.dims[0] * height * width)


def evaluate(k: Node) -> None:
    """EvalQuantizedPerChannel and EvalHybrid: filters of other types, and groups or several scales that the hybrid form does not take."""
    x, w, y = k.need(0), k.need(1), k.made()
    if not prod(y.dims):
        return
    if x.dtype == "int8":
        ensure.takes(k, w, {"int8", "int4"}, "Weight type {type} ({number}) not supported for filter.")


KERNELS = (Kernel("CONV_2D", prepare, evaluate, file="conv"),)
