"""TRANSPOSE_CONV (transpose_conv.cc): col2im, transposed weights and accumulators, all on the heap."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.graph_info import AllocationType
from tflint.runtime.litert.kernel import Kernel
from tflint.runtime.litert.kernel_util import INTEGERS, convolution_quantization
from tflint.runtime.litert.kernels.conv import quantized_bias
from tflint.runtime.litert.kernels.padding import checked_out_size
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

DYNAMIC = AllocationType.DYNAMIC
IMAGE = 4
TYPES = frozenset({"float32", "uint8", "int8", "int16"})
WEIGHTS = ("float32", "int8")
SCALES = "(affine_quantization->scale->size == 1 || affine_quantization->scale->size == channels_out)"


def _checked(k: Node) -> tuple[TensorState, TensorState, TensorState, TensorState]:
    ensure.counts(k, (3, 4), inputs_are="has_bias || NumInputs(node) == 3")
    shape, w, x, y = k.need(0), k.need(1), k.need(2), k.made()
    ensure.rank(k, shape, 1, "NumDimensions(output_shape)")
    ensure.rank(k, x, IMAGE, "NumDimensions(input)")
    ensure.rank(k, w, IMAGE, "NumDimensions(weights)")
    if k.since("2.2.0"):
        ensure.elements(k, shape, IMAGE, "NumElements(output_shape)")
        ensure.positive(k, stride_h="stride_height", stride_w="stride_width")
        why = f"input {list(x.dims)} and weights {list(w.dims)}, of which one is empty"
        for name, tensor, axes in (("input", x, (1, 2, 3)), ("weights", w, (0, 1, 2))):
            for axis in axes:
                ensure.true(k, tensor.dims[axis] > 0, why, f"SizeOfDimension({name}, {axis}) > 0")
    _types(k, x, w)
    return shape, w, x, y


def _types(k: Node, x: TensorState, w: TensorState) -> None:
    kinds = " || ".join(f"input->type == kTfLite{it}" for it in ("Float32", "UInt8", "Int8", "Int16"))
    ensure.takes(k, x, TYPES, f"{kinds} was not true.")
    if x.dtype == "float32":
        kinds = "weights->type == kTfLiteFloat32 || weights->type == kTfLiteInt8"
        ensure.takes(k, w, WEIGHTS if k.since("1.0.1") else ("float32",), f"{kinds} was not true.")
    elif x.dtype != "int16":
        ensure.is_type(k, w, x.dtype, "weights->type")


def _bias(k: Node, x: TensorState, w: TensorState) -> TensorState | None:
    bias = k.input(3)
    if bias is None:
        return None
    if x.dtype == "int16":
        kinds = "(bias->type == kTfLiteInt64) || (bias->type == kTfLiteInt32)"
        ensure.takes(k, bias, ("int64", "int32"), f"{kinds} was not true.")
    elif x.dtype == "float32":
        ensure.is_type(k, bias, "float32", "bias->type", "input->type")
    else:
        ensure.is_type(k, bias, "int32", "bias->type")
    if x.dtype in {"int8", "int16"}:
        ensure.symmetric(k, bias=bias)
    ensure.elements(k, bias, w.dims[0], "NumElements(bias)", "SizeOfDimension(weights, 0)")
    return bias


def _quantization(k: Node, w: TensorState, x: TensorState, bias: TensorState | None, y: TensorState) -> None:
    if x.dtype in INTEGERS:
        ensure.affine(k, weights=w)
        why = f"weights {w.name!r} have {len(w.scales)} scales for {w.dims[0]} channels"
        ensure.true(k, len(w.scales) in {1, w.dims[0]}, why, SCALES, cause=Cause.QUANTIZATION)
        convolution_quantization(k, x, w, bias, y, w.dims[0])
    elif w.dtype == "int8":
        axis = w.quantization.quantized_dimension if w.quantization else 0
        why = f"weights {w.name!r} have {len(w.scales)} scales along axis {axis} of {list(w.dims)}"
        one = len(w.scales) == 1 and k.since("1.4.0")
        if not one and len(w.scales) != w.dims[axis]:
            ensure.equal(k, len(w.scales), 1, "affine_quantization->scale->size", 1, why, cause=Cause.QUANTIZATION)


def _check_output(k: Node, w: TensorState, x: TensorState, y: TensorState) -> None:
    """Refuse an output shape that a convolution of the same window would not make the input from."""
    _, height, width, _ = y.dims
    for axis, what, extent, option in ((1, "height", height, "stride_h"), (2, "width", width, "stride_w")):
        found = checked_out_size(k, extent, w.dims[axis], k.number(option))
        why = f"output {what} {extent} comes from an input of {found}, {x.name!r} has {x.dims[axis]}"
        names = f"computed_input_{what}", f"SizeOfDimension(input, {axis})"
        ensure.equal(k, found, x.dims[axis], *names, why)


def _temporaries(k: Node, w: TensorState, x: TensorState) -> None:
    for name in ("col2im", "transposed weights"):
        k.temporary("float32", (), DYNAMIC, name=name)
    if x.dtype in INTEGERS:
        k.temporary("int32", (), DYNAMIC, name="accumulators")
    if x.dtype == "float32" and w.dtype == "int8":
        rows = prod(x.dims) // w.dims[3] if w.dims[3] else 0
        k.temporary("int8", x.dims, name="quantized input")
        k.temporary("float32", (rows,), name="scales")
        k.temporary("int32", (rows,), name="input offsets")


def prepare(k: Node) -> None:
    """Take the output's shape from the first input's value; not known, the output is left to the heap."""
    shape, w, x, y = _checked(k)
    bias = _bias(k, x, w)
    if x.dtype == "int16":
        ensure.is_number(k, w, "int8", "weights->type")
        ensure.symmetric(k, input=x, output=y)
        quantized_bias(k, bias)
    ensure.same_type(k, y, x, "output->type", "input->type")
    names = "SizeOfDimension(input, 3)", "SizeOfDimension(weights, 3)"
    ensure.equal(k, x.dims[3], w.dims[3], *names, f"{x.dims[3]} input channels, the weights expect {w.dims[3]}")
    _temporaries(k, w, x)
    if shape.allocation is AllocationType.CONSTANT:
        ensure.takes(k, shape, {"int32"}, "Output shape is {type}, not int32.")
        k.resize(y, k.integers(0) or ())
        if k.zeros:
            _check_ends(k, w, x, y)
        if k.since("2.3.0"):
            _check_output(k, w, x, y)
    else:
        k.make_dynamic(y)
    _quantization(k, w, x, bias, y)


def evaluate(k: Node) -> None:
    """Refuse an output whose batches or channels are not those of input and weights."""
    w, x, y = k.need(1), k.need(2), k.made()
    if y.allocation is not DYNAMIC:
        _check_ends(k, w, x, y)


def _check_ends(k: Node, w: TensorState, x: TensorState, y: TensorState) -> None:
    ensure.rank(k, y, IMAGE, "NumDimensions(output)")
    why = f"{y.name!r} is {list(y.dims)}, input {list(x.dims)}, weights {list(w.dims)}"
    ensure.equal(k, x.dims[0], y.dims[0], "SizeOfDimension(input, 0)", "SizeOfDimension(output, 0)", why)
    for axis in (1, 2):
        ensure.true(k, y.dims[axis] > 0, why, f"SizeOfDimension(output, {axis}) > 0")
    ensure.equal(k, y.dims[3], w.dims[0], "SizeOfDimension(output, 3)", "SizeOfDimension(weights, 0)", why)


KERNELS = (Kernel("TRANSPOSE_CONV", prepare, evaluate),)
