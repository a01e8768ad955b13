"""MEAN, SUM, REDUCE_PROD, REDUCE_MAX, REDUCE_MIN, REDUCE_ANY, REDUCE_ALL (reduce.cc): index, axis and accumulator buffers."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.graph_info import AllocationType
from tflint.runtime.litert.kernel import ARENA, Kernel
from tflint.runtime.litert.kernel_util import INTEGERS
from tflint.runtime.verdict import Cause

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


def _reduced(k: Node, x: TensorState) -> tuple[int, ...] | None:
    axes = k.integers(1)
    if axes is None:
        return None
    rank = len(x.dims)
    resolved = {axis + rank if axis < 0 else axis for axis in axes} if rank else set()
    holds = all(0 <= axis < rank for axis in resolved)
    ensure.that(k, holds, f"axes {list(axes)} of {x.name!r}, which has rank {rank}", "Invalid axis index.")
    if k.option("keep_dims"):
        return tuple(1 if i in resolved else dim for i, dim in enumerate(x.dims))
    return tuple(dim for i, dim in enumerate(x.dims) if i not in resolved)


def _checked(k: Node) -> tuple[TensorState, TensorState, TensorState]:
    ensure.counts(k, 2)
    x = k.need(0)
    if k.operator.name in {"REDUCE_ANY", "REDUCE_ALL"}:
        ensure.is_type(k, x, "bool", "input->type")
    axis, y = k.need(1), k.made()
    _typed(k, x)
    ensure.is_type(k, axis, "int32", "op_context.axis->type")
    if x.dtype == "int16":
        ensure.symmetric(k, **{"op_context.input": x, "op_context.output": y})
    return x, axis, y


def _typed(k: Node, x: TensorState) -> None:
    """Refuse a type that has no accumulator, without a word (InitializeTemporaries)."""
    ensure.that(
        k,
        x.dtype in ACCUMULATORS,
        f"{x.name!r} is {x.dtype}, expected {', '.join(ACCUMULATORS)}",
        cause=Cause.TYPE,
    )


def _prepare(k: Node, *, accumulates: bool, folds: bool) -> None:
    x, axis, y = _checked(k)
    dims = _reduced(k, x) if axis.is_known else None
    if dims is not None:
        k.resize(y, dims)
    fold = folds and x.is_known and axis.is_known and prod(y.dims) <= FOLDED_ELEMENTS
    late = DYNAMIC if fold or not axis.is_known else ARENA
    if not axis.is_known:
        k.make_dynamic(y)
    elif fold:
        y.allocation = AllocationType.PERSISTENT_RO
    k.temporary("int32", (len(x.dims),), index=0, name="index")
    k.temporary("int32", (prod(axis.dims),), late, index=1, name="resolved axes")
    if accumulates:
        k.temporary(ACCUMULATORS[x.dtype], (prod(y.dims),), late, index=2, name="accumulator")
    else:
        k.state.temporaries.append(k.first_temporary + 2)
    k.temporary("int32", (len(x.dims),), ARENA if x.is_known and not fold else DYNAMIC, index=3, name="normalized dims")


def prepare_mean(k: Node) -> None:
    """PrepareMeanOrSum: with an accumulator."""
    _prepare(k, accumulates=True, folds=False)


def prepare_prod(k: Node) -> None:
    """PrepareProd: with an accumulator; constants are folded."""
    _prepare(k, accumulates=True, folds=True)
    _check_product(k)


def _check_product(k: Node) -> None:
    """PrepareProd: quantized forms of int8 and int16 alone."""
    x, axis = k.need(0), k.need(1)
    if axis.is_known and x.is_quantized:
        ensure.takes(k, x, {"int8", "int16"}, "Unsupported quantized data type: {number}")


def prepare_other(k: Node) -> None:
    """PrepareMinMax and PrepareAllOrAny: without an accumulator."""
    _prepare(k, accumulates=False, folds=False)


def evaluate(k: Node) -> None:
    """EvalType: what only picks values copies them through, so scale and zero point are equal."""
    x, y = k.need(0), k.made()
    scalar = not x.dims and k.operator.name in {"REDUCE_MIN", "REDUCE_MAX"}  # copied as it is
    if k.operator.name not in {"REDUCE_ANY", "REDUCE_ALL"} and not scalar:
        _numbers(k, x)
    if x.dtype in INTEGERS:
        ensure.same_quantization(k, x, y, "input", "op_context.output")


def _numbers(k: Node, x: TensorState) -> None:
    ensure.that(k, x.dtype != "bool", f"{x.name!r} is bool, {k.operator.name} expects numbers", cause=Cause.TYPE)


def evaluate_sum(k: Node) -> None:
    """Refuse what EvalType cannot add up."""
    _numbers(k, k.need(0))


def evaluate_mean(k: Node) -> None:
    """Refuse what EvalMean's switch does not name, without a word."""
    _numbers(k, k.need(0))


def evaluate_prod(k: Node) -> None:
    """Without quantization, EvalProd goes the way of the others."""
    if not k.need(0).is_quantized:
        evaluate(k)


KERNELS = (
    Kernel("MEAN", prepare_mean, evaluate_mean, prepare_tensors=4, file="reduce"),
    Kernel("SUM", prepare_mean, evaluate_sum, prepare_tensors=4, file="reduce"),
    Kernel("REDUCE_PROD", prepare_prod, evaluate_prod, prepare_tensors=4, file="reduce"),
    *(
        Kernel(op, prepare_other, evaluate, prepare_tensors=4, file="reduce")
        for op in ("REDUCE_MAX", "REDUCE_MIN", "REDUCE_ANY", "REDUCE_ALL")
    ),
)
