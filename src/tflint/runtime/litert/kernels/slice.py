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


def _cut(k: Node, x: TensorState, begins: tuple[int, ...], sizes: tuple[int, ...]) -> tuple[int, ...]:
    dims = []
    if k.since("2.3.0"):
        ensure.equal(k, len(begins), len(x.dims), "NumElements(begin)", "input_dims")
    for axis, (dim, begin, size) in enumerate(zip(x.dims, begins, sizes, strict=False)):
        why = f"begin {begin} along axis {axis} of {x.name!r}, which has {dim}"
        ensure.that(k, not k.since("2.3.0") or 0 <= begin <= dim, why, "Invalid begin.")
        ensure.that(k, size >= -1, f"size {size} along axis {axis}", "Invalid size.")
        why = f"{size} elements from {begin} on along axis {axis} of {x.name!r}, which has {dim}"
        ensure.that(k, size < 0 or begin + size <= dim, why, "Invalid begin and size.")
        dims.append(dim - begin if size < 0 else size)
    return tuple(dims)


def _checked(k: Node, x: TensorState, begin: TensorState, size: TensorState, y: TensorState) -> None:
    ensure.same_type(k, x, y, "input->type", "output->type")
    for name, tensor in (("begin", begin), ("size", size)):
        ensure.takes(k, tensor, INDICES, f"{name}->type == kTfLiteInt32 || {name}->type == kTfLiteInt64 was not true.")
    ensure.rank(k, begin, 1, "NumDimensions(begin)")
    ensure.rank(k, size, 1, "NumDimensions(size)")
    why = f"{begin.name!r} has {prod(begin.dims)} values and {size.name!r} {prod(size.dims)}, expected as many"
    ensure.equal(k, prod(begin.dims), prod(size.dims), "NumElements(begin)", "NumElements(size)", why)
    if not k.since("2.2.0"):
        message = "Slice op only supports 1D-5D input arrays."
        ensure.that(k, len(x.dims) <= OLDER_RANK, f"{x.name!r} has rank {len(x.dims)}, SLICE expects at most 5", message)


def prepare(k: Node) -> None:
    """Check indices; resize where they are constants and the file leaves no dimension open."""
    ensure.counts(k, 3)
    x, begin, size, y = k.need(0), k.need(1), k.need(2), k.made()
    _checked(k, x, begin, size, y)
    recorded = bool(y.dims) and not y.open_dims
    if recorded and k.since("1.4.0") and not k.since("2.3.0"):
        return
    begins, sizes = k.integers(1), k.integers(2)
    if not (begin.is_known and size.is_known) or x.open_dims or (not x.dims and k.since("2.3.0")):
        if not recorded or not k.since("1.4.0"):
            k.make_dynamic(y)
        return
    if begins is None or sizes is None:
        return
    dims = _cut(k, x, begins, sizes)
    if recorded and k.since("2.3.0"):
        why = f"{y.name!r} is recorded as {list(y.dims)}, the slice gives {list(dims)}"
        ranks = "static_cast<int>(output_shape_vector.size())", "NumDimensions(output)"
        ensure.equal(k, len(dims), len(y.dims), *ranks, why)
        for found, wanted in zip(dims, y.dims, strict=True):
            ensure.equal(k, found, wanted, "output_shape_vector[idx]", "SizeOfDimension(output, idx)", why)
    k.resize(y, dims)


def evaluate(k: Node) -> None:
    """Refuse a type of another size than 4, 8, 16, 32 or 64 bits."""
    x, begin = k.need(), k.need(1)
    if not x.dims and k.since("2.3.0"):
        ensure.equal(k, prod(begin.dims), 0, "NumElements(begin)", "input_dims", f"{x.name!r} is a scalar")
    ensure.takes(k, x, ensure.WHOLE | {"string", "int4"}, "Type {number} is currently not supported by Slice.")


KERNELS = (Kernel("SLICE", prepare, evaluate),)
