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
BIASES = {"uint8": ("int32",), "int8": ("int32",), "int16": ("int32", "int64"), "float32": ("float32",)}
BIAS_TYPES = {2: "int32", 4: "int64"}
"""TensorType numbers that `quantized_bias_type` may have; 0 leaves it open."""


def _channels(node: Node, x: TensorState, w: TensorState) -> None:
    ensure.rank(node, x, RANK)
    ensure.rank(node, w, RANK)
    depth = w.dims[3]
    if node.since("2.3.0"):
        why = f"input {list(x.dims)} and filter {list(w.dims)}, of which one is empty"
        node.ensure(min(*x.dims[1:], *w.dims) > 0, why, "input->dims->data[1] > 0 was not true.")
    why = f"{x.dims[3]} input channels are no multiple of the filter's {depth}"
    node.ensure(depth > 0 and x.dims[3] % depth == 0, why, "input_channel % filter_input_channel != 0")
    groups = x.dims[3] // depth
    if node.since("2.3.0") and groups:
        why = f"{w.dims[0]} output channels are no multiple of {groups} groups"
        message = f"filter->dims->data[0] % data->groups != 0 ({w.dims[0] % groups} != 0)"
        node.ensure(w.dims[0] % groups == 0, why, message)


def _bias(node: Node, x: TensorState, w: TensorState) -> TensorState:
    has_bias = len(node.state.inputs) == 3  # noqa: PLR2004  input, filter, bias
    given = has_bias and node.input(2) is not None
    node.ensure(given, "CONV_2D without a bias, which LiteRT wants", "has_bias was not true.")
    bias = node.need(2)
    ensure.takes(node, bias, BIASES[x.dtype])
    if x.dtype != "float32":
        ensure.symmetric(node, bias)
    ensure.elements(node, bias, w.dims[0])
    return bias


def quantized_bias(node: Node, bias: TensorState | None) -> None:
    """Refuse an int16 op whose bias is not of the type that it declares."""
    number = node.number("quantized_bias_type")
    if number and node.since("1.0.1"):
        node.ensure(number in BIAS_TYPES, f"quantized_bias_type is {number}, int32 or int64 wanted", cause=Cause.TYPE)
        if bias is not None:
            ensure.is_type(node, bias, BIAS_TYPES[number])


def _checked(node: Node) -> tuple[TensorState, TensorState, TensorState, TensorState]:
    ensure.counts(node, (2, 3))
    y, x, w = node.made(), node.need(0), node.need(1)
    _channels(node, x, w)
    ensure.takes(node, x, TYPES)
    ensure.same_type(node, y, x)
    if x.dtype in {"int16", "int8"}:
        ensure.affine(node, w)
        why = f"filter {w.name!r} has zero points other than 0"
        message = "affine_quantization->zero_point->data[i] != 0"
        node.ensure(not any(w.zero_points), why, message, cause=Cause.QUANTIZATION)
    if node.since("2.3.0"):
        ensure.positive(node, "stride_h", "stride_w", "dilation_h_factor", "dilation_w_factor")
    bias = _bias(node, x, w)
    if x.dtype == "int16":
        ensure.symmetric(node, x, y)
        quantized_bias(node, bias)
    return x, w, bias, y


def _grouped_hybrid(node: Node, w: TensorState) -> None:
    """Refuse a grouped convolution of floats whose integer filter has not a scale for each channel."""
    ensure.takes(node, w, {"int8", "int4"})
    ensure.affine(node, w)
    why = f"filter {w.name!r} has {len(w.scales)} scales for {w.dims[0]} channels in groups"
    message = f"affine_quantization->scale->size != filter->dims->data[0] ({len(w.scales)} != {w.dims[0]})"
    node.ensure(len(w.scales) == w.dims[0], why, message, cause=Cause.QUANTIZATION)


def _quantization(node: Node, x: TensorState, w: TensorState, bias: TensorState, y: TensorState) -> None:
    if x.dtype == "float32":
        if w.dtype in HYBRID_FILTERS and x.dims[3] != w.dims[3] and node.since("2.3.0"):
            _grouped_hybrid(node, w)
        return
    ensure.affine(node, w)
    why = f"filter {w.name!r} has {len(w.scales)} scales for {w.dims[0]} channels"
    message = "(affine_quantization->scale->size == 1 || affine_quantization->scale->size == channels_out) was not true."
    node.ensure(len(w.scales) in {1, w.dims[0]}, why, message, cause=Cause.QUANTIZATION)
    convolution_quantization(node, x, w, bias, y, w.dims[0])


def _is_per_channel(w: TensorState) -> bool:
    return any(scale != w.scales[0] for scale in w.scales)


def _hybrid(node: Node, x: TensorState, w: TensorState, pixels: int) -> None:
    groups = x.dims[3] // w.dims[3]
    rows = x.dims[0] * x.dims[1] * x.dims[2] * groups
    node.temporary("int8", x.dims, name="quantized input")
    node.temporary("float32", (rows,), name="scales")
    node.temporary("int32", (w.dims[0], pixels), name="accumulators")
    if _is_per_channel(w):
        node.temporary("int32", (rows,), name="input offsets")
        node.temporary("int32", (w.dims[0],), PERSISTENT, name="row sums")


def prepare(node: Node) -> None:
    """Conv's Prepare and AllocateTemporaryTensorsIfRequired: im2col, hwcn weights, then the hybrid buffers."""
    x, w, bias, y = _checked(node)
    strides = node.number("stride_h"), node.number("stride_w")
    dilations = node.number("dilation_h_factor"), node.number("dilation_w_factor")
    height, width = (checked_out_size(node, x.dims[1 + i], w.dims[1 + i], strides[i], dilations[i]) for i in (0, 1))
    _quantization(node, x, w, bias, y)
    node.resize(y, (x.dims[0], height, width, w.dims[0]))
    hybrid = x.dtype == "float32" and w.dtype in HYBRID_FILTERS
    threaded = (
        not node.settings.ruy and node.settings.threaded and not hybrid and dilations == (1, 1) and w.allocation is not ARENA
    )
    if x.dtype == "float32" and threaded:
        node.temporary("float32", (prod(w.dims[1:]), w.dims[0]), PERSISTENT, name="transposed filter")
    elif (*strides, *dilations, w.dims[1], w.dims[2]) != (1,) * 6:
        dtype = ("int8" if w.dtype == "int4" else w.dtype) if hybrid else x.dtype
        node.temporary(dtype, (x.dims[0], height, width, prod(w.dims[1:])), name="im2col")
    if hybrid:
        _hybrid(node, x, w, x.dims[0] * height * width)


KERNELS = (Kernel("CONV_2D", prepare, file="conv"),)
