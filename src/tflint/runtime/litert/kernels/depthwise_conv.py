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
MOST_STRIDE = 32767
SPELLED = ("Float32", "UInt8", "Int8", "Int16")
FILTERS = "filter->type == data_type || data_type == kTfLiteInt16 || filter->type == kTfLiteInt4"
SCALES = "(affine_quantization->scale->size == 1 || affine_quantization->scale->size == output_channels)"
TYPES = frozenset({"float32", "uint8", "int8", "int16"})
BIASES = {"uint8": "int32", "int8": "int32", "int16": "int64", "float32": "float32"}


def _channels(k: Node, x: TensorState, w: TensorState) -> None:
    ensure.rank(k, x, RANK, "NumDimensions(input)")
    ensure.rank(k, w, RANK, "NumDimensions(filter)")
    _bounded(k, dilation_h_factor="dilation_height_factor", dilation_w_factor="dilation_width_factor")
    if k.since("2.2.0"):
        _bounded(k, stride_w="stride_width", stride_h="stride_height")
        why = f"input {list(x.dims)} and filter {list(w.dims)}, of which one is empty"
        for name, tensor in (("input", x), ("filter", w)):
            for axis in (1, 2, 3):
                ensure.true(k, tensor.dims[axis] > 0, why, f"SizeOfDimension({name}, {axis}) > 0")


def _bounded(k: Node, **options: str) -> None:
    for option, name in options.items():
        ensure.positive(k, **{option: name})
        value = k.number(option)
        if k.since("2.2.0"):
            ensure.true(k, value <= MOST_STRIDE, f"{option} is {value}, expected at most 32767", f"params->{name} <= INT16_MAX")


def _types(k: Node, x: TensorState, w: TensorState, y: TensorState) -> None:
    ensure.takes(k, x, TYPES, f"{' || '.join(f'data_type == kTfLite{it}' for it in SPELLED)} was not true.")
    ensure.same_type(k, y, x, "output->type", "data_type")
    if not (x.dtype == "float32" and w.dtype == "int8") and x.dtype != "int16":
        ensure.takes(k, w, {x.dtype, "int4"}, f"{FILTERS} was not true.")
    if x.dtype == "int16":
        ensure.symmetric(k, input=x, output=y)
    ensure.equal(
        k, w.dims[0], 1, "SizeOfDimension(filter, 0)", 1, f"filter {w.name!r} is {list(w.dims)}, its first dimension must be 1"
    )
    if k.since("2.2.0"):
        why = f"{w.dims[3]} output channels are not a multiple of {x.dims[3]} input channels"
        ensure.equal(k, w.dims[3] % x.dims[3], 0, "output_channels % input_channels", 0, why)


def _bias(k: Node, x: TensorState, w: TensorState) -> TensorState | None:
    if len(k.state.inputs) != 3:  # noqa: PLR2004  input, filter, bias
        return None
    bias = k.need(2)
    ensure.is_type(k, bias, BIASES[x.dtype], "bias->type", "data_type" if x.dtype == "float32" else "")
    if x.dtype != "float32":
        ensure.symmetric(k, bias=bias)
    ensure.rank(k, bias, 1, "NumDimensions(bias)")
    why = f"{bias.name!r} has {bias.dims[0]} values for {w.dims[3]} channels"
    ensure.equal(k, w.dims[3], bias.dims[0], "SizeOfDimension(filter, 3)", "SizeOfDimension(bias, 0)", why)
    return bias


def _quantization(k: Node, x: TensorState, w: TensorState, bias: TensorState | None, y: TensorState) -> None:
    channels = w.dims[3]
    if x.dtype != "float32":
        ensure.affine(k, filter=w)
        if k.since("2.2.0"):
            why = f"filter {w.name!r} has {len(w.scales)} scales for {channels} channels"
            ensure.true(k, len(w.scales) in {1, channels}, why, SCALES, cause=Cause.QUANTIZATION)
        convolution_quantization(k, x, w, bias, y, channels)
    elif w.dtype == "int8":
        why = f"filter {w.name!r} has no quantization, the form for float inputs needs it"
        ensure.true(k, w.is_quantized, why, "filter->quantization.type != kTfLiteNoQuantization", cause=Cause.QUANTIZATION)
        axis = w.quantization.quantized_dimension if w.quantization else 0
        why = f"filter {w.name!r} has {len(w.scales)} scales, expected {w.dims[axis]}: one for each along axis {axis}"
        names = "affine_quantization->scale->size", "filter->dims->data[affine_quantization->quantized_dimension]"
        ensure.equal(k, len(w.scales), w.dims[axis], *names, why, cause=Cause.QUANTIZATION)


def prepare(k: Node) -> None:
    """Give the output its shape; quantized input, scales and offsets for float input with int8 filters."""
    ensure.counts(k, (2, 3), inputs_are="has_bias || NumInputs(node) == 2")
    x, w, y = k.need(0), k.need(1), k.made()
    _channels(k, x, w)
    _types(k, x, w, y)
    bias = _bias(k, x, w)
    height, width = (
        checked_out_size(k, x.dims[i], w.dims[i], k.number(f"stride_{axis}"), k.number(f"dilation_{axis}_factor"))
        for i, axis in ((1, "h"), (2, "w"))
    )
    _quantization(k, x, w, bias, y)
    k.resize(y, (x.dims[0], height, width, w.dims[3]))
    if x.dtype == "float32" and w.dtype == "int8":
        k.temporary("int8", x.dims, name="quantized input")
        k.temporary("float32", (x.dims[0],), name="scales")
        k.temporary("int32", (x.dims[0],), name="input offsets")


def evaluate(k: Node) -> None:
    """EvalImpl: the filters that each type of input takes."""
    x, w = k.need(0), k.need(1)
    if len(k.state.inputs) == 2 and x.dtype != "int16":  # noqa: PLR2004  no bias
        ensure.crash(k, "DEPTHWISE_CONV_2D has no bias: the optimized kernel reads it through a null pointer")
    if x.dtype == "float32":
        message = "Type FLOAT32 with filter type {type} not currently supported."
        ensure.takes(k, w, {"float32", "int8"}, message)
    elif x.dtype == "int8":
        ensure.takes(k, w, {"int8", "int4"}, "Weight type {type} ({number}) not supported for filter.")


KERNELS = (Kernel("DEPTHWISE_CONV_2D", prepare, evaluate, file="depthwise_conv"),)
