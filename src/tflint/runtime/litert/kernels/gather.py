"""GATHER, GATHER_ND, SCATTER_ND, EMBEDDING_LOOKUP (gather.cc, gather_nd.cc, scatter_nd.cc, embedding_lookup.cc)."""

from __future__ import annotations

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
TABLES = frozenset({"uint8", "int8", "int4", "int2"})


def prepare(node: Node) -> None:
    """GATHER along an axis, behind batch dimensions that both share."""
    ensure.counts(node, 2)
    x, positions, y = node.need(0), node.need(1), node.made()
    ensure.takes(node, positions, POSITIONS)
    ensure.takes(node, x, GATHERED)
    y.dtype = x.dtype
    if x.dtype == "string":
        ensure.rank(node, x, 1)
    axis, batch = _places(node, x, positions)
    if x.is_known and positions.is_known:
        y.allocation = AllocationType.PERSISTENT_RO
    node.resize(y, (*x.dims[:axis], *positions.dims[batch:], *x.dims[axis + 1 :]))


def _places(node: Node, x: TensorState, positions: TensorState) -> tuple[int, int]:
    axis, batch = node.number("axis"), node.number("batch_dims")
    axis += len(x.dims) if axis < 0 else 0
    why = f"axis {node.number('axis')} of {x.name!r}, which has rank {len(x.dims)}"
    node.ensure(0 <= axis < len(x.dims), why, "0 <= axis && axis < NumDimensions(input) was not true.")
    batch += len(positions.dims) if batch < 0 else 0
    why = f"{batch} batch dimensions for axis {axis} and positions of rank {len(positions.dims)}"
    node.ensure(0 <= batch <= min(axis, len(positions.dims)), why, "batch_dims <= axis was not true.")
    why = f"{x.name!r} is {list(x.dims)} and {positions.name!r} {list(positions.dims)}, their first {batch} must be equal"
    node.ensure(x.dims[:batch] == positions.dims[:batch], why, "input->dims->data[i] != positions->dims->data[i]")
    return axis, batch


def prepare_nd(node: Node) -> None:
    """GATHER_ND: the last dimension of the indices counts axes."""
    ensure.counts(node, 2)
    x, indices, y = node.need(0), node.need(1), node.made()
    ensure.takes(node, x, GATHERED_ND if node.since("1.0.1") else GATHERED_ND - {"bool"})
    ensure.takes(node, indices, POSITIONS)
    node.ensure(bool(x.dims), f"{x.name!r} is a scalar", "Params must be at least a vector.")
    node.ensure(bool(indices.dims), f"{indices.name!r} is a scalar", "Indices must be at least a vector.")
    depth = indices.dims[-1]
    why = f"{indices.name!r} has {depth} indices each, {x.name!r} rank {len(x.dims)}"
    node.ensure(depth <= len(x.dims), why, "Index innermost dimension length must be in [0, params rank].")
    y.dtype = x.dtype
    node.resize(y, (*indices.dims[:-1], *x.dims[depth:]))


def prepare_scatter(node: Node) -> None:
    """SCATTER_ND: updates fit the indices and the rest of the shape."""
    ensure.counts(node, 3)
    indices, updates, shape, y = node.need(0), node.need(1), node.need(2), node.made()
    ensure.takes(node, updates, SCATTERED)
    ensure.same_type(node, indices, shape)
    y.dtype = updates.dtype
    if not shape.is_known:
        node.make_dynamic(y)
        return
    ensure.is_type(node, indices, "int32")
    dims = node.integers(2)
    if dims is None:
        return
    holds = bool(indices.dims) and bool(updates.dims) and updates.dims == (*indices.dims[:-1], *dims[indices.dims[-1] :])
    why = f"updates {list(updates.dims)} at indices {list(indices.dims)} into shape {list(dims)}"
    node.ensure(holds, why, "indices.Dims(i) != updates.Dims(i)")
    node.resize(y, dims)


def prepare_embedding(node: Node) -> None:
    """EMBEDDING_LOOKUP: rows of a table, which may have a scale each."""
    ensure.counts(node, 2)
    lookup, table = node.need(0), node.need(1)
    ensure.rank(node, lookup, 1)
    ensure.is_type(node, lookup, "int32")
    ensure.rank_at_least(node, table, 2)
    y = node.made()
    if table.dtype in TABLES and table.scales and y.dtype == "float32":
        why = f"table {table.name!r} has zero point {table.zero_points[0]}, 0 wanted"
        message = "qparams->zero_point->data[0] == 0 was not true."
        node.ensure(table.zero_points[0] == 0, why, message, cause=Cause.QUANTIZATION)
    if len(table.scales) > 1:
        ensure.takes(node, table, TABLES)
        ensure.takes(node, y, {"float32", "float16"})
        axis = table.quantization.quantized_dimension if table.quantization else 0
        why = f"table {table.name!r} has {len(table.scales)} scales along axis {axis}, one a row wanted"
        holds = axis == 0 and len(table.scales) == table.dims[0]
        node.ensure(holds, why, "qparams->quantized_dimension == 0 was not true.", cause=Cause.QUANTIZATION)
    node.resize(y, (lookup.dims[0], *table.dims[1:]))


KERNELS = (
    Kernel("GATHER", prepare),
    Kernel("GATHER_ND", prepare_nd),
    Kernel("SCATTER_ND", prepare_scatter),
    Kernel("EMBEDDING_LOOKUP", prepare_embedding),
)
