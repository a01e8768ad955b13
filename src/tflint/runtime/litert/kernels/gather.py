"""GATHER, GATHER_ND, SCATTER_ND, EMBEDDING_LOOKUP (gather.cc, gather_nd.cc, scatter_nd.cc, embedding_lookup.cc)."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.graph_info import AllocationType
from tflint.runtime.litert.kernel import Kernel
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

POSITIONS = frozenset({"int64", "int32", "int16"})
GATHERED = frozenset({"float32", "float16", "bfloat16", "uint8", "int4", "int8", "int16", "int64", "int32", "bool", "string"})
GATHERED_ND = GATHERED - {"int4"}
SCATTERED = frozenset({"float32", "uint8", "bool", "int8", "int64", "int32"})
HALF_OR_WHOLE = frozenset({"float32", "float16"})
TABLES = frozenset({"uint8", "int8", "int4", "int2"})


def prepare(k: Node) -> None:
    """GATHER along an axis, after batch dimensions that both share."""
    ensure.counts(k, 2)
    x, positions, y = k.need(0), k.need(1), k.made()
    ensure.takes(k, positions, POSITIONS, "Positions of type '{type}' are not supported by gather.")
    y.dtype = x.dtype
    ensure.takes(k, x, GATHERED, "Type '{type}' is not supported by gather.")
    if x.dtype == "string":
        ensure.rank(k, x, 1, "NumDimensions(input)")
    axis, batch = _places(k, x, positions)
    if x.is_known and positions.is_known:
        y.allocation = AllocationType.PERSISTENT_RO
    k.resize(y, (*x.dims[:axis], *positions.dims[batch:], *x.dims[axis + 1 :]))
    if y.allocation is AllocationType.PERSISTENT_RO:
        evaluate(k)


def evaluate(k: Node) -> None:
    """Refuse constant positions outside of the axis."""
    x, values = k.need(0), k.every_integer(1)
    axis = k.number("axis") + (len(x.dims) if k.number("axis") < 0 else 0)
    if values is None:
        return
    why = f"positions {_span(values)} of axis {axis}, which has {x.dims[axis]}"
    if min(values, default=0) < 0:
        ensure.true(k, False, why, "indices_has_only_positive_elements")
    read = values[: prod(k.need(1).dims)]
    holds = max(read, default=-1) < x.dims[axis] or 0 in x.dims[:axis]  # then none is looked at
    ensure.that(k, holds, why, "gather index out of bounds")


def _span(values: tuple[int, ...]) -> str:
    """Return the least and the greatest of many values."""
    return f"from {min(values)} to {max(values)}" if values else "none"


def _places(k: Node, x: TensorState, positions: TensorState) -> tuple[int, int]:
    axis, batch = k.number("axis"), k.number("batch_dims")
    axis += len(x.dims) if axis < 0 else 0
    why = f"axis {k.number('axis')} of {x.name!r}, which has rank {len(x.dims)}"
    ensure.true(k, 0 <= axis < len(x.dims), why, "0 <= axis && axis < NumDimensions(input)")
    batch += len(positions.dims) if batch < 0 else 0
    why = f"{batch} batch dimensions for axis {axis} and positions of rank {len(positions.dims)}"
    ensure.true(k, batch <= axis, why, "batch_dims <= axis")
    ensure.true(k, 0 <= batch < len(x.dims), why, "0 <= batch_dims && batch_dims < NumDimensions(input)")
    ensure.true(k, batch <= len(positions.dims), why, "batch_dims <= NumDimensions(positions)")
    why = f"{x.name!r} is {list(x.dims)} and {positions.name!r} {list(positions.dims)}, their first {batch} must be equal"
    for found, wanted in zip(x.dims[:batch], positions.dims[:batch], strict=True):
        ensure.equal(k, found, wanted, "input->dims->data[i]", "positions->dims->data[i]", why)
    return axis, batch


def prepare_nd(k: Node) -> None:
    """GATHER_ND: the last dimension of the indices counts axes."""
    ensure.counts(k, 2)
    x, indices, y = k.need(0), k.need(1), k.made()
    params = "Params of type '{type}' are not supported by gather_nd."
    ensure.takes(k, x, GATHERED_ND if k.since("1.0.1") else GATHERED_ND - {"bool"}, params)
    ensure.takes(k, indices, POSITIONS, "Indices of type '{type}' are not supported by gather_nd.")
    ensure.that(k, bool(x.dims), f"{x.name!r} is a scalar", "Params must be at least a vector.")
    ensure.that(k, bool(indices.dims), f"{indices.name!r} is a scalar", "Indices must be at least a vector.")
    depth = indices.dims[-1]
    why = f"{indices.name!r} has {depth} indices each, {x.name!r} rank {len(x.dims)}"
    ensure.that(k, depth <= len(x.dims), why, "Index innermost dimension length must be in [0, params rank].")
    y.dtype = x.dtype
    k.resize(y, (*indices.dims[:-1], *x.dims[depth:]))


def evaluate_nd(k: Node) -> None:
    """Refuse constant indices outside of the axes that they count along."""
    x, indices, values = k.need(0), k.need(1), k.every_integer(1)
    empty = prod(x.dims) == 0
    expression = "(NumElements(params) == 0 && NumElements(indices) == 0) || NumElements(params) > 0"
    ensure.true(k, not empty or prod(indices.dims) == 0, f"{x.name!r} is empty and {indices.name!r} is not", expression)
    if not values:
        return
    why = f"indices {_span(values)} into {x.name!r} of shape {list(x.dims)}"
    if min(values) < 0:
        ensure.true(k, False, why, "indices_has_only_positive_elements")
    read = values[: prod(indices.dims)]
    bounds = x.dims[: indices.dims[-1]] * (len(read) // max(indices.dims[-1], 1))
    inside = all(value < bound for value, bound in zip(read, bounds, strict=False))
    ensure.that(k, inside, why, "gather_nd index out of bounds")


def prepare_scatter(k: Node) -> None:
    """SCATTER_ND: updates fit the indices and the rest of the shape."""
    ensure.counts(k, 3)
    indices, updates, shape, y = k.need(0), k.need(1), k.need(2), k.made()
    ensure.takes(k, updates, SCATTERED, "Updates of type '{type}' are not supported by scatter_nd.")
    why = f"{indices.name!r} is {indices.dtype} and {shape.name!r} {shape.dtype}, SCATTER_ND expects one type"
    ensure.that(k, indices.dtype == shape.dtype, why, "Indices and shape must have the same type.", cause=Cause.TYPE)
    y.dtype = updates.dtype
    if not shape.is_known:
        k.make_dynamic(y)
        return
    ensure.takes(k, indices, {"int32"}, "Indices of type '{type}' are not supported by scatter_nd.")
    dims = k.integers(2)
    if dims is None:
        return
    _check_scatter(k, dims)
    k.resize(y, dims)


def _check_scatter(k: Node, dims: tuple[int, ...]) -> None:
    """CheckShapes: the updates' first axes are the indices', the rest are the shape's."""
    indices, updates, shape = k.need(0), k.need(1), k.need(2)
    why = f"updates {list(updates.dims)} at indices {list(indices.dims)} into shape {list(dims)}"
    expression = "(indices.DimensionsCount() >= 1) && (updates.DimensionsCount() >= 1) && (shape_shape.DimensionsCount() == 1)"
    ensure.true(k, bool(indices.dims) and bool(updates.dims) and len(shape.dims) == 1, why, expression)
    outer, depth = len(indices.dims) - 1, indices.dims[-1]
    for found, wanted in zip(indices.dims[:-1], updates.dims, strict=False):
        ensure.equal(k, found, wanted, "indices.Dims(i)", "updates.Dims(i)", why)
    rest = len(updates.dims) - outer
    ensure.equal(k, rest, len(dims) - depth, "updates.DimensionsCount() - outer_dims", "shape_shape.Dims(0) - ix", why)
    for found, wanted in zip(updates.dims[outer:], dims[depth:], strict=True):
        ensure.equal(k, found, wanted, "updates.Dims(i + outer_dims)", "shape_data[ix + i]", why)


def evaluate_scatter(k: Node) -> None:
    """Refuse constant indices outside of the shape (reference_ops::ScatterNd)."""
    indices, values, dims = k.need(0), k.integers(0), k.integers(2)
    if not values or dims is None or not indices.dims[-1]:
        return
    bounds = dims[: indices.dims[-1]] * (len(values) // indices.dims[-1])
    inside = all(0 <= value < bound for value, bound in zip(values, bounds, strict=False))
    ensure.that(k, inside, f"indices {_span(values)} into shape {list(dims)}", "scatter_nd index out of bounds")


def prepare_embedding(k: Node) -> None:
    """EMBEDDING_LOOKUP: rows of a table, which may have a scale each."""
    ensure.counts(k, 2)
    lookup, table = k.need(0), k.need(1)
    ensure.rank(k, lookup, 1, "NumDimensions(lookup)")
    ensure.is_number(k, lookup, "int32", "lookup->type")
    ensure.rank_at_least(k, table, 2, "NumDimensions(value) >= 2")
    y = k.made()
    if table.dtype in TABLES and table.scales and y.dtype == "float32":
        why = f"table {table.name!r} has zero point {table.zero_points[0]}, expected 0"
        ensure.true(k, table.zero_points[0] == 0, why, "qparams->zero_point->data[0] == 0", cause=Cause.QUANTIZATION)
    if len(table.scales) > 1:
        _check_rows(k, table, y)
    k.resize(y, (lookup.dims[0], *table.dims[1:]))


def _check_rows(k: Node, table: TensorState, y: TensorState) -> None:
    kinds = " || ".join(f"value->type == kTfLite{it}" for it in ("UInt8", "Int8", "Int4", "Int2"))
    ensure.takes(k, table, TABLES, f"{kinds} was not true.")
    ensure.takes(k, y, HALF_OR_WHOLE, "output->type == kTfLiteFloat32 || output->type == kTfLiteFloat16 was not true.")
    axis = table.quantization.quantized_dimension if table.quantization else 0
    why = f"table {table.name!r} has {len(table.scales)} scales along axis {axis}, expected one per row"
    ensure.true(k, axis == 0, why, "qparams->quantized_dimension == 0", cause=Cause.QUANTIZATION)
    ensure.true(k, len(table.scales) == table.dims[0], why, "qparams->scale->size == row_size", cause=Cause.QUANTIZATION)


def evaluate_embedding(k: Node) -> None:
    """Refuse constant rows that the table does not have."""
    table, rows, values = k.need(1), k.need(1).dims[0], k.integers(0)
    bad = next((value for value in values or () if not 0 <= value < rows), None)
    if bad is not None and rows:
        message = f"Embedding Lookup: index out of bounds. Got {bad}, and bounds are [0, {rows - 1}]"
        ensure.refuse(k, f"row {bad} of {table.name!r}, which has {rows}", message)


KERNELS = (
    Kernel("GATHER", prepare, evaluate),
    Kernel("GATHER_ND", prepare_nd, evaluate_nd),
    Kernel("SCATTER_ND", prepare_scatter, evaluate_scatter),
    Kernel("EMBEDDING_LOOKUP", prepare_embedding, evaluate_embedding),
)
