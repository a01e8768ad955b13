"""EXPAND_DIMS (expand_dims.cc): an axis of extent 1 more, the bytes stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import Kernel
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from tflint.runtime.litert.kernel import Node


def prepare(k: Node) -> None:
    """Check quantization and axis; resize where the axis is known."""
    ensure.counts(k, 2)
    x, axis, y = k.need(0), k.need(1), k.made()
    y.dtype = x.dtype
    ensure.same_quantization(k, x, y, "input", "output")
    if x.dtype == "int16":
        ensure.symmetric(k, input=x)
    if not axis.is_known:
        k.make_dynamic(y)
        return
    evaluate(k)
    values = k.integers(1)
    if not values:
        return
    rank = len(x.dims)
    place = values[0] + (rank + 1 if values[0] < 0 else 0)
    why = f"axis {values[0]} into {x.name!r}, which has rank {rank}"
    ensure.true(k, place <= rank, why, "axis <= input_dims.size")
    ensure.true(k, place >= 0, why, "axis >= 0")
    k.resize(y, (*x.dims[:place], 1, *x.dims[place:]))


def evaluate(k: Node) -> None:
    """Refuse an axis of another number of elements or type, which waits for Invoke where it is computed (GetAxisValueFromTensor)."""
    axis = k.need(1)
    ensure.elements(k, axis, 1, "NumElements(&axis)")
    why = f"axis {axis.name!r} is {axis.dtype}, expected int32 or int64"
    ensure.that(k, axis.dtype in {"int32", "int64"}, why, cause=Cause.TYPE)


KERNELS = (Kernel("EXPAND_DIMS", prepare, evaluate, shares=(0,), unmodified=True),)
