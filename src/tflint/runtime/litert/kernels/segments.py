"""SEGMENT_SUM, UNSORTED_SEGMENT_*, SPARSE_TO_DENSE (segment_sum.cc, unsorted_segment.cc, sparse_to_dense.cc)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.graph_info import AllocationType
from tflint.runtime.litert.kernel import Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.kernel import Node

SUMMED = frozenset({"int32", "float32"})
INDICES = frozenset({"int32", "int64"})
DENSE = frozenset({"int32", "int64", "int8", "uint8", "float32"})
MOST_RANK = 2


def prepare(node: Node) -> None:
    """SEGMENT_SUM: sorted ids from 0 on."""
    ensure.counts(node, 2)
    data, ids, y = node.need(0), node.need(1), node.made()
    ensure.takes(node, data, SUMMED)
    ensure.is_type(node, ids, "int32")
    if not (data.is_known and ids.is_known):
        node.make_dynamic(y)


def prepare_unsorted(node: Node) -> None:
    """UNSORTED_SEGMENT_*: ids that cover the data's first axes."""
    ensure.counts(node, 3)
    data, ids, number, y = node.need(0), node.need(1), node.need(2), node.made()
    ensure.takes(node, data, SUMMED)
    ensure.is_type(node, ids, "int32")
    ensure.is_type(node, number, "int32")
    if data.allocation is AllocationType.DYNAMIC or not (ids.is_known and number.is_known):
        node.make_dynamic(y)
        return
    why = f"ids {list(ids.dims)} of data {list(data.dims)}"
    holds = ids.dims == data.dims[: len(ids.dims)]
    node.ensure(holds, why, "SizeOfDimension(&segment_ids, i) != SizeOfDimension(&data, i)")
    given = node.integers(2)
    if given:
        node.resize(y, (given[0], *data.dims[len(ids.dims) :]))


def prepare_dense(node: Node) -> None:
    """SPARSE_TO_DENSE: values at indices into a shape."""
    ensure.counts(node, 4)
    indices, shape, values, default = (node.need(i) for i in range(4))
    ensure.rank_between(node, indices, 0, MOST_RANK)
    ensure.rank(node, shape, 1)
    ensure.rank_between(node, values, 0, 1)
    ensure.elements(node, default, 1)
    ensure.takes(node, indices, INDICES)
    ensure.takes(node, shape, INDICES)
    ensure.takes(node, values, DENSE)
    ensure.same_type(node, values, default)
    y, dims = node.made(), node.integers(1)
    y.dtype = values.dtype
    if not shape.is_known:
        node.make_dynamic(y)
    elif dims is not None:
        node.resize(y, dims)


KERNELS = (
    Kernel("SEGMENT_SUM", prepare),
    *(Kernel(f"UNSORTED_SEGMENT_{what}", prepare_unsorted, file="unsorted_segment") for what in ("MAX", "MIN", "PROD", "SUM")),
    Kernel("SPARSE_TO_DENSE", prepare_dense),
)
