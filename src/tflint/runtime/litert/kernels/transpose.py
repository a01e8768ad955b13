"""TRANSPOSE and TILE (transpose.cc, tile.cc)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.graph_info import AllocationType
from tflint.runtime.litert.kernel import Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.kernel import Node

MOST_AXES = 8
OLDER_AXES = 6
MULTIPLIERS = frozenset({"int32", "int64"})


def prepare(node: Node) -> None:
    """TRANSPOSE by a permutation of the input's axes."""
    ensure.counts(node, 2)
    x, permutation, y = node.need(0), node.need(1), node.made()
    rank, most = len(x.dims), MOST_AXES if node.since("2.3.0") else OLDER_AXES
    node.ensure(
        rank <= most,
        f"{x.name!r} has rank {rank}, TRANSPOSE takes {most} at most",
        "Transpose op only supports 1D-8D input arrays.",
    )
    ensure.same_type(node, x, y)
    if not permutation.is_known:
        node.make_dynamic(y)
        return
    ensure.rank(node, permutation, 1)
    why = f"{permutation.name!r} has {permutation.dims[0]} axes, {x.name!r} {rank}"
    node.ensure(permutation.dims[0] == rank, why, f"op_context->perm->dims->data[0] != dims ({permutation.dims[0]} != {rank})")
    axes = node.integers(1)
    if axes is None:
        return
    holds = all(-rank <= axis < rank for axis in axes)
    node.ensure(holds, f"permutation {list(axes)} of {rank} axes", "Transpose op permutations array is out of bounds.")
    node.resize(y, tuple(x.dims[axis] for axis in axes))


def prepare_tile(node: Node) -> None:
    """TILE: a multiplier an axis; a constant is tiled at once."""
    ensure.counts(node, 2)
    x, multipliers, y = node.need(0), node.need(1), node.made()
    ensure.same_type(node, x, y)
    ensure.takes(node, multipliers, MULTIPLIERS)
    if not multipliers.is_known:
        node.make_dynamic(y)
        return
    ensure.elements(node, multipliers, len(x.dims))
    if x.is_known:
        y.allocation = AllocationType.PERSISTENT_RO
    times = node.integers(1)
    if times is not None:
        node.resize(y, tuple(dim * by for dim, by in zip(x.dims, times, strict=False)))


KERNELS = (Kernel("TRANSPOSE", prepare), Kernel("TILE", prepare_tile))
