"""BATCH_MATMUL (batch_matmul.cc): both operands transposed, and the hybrid form's buffers."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.graph_info import AllocationType
from tflint.runtime.litert.kernel import ARENA, PERSISTENT, Kernel
from tflint.runtime.litert.kernel_util import bias_scale
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

NEWER = ("int16", "int8")
LEAST, MOST = 2, 5
"""The ranks that are taken."""
TYPES = frozenset({"float32", "int8", "int16"})
PAIRS = frozenset({("float32", "int8"), ("int16", "int8"), ("float32", "float32"), ("int8", "int8"), ("int16", "int16")})
PAIR_MESSAGE = (
    "(lhs_data->type == kTfLiteFloat32 && rhs_data->type == kTfLiteInt8) || lhs_data->type == rhs_data->type || "
    "(lhs_data->type == kTfLiteInt16 && rhs_data->type == kTfLiteInt8) was not true."
)


def _transposed(dims: tuple[int, ...]) -> tuple[int, ...]:
    return (*dims[:-2], dims[-1], dims[-2])


def _hybrid(k: Node, left: TensorState, right: TensorState) -> None:
    rows = left.dims[-1] if k.option("adj_x") else left.dims[-2]
    units = right.dims[-2] if k.option("adj_y") else right.dims[-1]
    scales = prod(left.dims[:-2]) * rows
    k.temporary(right.dtype, left.dims, index=2, name="quantized left side")
    k.temporary("float32", (scales,), index=3, name="scales")
    k.temporary("int32", (units, rows), index=4, name="accumulators")
    k.temporary("int32", (scales,), index=5, name="input offsets")
    k.temporary("int32", (prod(right.dims[:-2]) * units,), PERSISTENT, index=6, name="row sums")


def _broadcast(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...]:
    width = max(len(a), len(b))
    pairs = zip((1,) * (width - len(a)) + a, (1,) * (width - len(b)) + b, strict=True)
    return tuple(y if x == 1 else x for x, y in pairs)


def _check_types(k: Node, left: TensorState, right: TensorState, y: TensorState) -> None:
    if left.dtype in {"int8", "int16"} and y.dtype != "int32":
        bias_scale(k, left, right, None, y)
    if left.dtype == "int16":
        ensure.symmetric(k, lhs_data=left, rhs_data=right, output=y)
    for name, tensor in (("lhs_data", left), ("rhs_data", right)):
        types = " || ".join(f"{name}->type == kTfLite{it}" for it in ("Float32", "Int8", "Int16"))
        ensure.takes(k, tensor, TYPES, f"{types} was not true.")
    pair = (left.dtype, right.dtype)
    if pair not in PAIRS or (pair == NEWER and not k.since("2.1.4")):
        why = f"{left.dtype} times {right.dtype}, which BATCH_MATMUL does not support"
        ensure.refuse(k, why, PAIR_MESSAGE, cause=Cause.TYPE)


def _check_shapes(k: Node, left: TensorState, right: TensorState) -> None:
    for name, tensor in (("lhs_data", left), ("rhs_data", right)):
        why = f"{tensor.name!r} has rank {len(tensor.dims)}, BATCH_MATMUL expects at least 2"
        ensure.that(k, len(tensor.dims) >= LEAST, why)  # its buffers are sized from what lies after the shape
        ensure.rank_at_most(k, tensor, MOST, f"NumDimensions({name}) <= {MOST}")
    rank = max(len(left.dims), len(right.dims))
    a, b = ((1,) * (rank - len(tensor.dims)) + tensor.dims for tensor in (left, right))
    for x, y in zip(a[:-2], b[:-2], strict=True):
        if x not in {y, 1}:
            ensure.equal(k, y, 1, "rhs_dim", 1, f"batches {list(a[:-2])} and {list(b[:-2])} do not broadcast")
    inner = a[-2] if k.option("adj_x") else a[-1], b[-1] if k.option("adj_y") else b[-2]
    ensure.equal(k, *inner, "accum_dim_lhs", "accum_dim_rhs", f"rows of {inner[0]} times columns of {inner[1]}")


def prepare(k: Node) -> None:
    """InitializeTemporaries; the transposed right side is kept where it is constant."""
    ensure.counts(k, 2)
    left, right, y = k.need(0), k.need(1), k.made()
    _check_types(k, left, right, y)
    _check_shapes(k, left, right)
    kept = PERSISTENT if right.allocation is AllocationType.CONSTANT else ARENA
    k.temporary(left.dtype, _transposed(left.dims), index=0, name="transposed left side")
    k.temporary(right.dtype, _transposed(right.dims), kept, index=1, name="transposed right side")
    if left.dtype == "float32" and right.dtype == "int8":
        _hybrid(k, left, right)
    rows = left.dims[-1] if k.option("adj_x") else left.dims[-2]
    columns = right.dims[-2] if k.option("adj_y") else right.dims[-1]
    k.resize(y, (*_broadcast(left.dims[:-2], right.dims[:-2]), rows, columns))


def evaluate(k: Node) -> None:
    """EvalHybrid: as many scales as the quantized axis is long, where there are several."""
    left, right = k.need(0), k.need(1)
    scales = len(right.scales)
    if left.dtype == "float32" and right.dtype == "int8" and scales > 1 and right.quantization is not None:
        wanted = right.dims[right.quantization.quantized_dimension]
        why = f"{right.name!r} has {scales} scales along an axis of {wanted}"
        names = "affine_quantization->scale->size", "filter->dims->data[affine_quantization->quantized_dimension]"
        ensure.equal(k, scales, wanted, *names, why, cause=Cause.QUANTIZATION)


KERNELS = (Kernel("BATCH_MATMUL", prepare, evaluate, prepare_tensors=7),)
