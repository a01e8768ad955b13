"""MEAN, SUM, REDUCE_PROD, REDUCE_MAX, REDUCE_MIN, REDUCE_ANY, REDUCE_ALL (reduce.cc): index, axis and accumulator buffers."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.graph_info import AllocationType
from tflint.runtime.litert.kernel import ARENA, Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

ACCUMULATORS = {
    "float32": "float32",
    "int32": "int64",
    "int64": "int64",
    "uint8": "int32",
    "int8": "int32",
    "int16": "int32",
    "bool": "bool",
}
FOLDED_ELEMENTS = 8
"""Constant reductions up to this many elements are computed at Prepare (kMaxConstantOutputTensorSize)."""
DYNAMIC = AllocationType.DYNAMIC


def _reduced(node: Node, x: TensorState) -> tuple[int, ...] | None:
    axes = node.integers(1)
    if axes is None:
        return None
    rank = len(x.dims)
    resolved = {axis + rank if axis < 0 else axis for axis in axes} if rank else set()
    holds = all(0 <= axis < rank for axis in resolved)
    node.ensure(holds, f"axes {list(axes)} of {x.name!r}, which has rank {rank}", "Invalid axis index.")
    if node.option("keep_dims"):
        return tuple(1 if i in resolved else dim for i, dim in enumerate(x.dims))
    return tuple(dim for i, dim in enumerate(x.dims) if i not in resolved)


def _checked(node: Node) -> tuple[TensorState, TensorState, TensorState]:
    ensure.counts(node, 2)
    x, axis, y = node.need(0), node.need(1), node.made()
    if node.operator.name in {"REDUCE_ANY", "REDUCE_ALL"}:
        ensure.is_type(node, x, "bool")
    ensure.is_type(node, axis, "int32")
    ensure.takes(node, x, ACCUMULATORS)
    if x.dtype == "int16":
        ensure.symmetric(node, x, y)
    if node.operator.name == "REDUCE_PROD" and axis.is_known and x.scales:
        ensure.takes(node, x, {"int8", "int16"})
    return x, axis, y


def _prepare(node: Node, *, accumulates: bool, folds: bool) -> None:
    x, axis, y = _checked(node)
    dims = _reduced(node, x) if axis.is_known else None
    if dims is not None:
        node.resize(y, dims)
    fold = folds and x.is_known and axis.is_known and prod(y.dims) <= FOLDED_ELEMENTS
    late = DYNAMIC if fold or not axis.is_known else ARENA
    if not axis.is_known:
        node.make_dynamic(y)
    elif fold:
        y.allocation = AllocationType.PERSISTENT_RO
    node.temporary("int32", (len(x.dims),), index=0, name="index")
    node.temporary("int32", (prod(axis.dims),), late, index=1, name="resolved axes")
    if accumulates:
        node.temporary(ACCUMULATORS[x.dtype], (prod(y.dims),), late, index=2, name="accumulator")
    else:
        node.state.temporaries.append(node.first_temporary + 2)
    node.temporary("int32", (len(x.dims),), ARENA if x.is_known and not fold else DYNAMIC, index=3, name="normalized dims")


def prepare_mean(node: Node) -> None:
    """PrepareMeanOrSum: with an accumulator."""
    _prepare(node, accumulates=True, folds=False)


def prepare_prod(node: Node) -> None:
    """PrepareProd: with an accumulator; constants are folded."""
    _prepare(node, accumulates=True, folds=True)


def prepare_other(node: Node) -> None:
    """PrepareMinMax and PrepareAllOrAny: without an accumulator."""
    _prepare(node, accumulates=False, folds=False)


KERNELS = (
    Kernel("MEAN", prepare_mean, prepare_tensors=4, file="reduce"),
    Kernel("SUM", prepare_mean, prepare_tensors=4, file="reduce"),
    Kernel("REDUCE_PROD", prepare_prod, prepare_tensors=4, file="reduce"),
    *(
        Kernel(op, prepare_other, prepare_tensors=4, file="reduce")
        for op in ("REDUCE_MAX", "REDUCE_MIN", "REDUCE_ANY", "REDUCE_ALL")
    ),
)
