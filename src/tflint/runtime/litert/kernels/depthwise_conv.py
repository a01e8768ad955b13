"""DEPTHWISE_CONV_2D (depthwise_conv.cc): buffers only in its hybrid form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import Kernel
from tflint.runtime.litert.kernel_util import convolution_quantization
from tflint.runtime.litert.kernels.padding import checked_out_size
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

RANK = 4
TYPES = frozenset({"float32", "uint8", "int8", "int16"})
BIASES = {"uint8": "int32", "int8": "int32", "int16": "int64", "float32": "float32"}


def _channels(node: Node, x: TensorState, w: TensorState) -> None:
    ensure.rank(node, x, RANK)
    ensure.rank(node, w, RANK)
    ensure.positive(node, "dilation_h_factor", "dilation_w_factor")
    if node.since("2.3.0"):
        ensure.positive(node, "stride_w", "stride_h")
        why = f"input {list(x.dims)} and filter {list(w.dims)}, of which one is empty"
        node.ensure(min(*x.dims[1:], *w.dims[1:]) > 0, why, "SizeOfDimension(input, 1) > 0 was not true.")


def _types(node: Node, x: TensorState, w: TensorState, y: TensorState) -> None:
    ensure.takes(node, x, TYPES)
    ensure.same_type(node, y, x)
    if not (x.dtype == "float32" and w.dtype == "int8") and x.dtype != "int16":
        ensure.takes(node, w, {x.dtype, "int4"})
    if x.dtype == "int16":
        ensure.symmetric(node, x, y)
    why = f"filter {w.name!r} is {list(w.dims)}, its first dimension must be 1"
    node.ensure(w.dims[0] == 1, why, f"SizeOfDimension(filter, 0) != 1 ({w.dims[0]} != 1)")
    if node.since("2.3.0"):
        why = f"{w.dims[3]} output channels are no multiple of {x.dims[3]} input channels"
        node.ensure(w.dims[3] % x.dims[3] == 0, why, "output_channels % input_channels != 0")


def _bias(node: Node, x: TensorState, w: TensorState) -> TensorState | None:
    if len(node.state.inputs) != 3:  # noqa: PLR2004  input, filter, bias
        return None
    bias = node.need(2)
    ensure.is_type(node, bias, BIASES[x.dtype])
    if x.dtype != "float32":
        ensure.symmetric(node, bias)
    ensure.rank(node, bias, 1)
    ensure.elements(node, bias, w.dims[3])
    return bias


def _quantization(node: Node, x: TensorState, w: TensorState, bias: TensorState | None, y: TensorState) -> None:
    channels = w.dims[3]
    if x.dtype != "float32":
        ensure.affine(node, w)
        if node.since("2.3.0"):
            why = f"filter {w.name!r} has {len(w.scales)} scales for {channels} channels"
            node.ensure(len(w.scales) in {1, channels}, why, "affine_quantization->scale->size == 1", cause=Cause.QUANTIZATION)
        convolution_quantization(node, x, w, bias, y, channels)
    elif w.dtype == "int8":
        ensure.affine(node, w)
        axis = w.quantization.quantized_dimension if w.quantization else 0
        why = f"filter {w.name!r} has {len(w.scales)} scales, {w.dims[axis]} wanted: one for each along axis {axis}"
        message = "affine_quantization->scale->size != filter->dims->data[affine_quantization->quantized_dimension]"
        node.ensure(len(w.scales) == w.dims[axis], why, message, cause=Cause.QUANTIZATION)


def prepare(node: Node) -> None:
    """Give the output its shape; quantized input, scales and offsets for float input with int8 filters."""
    ensure.counts(node, (2, 3))
    x, w, y = node.need(0), node.need(1), node.made()
    _channels(node, x, w)
    _types(node, x, w, y)
    bias = _bias(node, x, w)
    height, width = (
        checked_out_size(node, x.dims[i], w.dims[i], node.number(f"stride_{axis}"), node.number(f"dilation_{axis}_factor"))
        for i, axis in ((1, "h"), (2, "w"))
    )
    _quantization(node, x, w, bias, y)
    node.resize(y, (x.dims[0], height, width, w.dims[3]))
    if x.dtype == "float32" and w.dtype == "int8":
        node.temporary("int8", x.dims, name="quantized input")
        node.temporary("float32", (x.dims[0],), name="scales")
        node.temporary("int32", (x.dims[0],), name="input offsets")


KERNELS = (Kernel("DEPTHWISE_CONV_2D", prepare, file="depthwise_conv"),)
