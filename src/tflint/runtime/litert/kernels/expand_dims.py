"""EXPAND_DIMS (expand_dims.cc): an axis of extent 1 more, the bytes stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.kernel import Node


def prepare(node: Node) -> None:
    """Check quantization and axis; resize where the axis is known."""
    ensure.counts(node, 2)
    x, axis, y = node.need(0), node.need(1), node.made()
    y.dtype = x.dtype
    ensure.same_quantization(node, x, y)
    if x.dtype == "int16":
        ensure.symmetric(node, x)
    if not axis.is_known:
        node.make_dynamic(y)
        return
    ensure.elements(node, axis, 1)
    ensure.takes(node, axis, {"int32", "int64"})
    values = node.integers(1)
    if not values:
        return
    rank = len(x.dims)
    place = values[0] + (rank + 1 if values[0] < 0 else 0)
    why = f"axis {values[0]} into {x.name!r}, which has rank {rank}"
    node.ensure(0 <= place <= rank, why, f"axis {'>= 0' if place < 0 else '<= input_dims.size'} was not true.")
    node.resize(y, (*x.dims[:place], 1, *x.dims[place:]))


KERNELS = (Kernel("EXPAND_DIMS", prepare, shares=(0,), unmodified=True),)
