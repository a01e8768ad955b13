"""PAD, PADV2, MIRROR_PAD (pad.cc, mirror_pad.cc)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import Kernel
from tflint.runtime.litert.kernel_util import INTEGERS

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

MOST_AXES = 5
PADDINGS = frozenset({"int8", "int16", "int32", "int64", "bool"})
REFLECT = 0
MODES = (REFLECT, 1)


def _matrix(node: Node, paddings: TensorState, rank: int) -> None:
    ensure.rank(node, paddings, 2)
    why = f"{paddings.name!r} is {list(paddings.dims)}, [{rank}, 2] wanted"
    node.ensure(
        paddings.dims == (rank, 2),
        why,
        f"SizeOfDimension(op_context.paddings, 0) != op_context.dims ({paddings.dims[0]} != {rank})",
    )


def _pairs(node: Node) -> tuple[tuple[int, int], ...] | None:
    values = node.integers(1)
    return None if values is None else tuple(zip(values[::2], values[1::2], strict=False))


def prepare(node: Node) -> None:
    """PAD and PADV2: a pair for each axis, of up to five."""
    ensure.counts(node, (2, 3))
    x, paddings, value, y = node.need(0), node.need(1), node.input(2), node.made()
    if node.since("2.3.0") or paddings.is_known:
        _matrix(node, paddings, len(x.dims))
    ensure.same_type(node, x, y)
    if value is not None:
        ensure.same_type(node, x, value)
        ensure.elements(node, value, 1)
    why = f"{x.name!r} has rank {len(x.dims)}, {node.operator.name} takes 5 at most"
    message = "op_context.dims <= reference_ops::PadKernelMaxDimensionCount() was not true."
    node.ensure(len(x.dims) <= MOST_AXES, why, message)
    if not x.dims or not paddings.is_known:
        node.make_dynamic(y)
        return
    ensure.takes(node, paddings, PADDINGS if node.since("1.4.0") else {"int32", "int64"})
    pairs = _pairs(node)
    if pairs is None:
        return
    node.ensure(min(map(min, pairs), default=0) >= 0, f"paddings {pairs} below 0", "Pad value has to be greater than equal to 0.")
    node.resize(y, tuple(dim + sum(pair) for dim, pair in zip(x.dims, pairs, strict=False)))


def prepare_mirror(node: Node) -> None:
    """MIRROR_PAD: no more on a side than there is to mirror."""
    x, paddings, y = node.need(0), node.need(1), node.made()
    ensure.same_type(node, x, y)
    if node.since("2.3.0"):
        mode = node.number("mode")
        node.ensure(mode in MODES, f"mode {mode}, REFLECT (0) or SYMMETRIC (1) wanted", "params->mode was not true.")
        ensure.takes(node, paddings, {"int32", "int64"})
    _matrix(node, paddings, len(x.dims))
    if x.dtype in INTEGERS and node.since("2.0.3"):
        ensure.same_quantization(node, x, y)
        if x.dtype == "int16":
            ensure.symmetric(node, x, y)
    if not paddings.is_known:
        node.make_dynamic(y)
        return
    pairs = _pairs(node)
    if pairs is None:
        return
    offset = 1 if node.number("mode") == REFLECT else 0
    for axis, (dim, pair) in enumerate(zip(x.dims, pairs, strict=False)):
        why = f"paddings {pair} of axis {axis}, which has {dim}: {dim - offset} on a side is the most"
        message = "MirrorPad paddings must be no greater than the input dimension size minus the mode offset."
        node.ensure(not node.since("2.3.0") or max(pair) <= dim - offset, why, message)
    node.resize(y, tuple(dim + sum(pair) for dim, pair in zip(x.dims, pairs, strict=False)))


KERNELS = (Kernel("PAD", prepare), Kernel("PADV2", prepare, file="pad"), Kernel("MIRROR_PAD", prepare_mirror))
