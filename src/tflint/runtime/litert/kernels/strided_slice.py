"""STRIDED_SLICE (strided_slice.cc): slices of constants are cut at once."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.record import Record
from tflint.runtime.litert import ensure
from tflint.runtime.litert.graph_info import AllocationType
from tflint.runtime.litert.kernel import Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

MOST_INDICES = 31
OLDER_RANK = 5
BOUNDS = ("begin", "end", "strides")
REARRANGED = ("ellipsis_mask", "new_axis_mask")
"""Masks that move axes about; the recorded shape is then taken."""


class Cut(Record):
    """What is taken along one axis of `size`; open ends are masked."""

    size: int
    begin: int
    end: int
    stride: int
    open_begin: bool
    open_end: bool

    @property
    def taken(self) -> int:
        """Return how many elements are taken (StartForAxis and EndForAxis, kernels/internal/strided_slice_logic.h)."""
        low, high = (0, self.size) if self.stride > 0 else (-1, self.size - 1)
        first, last = (low, high) if self.stride > 0 else (high, low)
        start = first if self.open_begin else min(max(self._wrapped(self.begin), low), high)
        stop = last if self.open_end else min(max(self._wrapped(self.end), low), high)
        return max(-(-(stop - start) // self.stride), 0) if self.size else 0

    def _wrapped(self, index: int) -> int:
        return index + self.size if index < 0 else index


def _checked(k: Node) -> tuple[TensorState, tuple[TensorState, ...], TensorState]:
    ensure.counts(k, 4)
    x, y = k.follow(0), k.follow_output()
    bounds = tuple(k.follow(i) for i in (1, 2, 3))
    for name, bound in zip(BOUNDS, bounds, strict=True):
        ensure.rank(k, bound, 1, f"NumDimensions(op_context.{name})")
    counts = prod(bounds[0].dims), prod(bounds[1].dims)
    ensure.equal(k, *counts, "NumElements(op_context.begin)", "NumElements(op_context.end)")
    names = "op_context.input->type", "op_context.output->type"
    ensure.same_number(k, x, y, *names)
    for name, bound in zip(BOUNDS, bounds, strict=True):
        ensure.is_type(k, bound, "int32", f"op_context.{name}->type")
    if not k.since("2.1.6"):
        message = "StridedSlice op only supports 1D-5D input arrays."
        why = f"{x.name!r} has rank {len(x.dims)}, STRIDED_SLICE expects at most 5"
        ensure.that(k, len(x.dims) <= OLDER_RANK, why, message)
    else:
        message = "StridedSlice op only supports up to 31 indices."
        ensure.that(k, prod(bounds[0].dims) <= MOST_INDICES, f"{prod(bounds[0].dims)} indices, expected at most 31", message)
    return x, bounds, y


def _dims(k: Node, x: TensorState) -> tuple[int, ...] | None:
    """Return what is cut out, None where the values or the masks leave it to the file."""
    begins, ends, strides = (k.integers(i) for i in (1, 2, 3))
    if begins is None or ends is None or strides is None:
        return None
    ensure.that(k, 0 not in strides[: len(x.dims)], f"strides {list(strides)}", "stride value has to be non-zero")
    if any(k.number(mask) for mask in REARRANGED) or k.option("offset") or not len(begins) == len(ends) == len(strides):
        return None
    shrunk, masks = k.number("shrink_axis_mask"), (k.number("begin_mask"), k.number("end_mask"))
    kept = []
    for axis, size in enumerate(x.dims):
        if axis >= len(begins):
            kept.append(size)
        elif not shrunk >> axis & 1:
            opened = (bool(mask >> axis & 1) for mask in masks)
            kept.append(Cut(size, begins[axis], ends[axis], strides[axis], *opened).taken)
    return tuple(kept)


def prepare(k: Node) -> None:
    """Check the bounds; cut at once, leave it to Invoke, or only resize."""
    x, (begin, end, strides), y = _checked(k)
    if not strides.is_known or not (k.option("offset") or (begin.is_known and end.is_known)):
        k.make_dynamic(y)
        return
    if x.is_known and begin.is_known and end.is_known:
        y.allocation = AllocationType.PERSISTENT_RO
    dims = _dims(k, x)
    if dims is not None:
        k.resize(y, dims)


def evaluate(k: Node) -> None:
    """Refuse a type of another size than 8, 16, 32 or 64 bits."""
    ensure.takes(k, k.need(), ensure.WHOLE | {"string"}, "Type {type} is currently not supported by StridedSlice.")


KERNELS = (Kernel("STRIDED_SLICE", prepare, evaluate),)
