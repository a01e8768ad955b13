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
RANKS = (2, 5)
PAIRS = frozenset({("float32", "int8"), ("int16", "int8"), ("float32", "float32"), ("int8", "int8"), ("int16", "int16")})


def _transposed(dims: tuple[int, ...]) -> tuple[int, ...]:
    return (*dims[:-2], dims[-1], dims[-2])


def _hybrid(node: Node, left: TensorState, right: TensorState) -> None:
    rows = left.dims[-1] if node.option("adj_x") else left.dims[-2]
    units = right.dims[-2] if node.option("adj_y") else right.dims[-1]
    scales = prod(left.dims[:-2]) * rows
    node.temporary(right.dtype, left.dims, index=2, name="quantized left side")
    node.temporary("float32", (scales,), index=3, name="scales")
    node.temporary("int32", (units, rows), index=4, name="accumulators")
    node.temporary("int32", (scales,), index=5, name="input offsets")
    node.temporary("int32", (prod(right.dims[:-2]) * units,), PERSISTENT, index=6, name="row sums")


def _broadcast(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...]:
    width = max(len(a), len(b))
    pairs = zip((1,) * (width - len(a)) + a, (1,) * (width - len(b)) + b, strict=True)
    return tuple(y if x == 1 else x for x, y in pairs)


def _check(node: Node, left: TensorState, right: TensorState, y: TensorState) -> None:
    if left.dtype in {"int8", "int16"} and y.dtype != "int32":
        bias_scale(node, left, right, None, y)
    if left.dtype == "int16":
        ensure.symmetric(node, left, right, y)
    pair = (left.dtype, right.dtype)
    taken = pair in PAIRS and (pair != NEWER or node.since("2.3.0"))
    message = (
        "(lhs_data->type == kTfLiteFloat32 && rhs_data->type == kTfLiteInt8) || lhs_data->type == rhs_data->type was not true."
    )
    node.ensure(taken, f"{left.dtype} times {right.dtype}, which BATCH_MATMUL does not take", message, cause=Cause.TYPE)
    ensure.rank_between(node, left, *RANKS)
    ensure.rank_between(node, right, *RANKS)
    rank = max(len(left.dims), len(right.dims))
    a, b = ((1,) * (rank - len(tensor.dims)) + tensor.dims for tensor in (left, right))
    fits = all(x == y or 1 in {x, y} for x, y in zip(a[:-2], b[:-2], strict=True))
    node.ensure(fits, f"batches {list(a[:-2])} and {list(b[:-2])}", f"rhs_dim != 1 ({b[0]} != 1)")
    inner = a[-2] if node.option("adj_x") else a[-1], b[-1] if node.option("adj_y") else b[-2]
    why = f"rows of {inner[0]} times columns of {inner[1]}"
    node.ensure(inner[0] == inner[1], why, f"accum_dim_lhs != accum_dim_rhs ({inner[0]} != {inner[1]})")


def prepare(node: Node) -> None:
    """InitializeTemporaries; the transposed right side is kept where it is constant."""
    ensure.counts(node, 2)
    left, right, y = node.need(0), node.need(1), node.made()
    _check(node, left, right, y)
    kept = PERSISTENT if right.allocation is AllocationType.CONSTANT else ARENA
    node.temporary(left.dtype, _transposed(left.dims), index=0, name="transposed left side")
    node.temporary(right.dtype, _transposed(right.dims), kept, index=1, name="transposed right side")
    if left.dtype == "float32" and right.dtype == "int8":
        _hybrid(node, left, right)
    rows = left.dims[-1] if node.option("adj_x") else left.dims[-2]
    columns = right.dims[-2] if node.option("adj_y") else right.dims[-1]
    node.resize(y, (*_broadcast(left.dims[:-2], right.dims[:-2]), rows, columns))


KERNELS = (Kernel("BATCH_MATMUL", prepare, prepare_tensors=7),)
