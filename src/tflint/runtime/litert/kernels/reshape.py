"""RESHAPE and SQUEEZE (reshape.cc, squeeze.cc): the bytes stay, the shape may only be known at Invoke."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.graph_info import AllocationType
from tflint.runtime.litert.kernel import ARENA, Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

MOST_AXES = 8


def _resolved(node: Node, shape: tuple[int, ...], x: TensorState) -> tuple[int, ...]:
    """Replace a -1 by what is left of the elements; refuse another number of elements (ResolveOutputShape)."""
    elements = prod(x.dims)
    node.ensure(shape.count(-1) <= 1 and min(shape, default=0) >= -1, f"shape {list(shape)}", "stretch_dim != -1")
    rest = prod(dim for dim in shape if dim not in {-1, 0})
    whole = prod(dim for dim in x.dims if dim)
    missing = 0 if elements == 0 and 0 not in shape else whole // rest
    dims = tuple(missing if dim == -1 else dim for dim in shape)
    why = f"{x.name!r} of {elements} elements into shape {list(shape)}"
    node.ensure(prod(dims) == elements, why, f"num_input_elements != num_output_elements ({elements} != {prod(dims)})")
    return dims


def prepare(node: Node) -> None:
    """Size the output by a known shape, copying a known input at once; end the preparation at an unknown one."""
    ensure.counts(node, (1, 2))
    y = node.made()
    if y.dtype == "string":
        return
    x, shape = node.need(), node.input(1)
    if len(node.state.inputs) > 1 and shape is None:
        raise node.crash("the shape of RESHAPE is left out: the kernel follows a null pointer")
    if len(node.state.inputs) > 1 and shape is not None and not shape.is_known:
        node.state.stops = True
        if y.allocation is ARENA:
            y.bytes = x.bytes
        return
    if x.is_known:
        y.allocation = AllocationType.PERSISTENT_RO
    wanted = _wanted(node, shape)
    if wanted is not None:
        node.resize(y, _resolved(node, wanted, x))


def _wanted(node: Node, shape: TensorState | None) -> tuple[int, ...] | None:
    """Return the shape that is asked for: the second input's value where that is an int32 vector, else the option (GetOutputShape)."""
    if shape is not None and len(shape.dims) == 1 and shape.dtype == "int32":
        return node.integers(1)
    option = node.option("new_shape")
    wanted = tuple(int(dim) for dim in option) if isinstance(option, tuple) else ()
    return () if wanted == (0,) else wanted


def prepare_squeeze(node: Node) -> None:
    """Drop axes of extent 1; refuse to drop others."""
    ensure.counts(node, 1)
    x, y = node.need(), node.made()
    option = node.option("squeeze_dims")
    axes = [int(axis) for axis in option] if isinstance(option, tuple) else []
    rank = len(x.dims)
    node.ensure(rank <= MOST_AXES, f"{x.name!r} has rank {rank}, SQUEEZE takes 8 at most", "input_num_dims <= 8 was not true.")
    dropped = {axis + rank if axis < 0 else axis for axis in axes} or {i for i, dim in enumerate(x.dims) if dim == 1}
    for axis in sorted(dropped):
        holds = 0 <= axis < rank and x.dims[axis] == 1
        why = f"SQUEEZE of axis {axis} of shape {list(x.dims)}, which is not 1 there"
        node.ensure(holds, why, "input_dims->data[current] == 1 was not true.")
    node.resize(y, tuple(dim for i, dim in enumerate(x.dims) if i not in dropped))


KERNELS = (
    Kernel("RESHAPE", prepare, shares=(0,), unmodified=True),
    Kernel("SQUEEZE", prepare_squeeze, shares=(0,), unmodified=True),
)
