"""RESHAPE and SQUEEZE (reshape.cc, squeeze.cc): the bytes stay, the shape may only be known at Invoke."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.litert.graph_info import AllocationType
from tflint.runtime.litert.kernel import ARENA, Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.kernel import Node


def _resolved(shape: tuple[int, ...], elements: int) -> tuple[int, ...]:
    """Replace a -1 by what is left of the elements."""
    if -1 not in shape:
        return shape
    rest = prod(dim for dim in shape if dim != -1)
    return tuple((elements // rest if rest else 0) if dim == -1 else dim for dim in shape)


def prepare(node: Node) -> None:
    """Size the output by a known shape, copying a known input at once; end the preparation at an unknown one."""
    x, y, shape = node.input(0), node.output(), node.input(1)
    if x is None or y is None:
        raise node.refuse("RESHAPE misses its input or output", source="kernels/reshape.cc: Prepare")
    if y.dtype == "string":
        return
    if len(node.state.inputs) > 1 and shape is not None and not shape.is_known:
        node.state.stops = True
        if y.allocation is ARENA:
            y.bytes = x.bytes
        return
    if x.is_known:
        y.allocation = AllocationType.PERSISTENT_RO
    given = node.integers(1)
    option = node.option("new_shape")
    wanted = given if given is not None else tuple(int(dim) for dim in option) if isinstance(option, tuple) else None
    if wanted is None or (given is None and shape is not None):
        return
    dims = _resolved(() if given is None and wanted == (0,) else wanted, prod(x.dims))
    node.ensure(
        prod(dims) == prod(x.dims), f"{prod(x.dims)} elements into shape {list(dims)}", source="kernels/reshape_internal.h"
    )
    node.resize(y, dims)


def prepare_squeeze(node: Node) -> None:
    """Drop axes of extent 1; refuse to drop others."""
    x, y = node.input(0), node.output()
    if x is None or y is None:
        raise node.refuse("SQUEEZE misses its input or output", source="kernels/squeeze.cc: Prepare")
    option = node.option("squeeze_dims")
    axes = [int(axis) for axis in option] if isinstance(option, tuple) else []
    rank = len(x.dims)
    dropped = {axis + rank if axis < 0 else axis for axis in axes} or {i for i, dim in enumerate(x.dims) if dim == 1}
    for axis in sorted(dropped):
        holds = 0 <= axis < rank and x.dims[axis] == 1
        why = f"SQUEEZE of axis {axis} of shape {list(x.dims)}, which is not 1 there"
        node.ensure(holds, why, "input_dims->data[current] == 1 was not true.", source="kernels/squeeze.cc: Prepare")
    if y.allocation is ARENA:
        node.resize(y, tuple(dim for i, dim in enumerate(x.dims) if i not in dropped))


KERNELS = (
    Kernel("RESHAPE", prepare, shares=(0,), unmodified=True),
    Kernel("SQUEEZE", prepare_squeeze, shares=(0,), unmodified=True),
)
