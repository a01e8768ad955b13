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
WEIGHTS = {"float32": ("float32", "int8"), "uint8": ("uint8",), "int8": ("int8",), "int16": ("int8",)}
BIASES = {"uint8": ("int32",), "int8": ("int32",), "int16": ("int64", "int32"), "float32": ("float32",)}


def _checked(node: Node) -> tuple[TensorState, TensorState, TensorState, TensorState]:
    ensure.counts(node, (3, 4))
    shape, w, x, y = node.need(0), node.need(1), node.need(2), node.made()
    ensure.rank(node, shape, 1)
    ensure.rank(node, x, IMAGE)
    ensure.rank(node, w, IMAGE)
    if node.since("2.3.0"):
        ensure.elements(node, shape, IMAGE)
    if node.since("2.3.0"):
        ensure.positive(node, "stride_h", "stride_w")
        why = f"input {list(x.dims)} and weights {list(w.dims)}, of which one is empty"
        node.ensure(min(*x.dims[1:], *w.dims[:3]) > 0, why, "SizeOfDimension(input, 1) > 0 was not true.")
    ensure.takes(node, x, TYPES)
    newer = x.dtype == "float32" and not node.since("1.0.1")
    ensure.takes(node, w, ("float32",) if newer else WEIGHTS[x.dtype])
    return shape, w, x, y


def _bias(node: Node, x: TensorState, w: TensorState) -> TensorState | None:
    bias = node.input(3)
    if bias is None:
        return None
    ensure.takes(node, bias, BIASES[x.dtype])
    if x.dtype in {"int8", "int16"}:
        ensure.symmetric(node, bias)
    ensure.elements(node, bias, w.dims[0])
    return bias


def _quantization(node: Node, w: TensorState, x: TensorState, bias: TensorState | None, y: TensorState) -> None:
    if x.dtype in INTEGERS:
        ensure.affine(node, w)
        why = f"weights {w.name!r} have {len(w.scales)} scales for {w.dims[0]} channels"
        node.ensure(len(w.scales) in {1, w.dims[0]}, why, "affine_quantization->scale->size == 1", cause=Cause.QUANTIZATION)
        convolution_quantization(node, x, w, bias, y, w.dims[0])
    elif w.dtype == "int8":
        axis = w.quantization.quantized_dimension if w.quantization else 0
        why = f"weights {w.name!r} have {len(w.scales)} scales along axis {axis} of {list(w.dims)}"
        one = len(w.scales) == 1 and node.since("1.4.0")
        holds = one or len(w.scales) == w.dims[axis]
        node.ensure(holds, why, "affine_quantization->scale->size != 1", cause=Cause.QUANTIZATION)


def _check_output(node: Node, w: TensorState, x: TensorState, y: TensorState) -> None:
    """Refuse an output shape that a convolution of the same window would not make the input from."""
    _, height, width, _ = y.dims
    for axis, what, extent, option in ((1, "height", height, "stride_h"), (2, "width", width, "stride_w")):
        found = checked_out_size(node, extent, w.dims[axis], node.number(option))
        why = f"output {what} {extent} comes from an input of {found}, {x.name!r} has {x.dims[axis]}"
        message = f"computed_input_{what} != SizeOfDimension(input, {axis}) ({found} != {x.dims[axis]})"
        node.ensure(found == x.dims[axis], why, message)


def _temporaries(node: Node, w: TensorState, x: TensorState) -> None:
    for name in ("col2im", "transposed weights"):
        node.temporary("float32", (), DYNAMIC, name=name)
    if x.dtype in INTEGERS:
        node.temporary("int32", (), DYNAMIC, name="accumulators")
    if x.dtype == "float32" and w.dtype == "int8":
        rows = prod(x.dims) // w.dims[3] if w.dims[3] else 0
        node.temporary("int8", x.dims, name="quantized input")
        node.temporary("float32", (rows,), name="scales")
        node.temporary("int32", (rows,), name="input offsets")


def prepare(node: Node) -> None:
    """Take the output's shape from the first input's value; not known, the output is left to the heap."""
    shape, w, x, y = _checked(node)
    bias = _bias(node, x, w)
    if x.dtype == "int16":
        ensure.symmetric(node, x, y)
        quantized_bias(node, bias)
    ensure.same_type(node, y, x)
    why = f"{x.dims[3]} input channels, the weights take {w.dims[3]}"
    node.ensure(
        x.dims[3] == w.dims[3], why, f"SizeOfDimension(input, 3) != SizeOfDimension(weights, 3) ({x.dims[3]} != {w.dims[3]})"
    )
    _temporaries(node, w, x)
    if shape.allocation is AllocationType.CONSTANT:
        ensure.is_type(node, shape, "int32")
        ensure.elements(node, shape, IMAGE)
        node.resize(y, node.integers(0) or ())
        if node.since("2.3.0"):
            _check_output(node, w, x, y)
    else:
        node.make_dynamic(y)
    _quantization(node, w, x, bias, y)


KERNELS = (Kernel("TRANSPOSE_CONV", prepare),)
