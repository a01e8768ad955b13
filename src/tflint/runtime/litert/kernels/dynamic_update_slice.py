"""DYNAMIC_UPDATE_SLICE (dynamic_update_slice.cc)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.dtype_size import SIZES
from tflint.runtime.litert.kernel import Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.kernel import Node

MOST_AXES = 8


def prepare(k: Node) -> None:
    """Check that the update fits the operand."""
    x, update, start, y = k.need(0), k.need(1), k.need(2), k.made()
    ensure.true(
        k, len(start.dims) == 1, f"{start.name!r} has rank {len(start.dims)}, expected 1", "NumDimensions(start_indices) == 1"
    )
    why = f"{start.name!r} has {start.dims[0]} indices for rank {len(x.dims)}"
    ensure.true(k, start.dims[0] == len(x.dims), why, "SizeOfDimension(start_indices, 0) == NumDimensions(operand)")
    why = f"update {list(update.dims)} of {x.name!r}, which is {list(x.dims)}"
    ensure.true(k, len(update.dims) == len(x.dims), why, "NumDimensions(update) == NumDimensions(operand)")
    fits = all(part <= whole for part, whole in zip(update.dims, x.dims, strict=True))
    ensure.true(k, fits, why, "SizeOfDimension(update, i) <= SizeOfDimension(operand, i)")
    ensure.counts(k, 3)
    ensure.same_type(k, x, update, "operand->type", "update->type")
    kinds = "start_indices->type == kTfLiteInt32 || start_indices->type == kTfLiteInt64 was not true."
    ensure.takes(k, start, {"int32", "int64"} if k.since("1.0.1") else {"int32"}, kinds)
    y.dtype = x.dtype
    k.resize(y, x.dims)


def evaluate(k: Node) -> None:
    """Refuse ranks above 8, and types that have no size."""
    x = k.need(0)
    ensure.rank_at_most(k, x, MOST_AXES, "input_dims <= kMaxRank")
    sizes = "1-bit/8-bit/16-bit/32-bit/64-bit integer or float type, got {number}."
    ensure.takes(k, x, {*SIZES, "int4"}, f"DynamicUpdateSlice only currently supports {sizes}")


KERNELS = (Kernel("DYNAMIC_UPDATE_SLICE", prepare, evaluate, shares=(0,)),)
