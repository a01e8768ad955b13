"""FULLY_CONNECTED (fully_connected.cc): the hybrid form's buffers, and its fast path for int4."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import PERSISTENT, Kernel
from tflint.runtime.litert.kernel_util import INTEGERS, RELU6, activation, activation_range, bias_scale
from tflint.runtime.litert.kernels.conv import quantized_bias
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

HYBRID_FILTERS = frozenset({"uint8", "int8", "int4", "int2"})
FILTER_WIDTH, FILTER_DEPTH = 4, 32
"""The int4 kernels' block (optimized/4bit/fully_connected_*.h: FilterWidth, FilterDepth)."""
PACKED_ROWS = 4
"""What GetMaxSupportedRows returns on x86 and aarch64."""
WEIGHTS_RANK = 2
QUANTIZED_WEIGHTS = HYBRID_FILTERS | {"int16"}
SHUFFLED = 1
"""FullyConnectedOptionsWeightsFormat.SHUFFLED4x16INT8: a second output for the workspace."""
INTEGER_BIASES = ("int32", "int64")


def _up(size: int, multiple: int) -> int:
    return -(-size // multiple) * multiple


def _int4(node: Node, w: TensorState, batch: int, columns: int) -> None:
    block = next(rows for rows in (PACKED_ROWS, 2, 1) if batch >= rows)
    rows, depth = _up(batch, block), _up(columns, FILTER_DEPTH)
    node.temporary("int8", (rows, depth), index=0, name="quantized input")
    node.temporary("float32", (rows,), index=1, name="scales")
    node.temporary("int32", (rows, _up(w.dims[0], FILTER_WIDTH)), index=2, name="accumulators")
    node.temporary("int32", (rows,), index=3, name="input offsets")
    node.state.temporaries.append(node.first_temporary + 4)


def _hybrid(node: Node, x: TensorState, w: TensorState, batch: int) -> None:
    columns = prod(x.dims) // batch if batch else 0
    fast = w.dtype == "int4" and columns and columns % 2 == 0 and w.dims[0] >= FILTER_WIDTH and columns >= FILTER_DEPTH
    if fast:
        _int4(node, w, batch, columns)
        return
    node.temporary("int8", x.dims, index=0, name="quantized input")
    node.temporary("float32", (batch,), index=1, name="scales")
    node.temporary("int32", (w.dims[0], batch), index=2, name="accumulators")
    node.temporary("int32", (batch,), index=3, name="input offsets")
    node.temporary("int32", (w.dims[0],), PERSISTENT, index=4, name="row sums")


def _check_types(node: Node, x: TensorState, w: TensorState, bias: TensorState | None, y: TensorState) -> None:
    """CheckTypes."""
    if w.dtype not in QUANTIZED_WEIGHTS:
        for tensor in (x, y, w):
            ensure.is_type(node, tensor, "float32")
        biases: tuple[str, ...] = ("float32",)
    elif node.number("weights_format") == SHUFFLED:
        ensure.is_type(node, x, "uint8")
        ensure.is_type(node, w, "uint8")
        ensure.is_type(node, y, "int16")
        biases = INTEGER_BIASES
    elif x.dtype == "float32" and w.dtype in HYBRID_FILTERS:
        ensure.is_type(node, y, "float32")
        biases = ("float32",)
    else:
        both = {"int16"} if w.dtype == "int16" else INTEGERS
        ensure.takes(node, x, both)
        ensure.takes(node, y, both)
        biases = INTEGER_BIASES
    if bias is not None:
        ensure.takes(node, bias, biases)


def _check_activation(node: Node, w: TensorState, *, hybrid: bool) -> None:
    fused = activation(node)
    message = "params->activation == kTfLiteActNone || params->activation == kTfLiteActRelu was not true."
    node.ensure(hybrid or fused <= RELU6, f"fused activation {fused}, RELU, RELU6 or RELU_N1_TO_1 allowed", message)
    packed = w.dtype in {"int4", "int2"} and node.since("2.3.0")
    why = f"weights {w.name!r} of {w.dtype} have zero points other than 0"
    message = "Unsupported filter quantization zero-point value."
    node.ensure(not packed or not any(w.zero_points), why, message, cause=Cause.QUANTIZATION)


def _check_channels(node: Node, x: TensorState, w: TensorState) -> None:
    ensure.takes(node, x, {"int8", "int16"})
    newer = {"int2", "int16"} if node.since("2.3.0") else set()
    packed = {"int4"} if x.dtype == "int16" or node.since("1.4.0") else set()
    ensure.takes(node, w, {"int8"} | packed | newer)
    axis = w.quantization.quantized_dimension if w.quantization else 0
    if node.since("2.3.0"):
        why = f"weights {w.name!r} are quantized along axis {axis}, FULLY_CONNECTED wants 0"
        message = f"affine_quantization->quantized_dimension != 0 ({axis} != 0)"
        node.ensure(axis == 0, why, message, cause=Cause.QUANTIZATION)
    why = f"weights {w.name!r} have {len(w.scales)} scales along axis {axis} of {list(w.dims)}"
    message = "per_channel_quantization_size != filter->dims->data[affine_quantization->quantized_dimension]"
    node.ensure(len(w.scales) == w.dims[axis], why, message, cause=Cause.QUANTIZATION)


def _check_quantization(node: Node, x: TensorState, w: TensorState, bias: TensorState | None, y: TensorState) -> None:
    if x.dtype in INTEGERS:
        ensure.affine(node, x, w)
        if len(w.scales) > 1 and node.since("1.0.1"):
            _check_channels(node, x, w)
        else:
            bias_scale(node, x, w, bias, y)
        if x.dtype == "uint8" and y.dtype == "int16":
            ensure.is_type(node, w, "uint8")
        activation_range(node, y)
    if x.dtype == y.dtype == "int16":
        ensure.symmetric(node, x, y)
        quantized_bias(node, bias)


def prepare(node: Node) -> None:
    """Give the output its shape, flattened to two axes unless keep_num_dims; refuse a bias scale that is off."""
    ensure.counts(node, (2, 3), 2 if node.number("weights_format") == SHUFFLED else 1)
    x, w, bias, y = node.need(0), node.need(1), node.input(2), node.made()
    _check_activation(node, w, hybrid=x.dtype == "float32" and w.dtype in HYBRID_FILTERS)
    _check_types(node, x, w, bias, y)
    ensure.rank(node, w, WEIGHTS_RANK)
    batch = prod(x.dims) // w.dims[1] if w.dims[1] else prod(x.dims[:-1])
    if w.dims[1]:
        if bias is not None:
            ensure.elements(node, bias, w.dims[0])
        _check_quantization(node, x, w, bias, y)
        if x.dtype == "float32" and w.dtype in HYBRID_FILTERS:
            _hybrid(node, x, w, batch)
    if node.option("keep_num_dims"):
        _check_kept(node, x, w)
    node.resize(y, (*x.dims[:-1], w.dims[0]) if node.option("keep_num_dims") else (batch, w.dims[0]))


def _check_kept(node: Node, x: TensorState, w: TensorState) -> None:
    last = x.dims[-1] if x.dims else 0
    why = f"{x.name!r} is {list(x.dims)}, its last axis must have the weights' {w.dims[1]}"
    node.ensure(last == w.dims[1], why, f"input->dims->data[input->dims->size - 1] != cols ({last} != {w.dims[1]})")


KERNELS = (Kernel("FULLY_CONNECTED", prepare, prepare_tensors=6),)
