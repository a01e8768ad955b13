"""TRANSPOSE and TILE (transpose.cc, tile.cc)."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.graph_info import AllocationType
from tflint.runtime.litert.kernel import Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.kernel import Node

MOST_AXES = 8
OLDER_AXES = 6
MULTIPLIERS = frozenset({"int32", "int64"})


def prepare(k: Node) -> None:
    """TRANSPOSE by a permutation of the input's axes."""
    ensure.counts(k, 2)
    x, permutation, y = k.follow(0), k.follow(1), k.follow_output()
    rank, most = len(x.dims), MOST_AXES if k.since("2.1.6") else OLDER_AXES
    ensure.that(
        k,
        rank <= most,
        f"{x.name!r} has rank {rank}, TRANSPOSE expects at most {most}",
        "Transpose op only supports 1D-8D input arrays.",
    )
    ensure.same_type(k, x, y, "op_context.input->type", "op_context.output->type")
    if not permutation.is_known:
        k.make_dynamic(y)
        return
    _check_permutation(k)
    found = k.integers(1) if permutation.dtype == "int32" else k.int32(1)  # read as int32 whatever its type is
    if found is None:
        return
    axes = found[:rank]
    holds = all(-rank <= axis < rank for axis in axes)
    ensure.that(k, holds, f"permutation {list(axes)} of {rank} axes", "Transpose op permutations array is out of bounds.")
    k.resize(y, tuple(x.dims[axis] for axis in axes))


def _check_permutation(k: Node) -> None:
    """Refuse a permutation of another shape, which waits for Invoke where it is computed (ResizeOutputTensor)."""
    x, permutation = k.follow(0), k.follow(1)
    ensure.rank(k, permutation, 1, "NumDimensions(op_context->perm)")
    why = f"{permutation.name!r} has {permutation.dims[0]} axes, {x.name!r} {len(x.dims)}"
    ensure.equal(k, permutation.dims[0], len(x.dims), "op_context->perm->dims->data[0]", "dims", why)


def prepare_tile(k: Node) -> None:
    """TILE: a multiplier for each axis; a constant is tiled at once."""
    ensure.counts(k, 2)
    x, y, multipliers = k.need(0), k.made(), k.need(1)
    ensure.same_type(k, x, y, "input->type", "output->type")
    ensure.takes(k, multipliers, MULTIPLIERS, "Multipliers of type '{type}' are not supported by tile.")
    if not multipliers.is_known:
        k.make_dynamic(y)
        return
    why = f"{multipliers.name!r} has {prod(multipliers.dims)} values for rank {len(x.dims)}"
    ensure.equal(k, len(x.dims), prod(multipliers.dims), "num_dimensions", "num_multipliers", why)
    if x.is_known:
        y.allocation = AllocationType.PERSISTENT_RO
    times = k.integers(1)
    if times is not None:
        ensure.that(k, min(times, default=0) >= 0, f"multipliers {list(times)}", "Multipliers must be non-negative.")
        k.resize(y, tuple(dim * by for dim, by in zip(x.dims, times, strict=False)))


def evaluate(k: Node) -> None:
    """Refuse a type of another size than 4, 8, 16, 32 or 64 bits."""
    _check_permutation(k)
    message = "Type {type} is currently not supported by Transpose."
    ensure.takes(k, k.need(), ensure.WHOLE | {"int4", "uint4"}, message)


def evaluate_tile(k: Node) -> None:
    """Refuse a type of another size than 8, 16, 32 or 64 bits."""
    y = k.made()
    if prod(y.dims):
        ensure.takes(k, y, ensure.WHOLE | {"string"}, "Type '{type}' is not supported by tile.")


KERNELS = (Kernel("TRANSPOSE", prepare, evaluate), Kernel("TILE", prepare_tile, evaluate_tile))
