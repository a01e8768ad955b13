"""SELECT, SELECT_V2, WHERE, UNIQUE, ONE_HOT, TOPK_V2, ARG_MAX, ARG_MIN: picking values (select.cc, where.cc, topk_v2.cc …)."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import Kernel
from tflint.runtime.litert.kernel_util import broadcast

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

DTYPES = {2: "int32", 4: "int64"}
"""TensorType numbers of index types."""
INDICES = frozenset({"int32", "int64"})
CONDITIONS = frozenset({"bool", "float32", "int64", "int32", "int8", "uint8", "uint32"})
HOT = frozenset({"float32", "int16", "int32", "int64", "int8", "uint8", "bool"})
COMPARED = frozenset({"float32", "uint8", "int8", "int32", "bool"})
MOST_AXES = 8


def prepare_select(node: Node) -> None:
    """SELECT and SELECT_V2: the second broadcasts, the first takes a condition for each row at most."""
    ensure.counts(node, 3)
    condition, a, b, y = node.need(0), node.need(1), node.need(2), node.made()
    ensure.is_type(node, condition, "bool")
    ensure.same_type(node, a, b)
    y.dtype = a.dtype
    if all(prod(tensor.dims) == 1 for tensor in (condition, a, b, y)):
        return
    if condition.dims == a.dims == b.dims:
        node.resize(y, a.dims)
    elif node.operator.name == "SELECT_V2":
        dims = broadcast(node, condition, a, b)
        node.ensure(len(dims) <= MOST_AXES, f"rank {len(dims)}, 8 allowed", "output_size->size <= 8 was not true.")
        node.resize(y, dims)
    else:
        holds = not condition.dims or condition.dims == a.dims[:1]
        why = f"condition {condition.name!r} is {list(condition.dims)}, {a.name!r} {list(a.dims)}"
        node.ensure(holds, why, "data->has_low_rank_input_condition was not true.")
        ensure.same_dims(node, a, b)
        node.resize(y, a.dims)


def prepare_where(node: Node) -> None:
    """WHERE: as many rows as there are true values."""
    ensure.counts(node, 1)
    condition, y = node.need(), node.made()
    ensure.takes(node, condition, CONDITIONS)
    y.dtype = "int64"
    if not condition.is_known:
        node.make_dynamic(y)


def prepare_unique(node: Node) -> None:
    """Leave UNIQUE's values to Invoke: as many as there are distinct ones, an index for each input."""
    ensure.counts(node, 1, 2)
    x, y, index = node.need(), node.made(0), node.made(1)
    number = node.number("idx_out_type")
    node.ensure(
        number in DTYPES,
        f"idx_out_type is {number}, int32 or int64 wanted",
        "Unique index output array can only be Int32 or Int64",
    )
    if node.since("2.3.0"):
        ensure.same_type(node, y, x)
        ensure.is_type(node, index, DTYPES[number])
    ensure.rank(node, x, 1)
    node.make_dynamic(y)
    node.resize(index, x.dims)


def prepare_one_hot(node: Node) -> None:
    """ONE_HOT: one more axis, as long as `depth` says."""
    ensure.counts(node, 4)
    indices, depth, on, off = (node.need(i) for i in range(4))
    y, rank = node.made(), len(indices.dims)
    ensure.takes(node, on, HOT)
    y.dtype = on.dtype
    ensure.takes(node, indices, INDICES)
    axis = rank if node.number("axis") == -1 else node.number("axis")
    node.ensure(
        0 <= axis <= rank, f"axis {axis} of a result of rank {rank + 1}", "op_context.axis < op_context.output_dims was not true."
    )
    for tensor in (depth, on, off):
        ensure.elements(node, tensor, 1)
    ensure.same_type(node, off, on)
    if not depth.is_known:
        node.make_dynamic(y)
        return
    values = node.integers(1)
    if values:
        node.ensure(values[0] >= 0, f"depth {values[0]}", "*op_context.depth->data.i32 >= 0 was not true.")
        node.resize(y, (*indices.dims[:axis], values[0], *indices.dims[axis:]))


def prepare_topk(node: Node) -> None:
    """TOPK_V2: k values and their indices along the last axis."""
    ensure.counts(node, 2, 2)
    x, k, values, indices = node.need(0), node.need(1), node.made(0), node.made(1)
    ensure.same_type(node, x, values)
    ensure.takes(node, k, {"int32", "int16"})
    if not k.is_known or x.open_dims:
        node.make_dynamic(indices, values)
        return
    ensure.elements(node, k, 1)
    ensure.rank_at_least(node, x, 1)
    given = node.integers(1)
    if given:
        _topk(node, x, given[0], values, indices)


def _topk(node: Node, x: TensorState, k: int, *outputs: TensorState) -> None:
    why = f"the {k} greatest along the last axis of {x.name!r}, which has {x.dims[-1]}"
    node.ensure(k <= x.dims[-1], why, "TopK k is higher than the internal dimension.")
    for output in outputs:
        node.resize(output, (*x.dims[:-1], max(k, 0)))


def prepare_arg(node: Node) -> None:
    """ARG_MAX, ARG_MIN: indices along an axis, which goes away."""
    ensure.counts(node, 2)
    x, axis = node.need(0), node.need(1)
    ensure.elements(node, axis, 1)
    ensure.takes(node, axis, INDICES)
    y, number = node.made(), node.number("output_type")
    why = f"output_type is {number}, int32 or int64 wanted"
    node.ensure(number in DTYPES, why, f"Unknown index output data type: {number}")
    y.dtype = DTYPES[number]
    ensure.takes(node, x, COMPARED)
    ensure.rank_at_least(node, x, 1)
    values = node.integers(1)
    if not axis.is_known:
        node.make_dynamic(y)
    elif values:
        rank = len(x.dims)
        place = values[0] + (rank if values[0] < 0 else 0)
        why = f"axis {values[0]} of {x.name!r}, which has rank {rank}"
        node.ensure(0 <= place < rank, why, "axis is out of range")
        if node.since("2.3.0"):
            why = f"axis {place} of {x.name!r} is empty"
            node.ensure(x.dims[place] > 0, why, "Cannot compute ArgMin/ArgMax over an empty axis.")
        node.resize(y, (*x.dims[:place], *x.dims[place + 1 :]))


KERNELS = (
    Kernel("SELECT", prepare_select),
    Kernel("SELECT_V2", prepare_select, file="select"),
    Kernel("WHERE", prepare_where),
    Kernel("UNIQUE", prepare_unique),
    Kernel("ONE_HOT", prepare_one_hot),
    Kernel("TOPK_V2", prepare_topk),
    Kernel("ARG_MAX", prepare_arg, file="arg_min_max"),
    Kernel("ARG_MIN", prepare_arg, file="arg_min_max"),
)
