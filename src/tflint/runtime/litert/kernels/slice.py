"""SLICE (slice.cc): a recorded output shape is taken as it is."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

INDICES = frozenset({"int32", "int64"})
OLDER_RANK = 5


def _cut(node: Node, x: TensorState, begins: tuple[int, ...], sizes: tuple[int, ...]) -> tuple[int, ...]:
    dims = []
    for axis, (dim, begin, size) in enumerate(zip(x.dims, begins, sizes, strict=False)):
        node.ensure(size >= -1, f"size {size} along axis {axis}", "Invalid size.")
        why = f"{size} elements from {begin} on along axis {axis} of {x.name!r}, which has {dim}"
        node.ensure(size < 0 or begin + size <= dim, why, "Invalid begin and size.")
        dims.append(dim - begin if size < 0 else size)
    return tuple(dims)


def _checked(node: Node, x: TensorState, begin: TensorState, size: TensorState, y: TensorState) -> None:
    ensure.same_type(node, x, y)
    ensure.takes(node, begin, INDICES)
    ensure.takes(node, size, INDICES)
    ensure.rank(node, begin, 1)
    ensure.rank(node, size, 1)
    ensure.elements(node, size, prod(begin.dims))
    if not node.since("2.3.0"):
        message = "Slice op only supports 1D-5D input arrays."
        node.ensure(len(x.dims) <= OLDER_RANK, f"{x.name!r} has rank {len(x.dims)}, SLICE takes 5 at most", message)


def prepare(node: Node) -> None:
    """Check indices; resize where they are constants and the file leaves no dimension open."""
    ensure.counts(node, 3)
    x, begin, size, y = node.need(0), node.need(1), node.need(2), node.made()
    _checked(node, x, begin, size, y)
    begins, sizes = node.integers(1), node.integers(2)
    if not (begin.is_known and size.is_known) or x.open_dims:
        if not y.dims or y.open_dims or not node.since("1.4.0"):
            node.make_dynamic(y)
        return
    if begins is None or sizes is None or len(sizes) < len(x.dims) or len(begins) < len(x.dims):
        return
    dims = _cut(node, x, begins, sizes)
    if y.dims and not y.open_dims and node.since("2.3.0"):
        why = f"{y.name!r} is recorded as {list(y.dims)}, the slice gives {list(dims)}"
        node.ensure(y.dims == dims, why, "output_shape_vector[idx] != SizeOfDimension(output, idx)")
    node.resize(y, dims)


KERNELS = (Kernel("SLICE", prepare),)
