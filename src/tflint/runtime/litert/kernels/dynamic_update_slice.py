"""DYNAMIC_UPDATE_SLICE (dynamic_update_slice.cc)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.kernel import Node


def prepare(node: Node) -> None:
    """Check that the update fits the operand."""
    x, update, start, y = node.need(0), node.need(1), node.need(2), node.made()
    ensure.rank(node, start, 1)
    ensure.elements(node, start, len(x.dims))
    ensure.rank(node, update, len(x.dims))
    why = f"update {list(update.dims)} of {x.name!r}, which is {list(x.dims)}"
    fits = all(part <= whole for part, whole in zip(update.dims, x.dims, strict=True))
    node.ensure(fits, why, "SizeOfDimension(update, i) <= SizeOfDimension(operand, i) was not true.")
    ensure.counts(node, 3)
    ensure.same_type(node, x, update)
    ensure.takes(node, start, {"int32", "int64"} if node.since("1.0.1") else {"int32"})
    y.dtype = x.dtype
    node.resize(y, x.dims)


KERNELS = (Kernel("DYNAMIC_UPDATE_SLICE", prepare, shares=(0,)),)
