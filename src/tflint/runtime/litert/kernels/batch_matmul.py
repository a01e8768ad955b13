"""BATCH_MATMUL (batch_matmul.cc): both operands transposed, and the hybrid form's buffers."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.litert.graph_info import AllocationType
from tflint.runtime.litert.kernel import ARENA, PERSISTENT, Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

SOURCE = "kernels/batch_matmul.cc: Prepare"
PAIRS = frozenset({("float32", "int8"), ("int16", "int8"), ("float32", "float32"), ("int8", "int8"), ("int16", "int16")})


def _transposed(dims: tuple[int, ...]) -> tuple[int, ...]:
    return (*dims[:-2], dims[-1], dims[-2])


def _hybrid(node: Node, left: TensorState, right: TensorState) -> None:
    rows = left.dims[-1] if node.option("adj_x") else left.dims[-2]
    units = right.dims[-2] if node.option("adj_y") else right.dims[-1]
    scales = prod(left.dims[:-2]) * rows
    node.temporary(right.dtype, left.dims, index=2)
    node.temporary("float32", (scales,), index=3)
    node.temporary("int32", (units, rows), index=4)
    node.temporary("int32", (scales,), index=5)
    node.temporary("int32", (prod(right.dims[:-2]) * units,), PERSISTENT, index=6)


def _broadcast(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...]:
    width = max(len(a), len(b))
    pairs = zip((1,) * (width - len(a)) + a, (1,) * (width - len(b)) + b, strict=True)
    return tuple(y if x == 1 else x for x, y in pairs)


def prepare(node: Node) -> None:
    """InitializeTemporaries; the transposed right side is kept where it is constant."""
    left, right, y = node.input(0), node.input(1), node.output()
    if left is None or right is None or y is None:
        raise node.refuse("BATCH_MATMUL misses an input or its output", source=SOURCE)
    for side in (left, right):
        node.ensure(2 <= len(side.dims) <= 5, f"rank {len(side.dims)}, 2 to 5 wanted", source=SOURCE)  # noqa: PLR2004  the kernel's own limits
    node.ensure((left.dtype, right.dtype) in PAIRS, f"{left.dtype} times {right.dtype} is not supported", source=SOURCE)
    kept = PERSISTENT if right.allocation is AllocationType.CONSTANT else ARENA
    node.temporary(left.dtype, _transposed(left.dims), index=0)
    node.temporary(right.dtype, _transposed(right.dims), kept, index=1)
    if left.dtype == "float32" and right.dtype == "int8":
        _hybrid(node, left, right)
    rows = left.dims[-1] if node.option("adj_x") else left.dims[-2]
    columns = right.dims[-2] if node.option("adj_y") else right.dims[-1]
    node.resize(y, (*_broadcast(left.dims[:-2], right.dims[:-2]), rows, columns))


KERNELS = (Kernel("BATCH_MATMUL", prepare, prepare_tensors=7),)
