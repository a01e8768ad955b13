"""FILL, RANGE, BROADCAST_TO, BROADCAST_ARGS, SHAPE, RANK, random numbers: kernels whose output's shape is a value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.graph_info import AllocationType
from tflint.runtime.litert.kernel import Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

SHAPES = frozenset({"int32", "int64"})
NUMBERS = frozenset({"float32", "int32", "int64"})
DTYPES = {2: "int32", 4: "int64"}
"""TensorType numbers that SHAPE's `out_type` may have."""


def prepare_fill(node: Node) -> None:
    """FILL (fill.cc): a scalar of the output's quantization, a vector of dimensions."""
    ensure.counts(node, 2)
    dims, value = node.need(0), node.need(1)
    ensure.rank(node, dims, 1)
    ensure.takes(node, dims, SHAPES)
    ensure.rank(node, value, 0)
    y = node.made()
    y.dtype = value.dtype
    ensure.same_quantization(node, y, value)
    if value.dtype == "int16":
        ensure.symmetric(node, value)
    _shaped(node, y, dims, 0)


def _shaped(node: Node, y: TensorState, shape: TensorState, position: int) -> None:
    if not shape.is_known:
        node.make_dynamic(y)
        return
    dims = node.integers(position)
    if dims is not None:
        why = f"{node.operator.name} with dimensions {list(dims)}"
        node.ensure(all(dim >= 0 for dim in dims), why, f"{node.operator.name.title()} dimensions must be >= 0")
        node.resize(y, dims)


def prepare_range(node: Node) -> None:
    """RANGE (range.cc): scalars of one type; constants are counted at once."""
    ensure.counts(node, 3)
    bounds = [node.need(i) for i in range(3)]
    for bound in bounds:
        ensure.rank(node, bound, 0)
    ensure.takes(node, bounds[0], NUMBERS)
    for bound in bounds[1:]:
        ensure.same_type(node, bound, bounds[0])
    y = node.made()
    y.dtype = bounds[0].dtype
    if not all(bound.is_known for bound in bounds):
        node.make_dynamic(y)
        return
    y.allocation = AllocationType.PERSISTENT_RO
    given = [node.integers(i) for i in range(3)]
    if all(given):
        start, limit, delta = (values[0] for values in given if values)
        why = f"a range from {start} to {limit} by {delta}"
        holds = delta != 0 and (start == limit or (limit > start) == (delta > 0))
        node.ensure(holds, why, "(start >= limit && delta < 0) || (start <= limit && delta > 0) was not true.")
        node.resize(y, (-(-abs(limit - start) // abs(delta)),))


def prepare_broadcast_to(node: Node) -> None:
    """BROADCAST_TO (broadcast_to.cc): to a shape that the input fits from behind."""
    ensure.counts(node, 2)
    x, shape, y = node.need(0), node.need(1), node.made()
    ensure.takes(node, shape, SHAPES)
    ensure.same_type(node, x, y)
    if x.dtype == "string":
        raise node.refuse(f"{x.name!r} is string", "op_context.input->type != kTfLiteString was not true.")
    if not shape.is_known:
        node.make_dynamic(y)
        return
    ensure.rank(node, shape, 1)
    dims = node.integers(1)
    if dims is None:
        return
    behind = dims[len(dims) - len(x.dims) :] if len(x.dims) <= len(dims) else ()
    fits = len(behind) == len(x.dims) and all(dim in {1, wanted} for dim, wanted in zip(x.dims, behind, strict=True))
    why = f"{x.name!r} of shape {list(x.dims)} does not broadcast to {list(dims)}"
    node.ensure(fits, why, "Output shape must be broadcastable from input shape.")
    node.resize(y, dims)


def prepare_broadcast_args(node: Node) -> None:
    """BROADCAST_ARGS (broadcast_args.cc): two shapes' common one; constants that do not fit abort."""
    ensure.counts(node, 2)
    a, b, y = node.need(0), node.need(1), node.made()
    ensure.takes(node, a, SHAPES)
    ensure.same_type(node, a, b)
    ensure.same_type(node, a, y)
    ensure.rank(node, a, 1)
    ensure.rank(node, b, 1)
    if a.is_known and b.is_known:
        y.allocation = AllocationType.PERSISTENT_RO
        _fit(node)
    node.resize(y, (max(a.dims[0], b.dims[0]),))


def _fit(node: Node) -> None:
    a, b = node.integers(0), node.integers(1)
    if a is None or b is None:
        return
    for left, right in zip(reversed(a), reversed(b), strict=False):
        if left != right and 1 not in {left, right}:
            source = "kernels/internal/reference/broadcast_args.h: BroadcastArgs"
            raise node.abort(f"shapes {list(a)} and {list(b)} do not broadcast to one another", source=source)


def prepare_shape(node: Node) -> None:
    """SHAPE (shape.cc): computed at once, whatever the input is."""
    ensure.counts(node, 1)
    x, y, number = node.need(), node.made(), node.number("out_type")
    node.ensure(number in DTYPES, f"out_type is {number}, int32 or int64 wanted", f"Unknown shape output data type: {number}")
    y.dtype = DTYPES[number]
    y.allocation = AllocationType.PERSISTENT_RO
    node.resize(y, (len(x.dims),))


def prepare_rank(node: Node) -> None:
    """RANK (rank.cc): computed at once."""
    ensure.counts(node, 1)
    node.need()
    y = node.made()
    y.dtype, y.allocation = "int32", AllocationType.PERSISTENT_RO
    node.resize(y, ())


def prepare_random(node: Node) -> None:
    """RANDOM_UNIFORM, RANDOM_STANDARD_NORMAL (random_ops.cc): the input is the shape."""
    ensure.counts(node, 1)
    shape, y = node.need(), node.made()
    ensure.is_type(node, shape, "int32")
    ensure.rank(node, shape, 1)
    _shaped(node, y, shape, 0)


def prepare_multinomial(node: Node) -> None:
    """MULTINOMIAL (random_ops.cc): samples for each batch of logits."""
    ensure.counts(node, 2)
    logits, samples, y = node.need(0), node.need(1), node.made()
    ensure.is_type(node, logits, "float32")
    ensure.is_type(node, samples, "int32")
    count = node.integers(1)
    if not (logits.is_known and samples.is_known):
        node.make_dynamic(y)
    elif count and logits.dims:
        node.resize(y, (logits.dims[0], count[0]))


KERNELS = (
    Kernel("FILL", prepare_fill),
    Kernel("RANGE", prepare_range),
    Kernel("BROADCAST_TO", prepare_broadcast_to),
    Kernel("BROADCAST_ARGS", prepare_broadcast_args),
    Kernel("SHAPE", prepare_shape),
    Kernel("RANK", prepare_rank),
    Kernel("RANDOM_UNIFORM", prepare_random, file="random_ops"),
    Kernel("RANDOM_STANDARD_NORMAL", prepare_random, file="random_ops"),
    Kernel("MULTINOMIAL", prepare_multinomial, file="random_ops"),
)
