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
DEFAULT, SHUFFLED = 0, 1
"""FullyConnectedOptionsWeightsFormat.SHUFFLED4x16INT8: a second output for the workspace."""
INTEGER_BIASES = ("int32", "int64")
FLOAT_BIASES = ("float32",)


def _up(size: int, multiple: int) -> int:
    return -(-size // multiple) * multiple


def _int4(k: Node, w: TensorState, batch: int, columns: int) -> None:
    block = next(rows for rows in (PACKED_ROWS, 2, 1) if batch >= rows)
    rows, depth = _up(batch, block), _up(columns, FILTER_DEPTH)
    k.temporary("int8", (rows, depth), index=0, name="quantized input")
    k.temporary("float32", (rows,), index=1, name="scales")
    k.temporary("int32", (rows, _up(w.dims[0], FILTER_WIDTH)), index=2, name="accumulators")
    k.temporary("int32", (rows,), index=3, name="input offsets")
    k.state.temporaries.append(k.first_temporary + 4)


def _hybrid(k: Node, x: TensorState, w: TensorState, batch: int) -> None:
    columns = prod(x.dims) // batch if batch else 0
    fast = w.dtype == "int4" and columns and columns % 2 == 0 and w.dims[0] >= FILTER_WIDTH and columns >= FILTER_DEPTH
    if fast:
        _int4(k, w, batch, columns)
        return
    k.temporary("int8", x.dims, index=0, name="quantized input")
    k.temporary("float32", (batch,), index=1, name="scales")
    k.temporary("int32", (w.dims[0], batch), index=2, name="accumulators")
    k.temporary("int32", (batch,), index=3, name="input offsets")
    k.temporary("int32", (w.dims[0],), PERSISTENT, index=4, name="row sums")


def _check_types(k: Node, x: TensorState, w: TensorState, bias: TensorState | None, y: TensorState) -> None:
    """CheckTypes."""
    biases: tuple[str, ...] = INTEGER_BIASES
    kind = "int"
    if w.dtype not in QUANTIZED_WEIGHTS:
        for name, tensor in (("input", x), ("output", y), ("filter", w)):
            ensure.is_type(k, tensor, "float32", f"{name}->type")
        biases, kind = FLOAT_BIASES, "float"
    elif k.number("weights_format") == SHUFFLED:
        for name, tensor, dtype in (("input", x, "uint8"), ("filter", w, "uint8"), ("output", y, "int16")):
            ensure.is_type(k, tensor, dtype, f"{name}->type")
    elif x.dtype == "float32" and w.dtype in HYBRID_FILTERS:
        ensure.is_type(k, y, "float32", "output->type")
        biases, kind = FLOAT_BIASES, "float"
    else:
        _check_integers(k, x, w, y)
    if bias is not None:
        ensure.takes(k, bias, biases, f"is_optional_bias_{kind} != true (0 != 1)")


def _check_integers(k: Node, x: TensorState, w: TensorState, y: TensorState) -> None:
    for name, tensor in (("input", x), ("output", y)):
        if w.dtype == "int16":
            ensure.is_type(k, tensor, "int16", f"{name}->type")
        else:
            kinds = " || ".join(f"{name}->type == kTfLite{it}" for it in ("UInt8", "Int8", "Int16"))
            ensure.takes(k, tensor, INTEGERS, f"{kinds} was not true.")


def _check_activation(k: Node, w: TensorState, *, hybrid: bool) -> None:
    fused = activation(k)
    kinds = " || ".join(f"params->activation == kTfLiteAct{it}" for it in ("None", "Relu", "ReluN1To1", "Relu6"))
    ensure.true(k, hybrid or fused <= RELU6, f"fused activation {fused}, expected RELU, RELU6 or RELU_N1_TO_1", kinds)
    packed = w.dtype in {"int4", "int2"} and k.since("2.1.6")
    why = f"weights {w.name!r} of {w.dtype} have zero points other than 0"
    message = "Unsupported filter quantization zero-point value."
    ensure.that(k, not packed or not any(w.zero_points), why, message, cause=Cause.QUANTIZATION)


def _check_channels(k: Node, x: TensorState, w: TensorState) -> None:
    ensure.takes(k, x, {"int8", "int16"}, "input->type == kTfLiteInt8 || input->type == kTfLiteInt16 was not true.")
    newer = {"int2", "int16"} if k.since("2.1.6") else set()
    packed = {"int4"} if x.dtype == "int16" or k.since("1.4.0") else set()
    kinds = " || ".join(f"filter->type == kTfLite{it}" for it in ("Int8", "Int4", "Int2", "Int16"))
    ensure.takes(k, w, {"int8"} | packed | newer, f"({kinds}) was not true.")
    axis = w.quantization.quantized_dimension if w.quantization else 0
    if k.since("2.1.6"):
        why = f"weights {w.name!r} are quantized along axis {axis}, FULLY_CONNECTED expects 0"
        ensure.equal(k, axis, 0, "affine_quantization->quantized_dimension", 0, why, cause=Cause.QUANTIZATION)
    why = f"weights {w.name!r} have {len(w.scales)} scales along axis {axis} of {list(w.dims)}"
    names = "per_channel_quantization_size", "filter->dims->data[affine_quantization->quantized_dimension]"
    ensure.equal(k, len(w.scales), w.dims[axis], *names, why, cause=Cause.QUANTIZATION)


def _check_quantization(k: Node, x: TensorState, w: TensorState, bias: TensorState | None, y: TensorState) -> None:
    if x.dtype in INTEGERS:
        ensure.affine(k, input=x, filter=w)
        if len(w.scales) > 1 and k.since("1.0.1"):
            _check_channels(k, x, w)
        else:
            bias_scale(k, x, w, bias, y)
        if x.dtype == "uint8" and y.dtype == "int16":
            ensure.takes(k, w, {"uint8"}, "filter->type == kTfLiteUInt8 was not true.")
        activation_range(k, y)
    if x.dtype == y.dtype == "int16":
        ensure.symmetric(k, input=x, output=y)
        quantized_bias(k, bias)


def prepare(k: Node) -> None:
    """Give the output its shape, flattened to two axes unless keep_num_dims; refuse a bias scale that is off."""
    w, x = k.need(1), k.need(0)
    _check_activation(k, w, hybrid=x.dtype == "float32" and w.dtype in HYBRID_FILTERS)
    ensure.count_inputs(k, (2, 3), "node->inputs->size == 2 || node->inputs->size == 3")
    made, wanted = len(k.state.outputs), 1 if k.number("weights_format") == DEFAULT else 2
    ensure.equal(k, made, wanted, "node->outputs->size", "expected_outputs_count", f"{made} outputs, expected {wanted}")
    bias, y = k.input(2), k.made()
    _check_types(k, x, w, bias, y)
    ensure.rank(k, w, WEIGHTS_RANK, "NumDimensions(filter)")
    batch = prod(x.dims) // w.dims[1] if w.dims[1] else prod(x.dims[:-1])
    if w.dims[1]:
        if bias is not None:
            ensure.elements(k, bias, w.dims[0], "NumElements(bias)", "SizeOfDimension(filter, 0)")
        _check_quantization(k, x, w, bias, y)
        if x.dtype == "float32" and w.dtype in HYBRID_FILTERS:
            _hybrid(k, x, w, batch)
    if k.option("keep_num_dims"):
        _check_kept(k, x, w)
    k.resize(y, (*x.dims[:-1], w.dims[0]) if k.option("keep_num_dims") else (batch, w.dims[0]))


def _check_kept(k: Node, x: TensorState, w: TensorState) -> None:
    last = x.dims[-1] if x.dims else 0
    why = f"{x.name!r} is {list(x.dims)}, its last axis must have the weights' {w.dims[1]}"
    ensure.equal(k, last, w.dims[1], "input->dims->data[input->dims->size - 1]", "cols", why)


def evaluate(k: Node) -> None:
    """Refuse a layout that weights of this type do not have."""
    w, y = k.need(1), k.made()
    if not prod(y.dims) or not w.dims[1] or w.dtype == "float32":
        return
    layouts = (DEFAULT, SHUFFLED) if w.dtype == "uint8" else (DEFAULT,)
    number = k.number("weights_format")
    if number not in layouts:
        ensure.refuse(k, f"weights_format is {number} for weights of {w.dtype}", "Unhandled fully-connected weights format")


KERNELS = (Kernel("FULLY_CONNECTED", prepare, evaluate, prepare_tensors=6),)
