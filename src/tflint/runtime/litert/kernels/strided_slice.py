"""STRIDED_SLICE (strided_slice.cc): slices of constants are cut at once."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, NamedTuple

from tflint.runtime.litert import ensure
from tflint.runtime.litert.graph_info import AllocationType
from tflint.runtime.litert.kernel import Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

MOST_INDICES = 31
OLDER_RANK = 5
REARRANGED = ("ellipsis_mask", "new_axis_mask")
"""Masks that move axes about; the recorded shape is then taken."""


class Cut(NamedTuple):
    """What is taken along one axis of `size`; open ends are masked."""

    size: int
    begin: int
    end: int
    stride: int
    open_begin: bool
    open_end: bool

    @property
    def taken(self) -> int:
        """How many elements are taken (StartForAxis and EndForAxis, kernels/internal/strided_slice_logic.h)."""
        low, high = (0, self.size) if self.stride > 0 else (-1, self.size - 1)
        first, last = (low, high) if self.stride > 0 else (high, low)
        start = first if self.open_begin else min(max(self._wrapped(self.begin), low), high)
        stop = last if self.open_end else min(max(self._wrapped(self.end), low), high)
        return max(-(-(stop - start) // self.stride), 0) if self.size else 0

    def _wrapped(self, index: int) -> int:
        return index + self.size if index < 0 else index


def _checked(node: Node) -> tuple[TensorState, tuple[TensorState, ...], TensorState]:
    ensure.counts(node, 4)
    x, y = node.need(0), node.made()
    bounds = tuple(node.need(i) for i in (1, 2, 3))
    for bound in bounds:
        ensure.rank(node, bound, 1)
    ensure.elements(node, bounds[1], prod(bounds[0].dims))
    ensure.same_type(node, x, y)
    for bound in bounds:
        ensure.is_type(node, bound, "int32")
    if not node.since("2.3.0"):
        message = "StridedSlice op only supports 1D-5D input arrays."
        why = f"{x.name!r} has rank {len(x.dims)}, STRIDED_SLICE takes 5 at most"
        node.ensure(len(x.dims) <= OLDER_RANK, why, message)
    else:
        message = "StridedSlice op only supports up to 31 indices."
        node.ensure(prod(bounds[0].dims) <= MOST_INDICES, f"{prod(bounds[0].dims)} indices, 31 allowed", message)
    return x, bounds, y


def _dims(node: Node, x: TensorState) -> tuple[int, ...] | None:
    """Return what is cut out, None where the values or the masks leave it to the file."""
    begins, ends, strides = (node.integers(i) for i in (1, 2, 3))
    if begins is None or ends is None or strides is None:
        return None
    node.ensure(0 not in strides[: len(x.dims)], f"strides {list(strides)}", "stride value has to be non-zero")
    if any(node.number(mask) for mask in REARRANGED) or node.option("offset") or not len(begins) == len(ends) == len(strides):
        return None
    shrunk, masks = node.number("shrink_axis_mask"), (node.number("begin_mask"), node.number("end_mask"))
    kept = []
    for axis, size in enumerate(x.dims):
        if axis >= len(begins):
            kept.append(size)
        elif not shrunk >> axis & 1:
            opened = (bool(mask >> axis & 1) for mask in masks)
            kept.append(Cut(size, begins[axis], ends[axis], strides[axis], *opened).taken)
    return tuple(kept)


def prepare(node: Node) -> None:
    """Check the bounds; cut at once, leave it to Invoke, or only resize."""
    x, (begin, end, strides), y = _checked(node)
    if not strides.is_known or not (node.option("offset") or (begin.is_known and end.is_known)):
        node.make_dynamic(y)
        return
    if x.is_known and begin.is_known and end.is_known:
        y.allocation = AllocationType.PERSISTENT_RO
    dims = _dims(node, x)
    if dims is not None:
        node.resize(y, dims)


KERNELS = (Kernel("STRIDED_SLICE", prepare),)
