"""SELECT, SELECT_V2, WHERE, UNIQUE, ONE_HOT, TOPK_V2, ARG_MAX, ARG_MIN: picking values (select.cc, where.cc, topk_v2.cc …)."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import Kernel
from tflint.runtime.litert.kernel_util import broadcast
from tflint.runtime.verdict import Cause

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
COUNTED = frozenset({"int8", "int16", "int32", "int64", "float32", "uint8"})
RANKED = frozenset({"float32", "uint8", "int8", "int16", "int32", "int64"})


def prepare_select(k: Node) -> None:
    """SELECT and SELECT_V2: the second broadcasts, the first takes a condition for each row at most."""
    ensure.counts(k, 3)
    condition, a, b, y = k.need(0), k.need(1), k.need(2), k.made()
    ensure.is_type(k, condition, "bool", "input_condition->type")
    ensure.same_type(k, a, b, "input_x->type", "input_y->type")
    y.dtype = a.dtype
    if all(prod(tensor.dims) == 1 for tensor in (condition, a, b, y)):
        return
    if condition.dims == a.dims == b.dims:
        k.resize(y, a.dims)
    elif k.operator.name == "SELECT_V2":
        dims = broadcast(k, condition, a, b)
        ensure.true(k, len(dims) <= MOST_AXES, f"rank {len(dims)}, expected at most 8", "output_size->size <= 8")
        k.resize(y, dims)
    else:
        holds = not condition.dims or condition.dims == a.dims[:1]
        why = f"condition {condition.name!r} is {list(condition.dims)}, {a.name!r} {list(a.dims)}"
        ensure.true(k, holds, why, "data->has_low_rank_input_condition")
        ensure.same_dims(k, a, b, "HaveSameShapes(input_x, input_y)")
        k.resize(y, a.dims)


def evaluate_select(k: Node) -> None:
    """Refuse a type of another size than 8, 16, 32 or 64 bits."""
    ensure.takes(k, k.need(1), ensure.WHOLE, "Does not support type other than bool|float|int, got {number}")


def prepare_where(k: Node) -> None:
    """WHERE: as many rows as there are true values."""
    ensure.counts(k, 1)
    condition, y = k.need(), k.made()
    ensure.takes(k, condition, CONDITIONS, "Condition tensor has unsupported type: '{type}'.")
    y.dtype = "int64"
    if not condition.is_known:
        k.make_dynamic(y)


def evaluate_where(k: Node) -> None:
    """Refuse a scalar."""
    condition = k.need()
    ensure.that(k, bool(condition.dims), f"{condition.name!r} is a scalar", "Where op requires condition w/ rank > 0")


def prepare_unique(k: Node) -> None:
    """Leave UNIQUE's values to Invoke: as many as there are distinct ones, an index for each input."""
    ensure.counts(k, 1, 2)
    x, y, index = k.need(), k.made(0), k.made(1)
    number = k.number("idx_out_type")
    message = "Unique index output array can only be Int32 or Int64, requested: NOTYPE"
    ensure.that(k, k.operator.options is not None, "UNIQUE without options", message)
    if k.since("2.1.6"):
        ensure.same_type(k, y, x, "output_unique_tensor->type", "input->type")
        ensure.is_type(k, index, DTYPES.get(number, "int32"), "output_index_tensor->type", "params->index_out_type")
    ensure.rank(k, x, 1, "NumDimensions(input)")
    k.make_dynamic(y)
    k.resize(index, x.dims)


def evaluate_unique(k: Node) -> None:
    """Refuse the types that Eval does not name."""
    ensure.takes(k, k.need(), COUNTED, "Currently Unique doesn't support type: {type}")


def prepare_one_hot(k: Node) -> None:
    """ONE_HOT: one more axis, as long as `depth` says."""
    ensure.counts(k, 4)
    indices, depth, on, off = (k.follow(i) for i in range(4))
    ensure.true(k, k.output() is not None, "the output of ONE_HOT is left out", "op_context.output != nullptr")
    y, rank = k.made(), len(indices.dims)
    ensure.takes(k, on, HOT, "Unknown output data type: {type}")
    y.dtype = on.dtype
    kinds = "op_context.indices->type == kTfLiteInt32 || op_context.indices->type == kTfLiteInt64 was not true."
    ensure.takes(k, indices, INDICES, kinds)
    axis = rank if k.number("axis") == -1 else k.number("axis")
    expression = "op_context.axis >= 0 && op_context.axis < op_context.output_dims"
    ensure.true(k, 0 <= axis <= rank, f"axis {axis} of a result of rank {rank + 1}", expression)
    for name, tensor in (("depth", depth), ("on_value", on), ("off_value", off)):
        ensure.elements(k, tensor, 1, f"NumElements(op_context.{name})")
    ensure.same_type(k, off, on, "op_context.off_value->type", "op_context.dtype")
    if not depth.is_known:
        k.make_dynamic(y)
        return
    values = k.integers(1)
    if values:
        ensure.true(k, values[0] >= 0, f"depth {values[0]}", "*op_context.depth->data.i32 >= 0")
        k.resize(y, (*indices.dims[:axis], values[0], *indices.dims[axis:]))


def evaluate_one_hot(k: Node) -> None:
    """Refuse, without a word, what Eval's switch does not name: int16 is prepared and not written."""
    y = k.made()
    ensure.that(k, y.dtype != "int16", f"{y.name!r} is int16, which ONE_HOT does not write", cause=Cause.TYPE)


def prepare_topk(k: Node) -> None:
    """TOPK_V2: some values and their indices along the last axis."""
    ensure.counts(k, 2, 2)
    x, values, count, indices = k.need(0), k.made(0), k.need(1), k.made(1)
    ensure.same_type(k, x, values, "input->type", "output_values->type")
    ensure.takes(k, count, {"int32", "int16"}, "top_k->type == kTfLiteInt32 || top_k->type == kTfLiteInt16 was not true.")
    if not count.is_known or x.open_dims:
        k.make_dynamic(indices, values)
        return
    ensure.elements(k, count, 1, "NumElements(top_k)")
    why = f"{x.name!r} is a scalar, TOPK_V2 expects at least one axis"
    ensure.that(k, bool(x.dims), why, "TopK k input must have 1 or more dimensions.")
    given = k.integers(1)
    if given:
        _topk(k, x, given[0], values, indices)


def _topk(k: Node, x: TensorState, count: int, *outputs: TensorState) -> None:
    why = f"the {count} greatest along the last axis of {x.name!r}, which has {x.dims[-1]}"
    ensure.that(k, count <= x.dims[-1], why, "TopK k is higher than the internal dimension.")
    for output in outputs:
        k.resize(output, (*x.dims[:-1], max(count, 0)))


def evaluate_topk(k: Node) -> None:
    """Refuse the types that Eval does not name."""
    values, indices = k.made(0), k.made(1)
    message = f"Output index type {ensure.type_name(values.dtype)} is currently not supported by TopK."
    ensure.takes(k, indices, {"int32", "int16"}, message)
    ensure.takes(k, values, RANKED, "Type {type} is currently not supported by TopK.")


def prepare_arg(k: Node) -> None:
    """ARG_MAX, ARG_MIN: indices along an axis, which goes away."""
    ensure.counts(k, 2)
    x, axis = k.need(0), k.need(1)
    ensure.elements(k, axis, 1, "NumElements(axis)")
    ensure.takes(k, axis, INDICES, "axis->type == kTfLiteInt32 || axis->type == kTfLiteInt64 was not true.")
    y, number = k.made(), k.number("output_type")
    if number not in DTYPES:
        printed = 0 if k.operator.options is None else ensure.option_number(number)
        why = f"output_type is {number}, expected 2 (int32) or 4 (int64)"
        ensure.refuse(k, why, f"Unknown index output data type: {printed}")
    y.dtype = DTYPES[number]
    ensure.takes(k, x, COMPARED, "Unknown input type: {number}, only float32, int types and bool are supported")
    ensure.rank_at_least(k, x, 1, "NumDimensions(input) >= 1")
    values = k.integers(1)
    if not axis.is_known:
        k.make_dynamic(y)
    elif values:
        rank = len(x.dims)
        place = values[0] + (rank if values[0] < 0 else 0)
        why = f"axis {values[0]} of {x.name!r}, which has rank {rank}"
        ensure.that(k, 0 <= place < rank, why, "Invalid axis value." if k.since("2.1.6") else None)
        if k.since("2.1.6"):
            why = f"axis {place} of {x.name!r} is empty"
            ensure.that(k, x.dims[place] > 0, why, "Cannot compute ArgMin/ArgMax over an empty axis.")
        k.resize(y, (*x.dims[:place], *x.dims[place + 1 :]))


KERNELS = (
    Kernel("SELECT", prepare_select, evaluate_select),
    Kernel("SELECT_V2", prepare_select, evaluate_select, file="select"),
    Kernel("WHERE", prepare_where, evaluate_where),
    Kernel("UNIQUE", prepare_unique, evaluate_unique),
    Kernel("ONE_HOT", prepare_one_hot, evaluate_one_hot),
    Kernel("TOPK_V2", prepare_topk, evaluate_topk),
    Kernel("ARG_MAX", prepare_arg, file="arg_min_max"),
    Kernel("ARG_MIN", prepare_arg, file="arg_min_max"),
)
