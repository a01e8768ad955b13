"""SEGMENT_SUM, UNSORTED_SEGMENT_*, SPARSE_TO_DENSE (segment_sum.cc, unsorted_segment.cc, sparse_to_dense.cc)."""

from __future__ import annotations

from itertools import pairwise
from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.graph_info import AllocationType
from tflint.runtime.litert.kernel import Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

SUMMED = frozenset({"int32", "float32"})
INDICES = frozenset({"int32", "int64"})
DENSE = frozenset({"int32", "int64", "int8", "uint8", "float32"})
MOST_RANK = 2


def prepare(k: Node) -> None:
    """SEGMENT_SUM: sorted ids from 0 on."""
    ensure.counts(k, 2)
    data, ids, y = k.need(0), k.need(1), k.made()
    _typed(k, data, segment_ids=ids)
    if not (data.is_known and ids.is_known):
        k.make_dynamic(y)


def evaluate(k: Node) -> None:
    """ValidateSegmentIds: an id for each row, from 0 on, each the one before or the next."""
    data, ids, values = k.need(0), k.need(1), k.integers(1)
    ensure.rank_at_least(k, data, 1, "NumDimensions(&data) >= 1")
    ensure.rank(k, ids, 1, "NumDimensions(&segment_ids)")
    why = f"{prod(ids.dims)} ids for {data.dims[0]} rows"
    ensure.equal(k, prod(ids.dims), data.dims[0], "segment_id_size", "data.dims->data[0]", why)
    if not values:
        return
    ensure.equal(k, values[0], 0, "current_segment_id", 0, f"the first id is {values[0]}, expected 0")
    holds = all(later - earlier in {0, 1} for earlier, later in pairwise(values))
    ensure.true(k, holds, f"ids {list(values)} leave numbers out or go back", "delta == 0 || delta == 1")


def evaluate_dense(k: Node) -> None:
    """Refuse, without a word, constant indices outside of a constant shape."""
    indices, values, dims = k.need(0), k.integers(0), k.integers(1)
    if values and dims:
        width = indices.dims[1] if len(indices.dims) == MOST_RANK else 1
        bounds = dims[:width] * (len(values) // max(width, 1))
        inside = all(0 <= value < bound for value, bound in zip(values, bounds, strict=False))
        ensure.that(k, inside, f"indices {list(values)} into shape {list(dims)}")


def _typed(k: Node, data: TensorState, **integers: TensorState) -> None:
    ensure.takes(k, data, SUMMED, "data->type == kTfLiteInt32 || data->type == kTfLiteFloat32 was not true.")
    for name, tensor in integers.items():
        ensure.is_number(k, tensor, "int32", f"{name}->type")


def prepare_unsorted(k: Node) -> None:
    """UNSORTED_SEGMENT_*: ids that cover the data's first axes."""
    ensure.counts(k, 3)
    data, ids, number, y = k.need(0), k.need(1), k.need(2), k.made()
    _typed(k, data, segment_ids=ids, num_segments=number)
    if data.allocation is AllocationType.DYNAMIC or not (ids.is_known and number.is_known):
        k.make_dynamic(y)
        return
    why = f"ids {list(ids.dims)} of data {list(data.dims)}"
    ensure.true(k, len(ids.dims) <= len(data.dims), why, "segment_ids_rank <= data_rank")
    for found, wanted in zip(ids.dims, data.dims, strict=False):
        ensure.equal(k, found, wanted, "SizeOfDimension(&segment_ids, i)", "SizeOfDimension(&data, i)", why)
    given = k.integers(2)
    _check_segments(k, number, given)
    if given:
        k.resize(y, (given[0], *data.dims[len(ids.dims) :]))


def _check_segments(k: Node, number: TensorState, given: tuple[int, ...] | None) -> None:
    """ResizeOutputTensor: one number, not below 0, and above every constant id."""
    expression = "(num_segments.dims->size == 1 && num_segments.dims->data[0] == 1) || num_segments.dims->size == 0"
    ensure.true(k, number.dims in {(), (1,)}, f"{number.name!r} is {list(number.dims)}, expected one number", expression)
    if given:
        ensure.true(k, given[0] >= 0, f"{given[0]} segments", "num_segments_ >= 0")
        highest = max(k.integers(1) or (-1,))
        ensure.true(k, highest < given[0], f"id {highest} of {given[0]} segments", "max_index < num_segments_")


def prepare_dense(k: Node) -> None:
    """SPARSE_TO_DENSE: values at indices into a shape."""
    ensure.counts(k, 4)
    indices, shape, values, default = (k.need(i) for i in range(4))
    ensure.rank_at_most(k, indices, MOST_RANK, "NumDimensions(indices) < 3")
    ensure.rank(k, shape, 1, "NumDimensions(output_shape)")
    ensure.rank_at_most(k, values, 1, "NumDimensions(values) < 2")
    ensure.elements(k, default, 1, "NumElements(default_value)")
    for name, tensor in (("indices", indices), ("output_shape", shape)):
        ensure.takes(k, tensor, INDICES, f"{name}->type == kTfLiteInt32 || {name}->type == kTfLiteInt64 was not true.")
    kinds = " || ".join(f"values->type == kTfLite{it}" for it in ("Int32", "Int64", "Int8", "UInt8", "Float32"))
    ensure.takes(k, values, DENSE, f"{kinds} was not true.")
    ensure.same_type(k, values, default, "values->type", "default_value->type")
    _match(k, indices, shape, values)
    y, dims = k.made(), k.integers(1)
    y.dtype = values.dtype
    if not shape.is_known:
        k.make_dynamic(y)
    elif dims is not None:
        k.resize(y, dims)


def _match(k: Node, indices: TensorState, shape: TensorState, values: TensorState) -> None:
    """CheckDimensionsMatch: a place for each value, and as many coordinates as the shape has axes."""
    count, axes = prod(values.dims), prod(shape.dims)
    if len(indices.dims) == MOST_RANK:
        ensure.equal(k, indices.dims[1], axes, "SizeOfDimension(indices, 1)", "NumElements(output_shape)")
        if values.dims:
            ensure.equal(k, indices.dims[0], count, "SizeOfDimension(indices, 0)", "NumElements(values)")
        return
    if values.dims:
        ensure.equal(k, prod(indices.dims), count, "NumElements(indices)", "NumElements(values)")
    ensure.equal(k, axes, 1, "NumElements(output_shape)", 1)


KERNELS = (
    Kernel("SEGMENT_SUM", prepare, evaluate),
    *(Kernel(f"UNSORTED_SEGMENT_{what}", prepare_unsorted, file="unsorted_segment") for what in ("MAX", "MIN", "PROD", "SUM")),
    Kernel("SPARSE_TO_DENSE", prepare_dense, evaluate_dense),
)
