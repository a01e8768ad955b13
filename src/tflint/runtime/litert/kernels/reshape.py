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


def _resolved(k: Node, shape: tuple[int, ...], x: TensorState) -> tuple[int, ...]:
    """Replace a -1 by what is left of the elements; refuse another number of elements (ResolveOutputShape)."""
    elements, stretched = prod(x.dims), -1
    for place, dim in enumerate(shape):
        if dim == -1:
            ensure.equal(k, stretched, -1, "stretch_dim", -1, f"shape {list(shape)} leaves more than one dimension open")
            stretched = place
        ensure.that(k, dim >= -1, f"shape {list(shape)}", "output shape contains negative dimension")
    rest = prod(dim for dim in shape if dim not in {-1, 0})
    whole = prod(dim for dim in x.dims if dim)
    missing = 0 if elements == 0 and 0 not in shape else whole // rest
    dims = tuple(missing if dim == -1 else dim for dim in shape)
    why = f"{x.name!r} of {elements} elements into shape {list(shape)}"
    ensure.equal(k, elements, prod(dims), "num_input_elements", "num_output_elements", why)
    return dims


def prepare(k: Node) -> None:
    """Size the output by a known shape, copying a known input at once; end the preparation at an unknown one."""
    ensure.counts(k, (1, 2), inputs_are="NumInputs(node) == 1 || NumInputs(node) == 2")
    y = k.made()
    if y.dtype == "string":
        return
    ensure.true(k, k.input() is not None, "the input of RESHAPE is left out", "input != nullptr")
    x, shape = k.need(), k.follow(1) if len(k.state.inputs) > 1 else None
    if len(k.state.inputs) > 1 and shape is not None and not shape.is_known:
        k.state.stops = True
        if y.allocation is ARENA:
            y.bytes = x.bytes
        return
    if x.is_known:
        y.allocation = AllocationType.PERSISTENT_RO
    wanted = _wanted(k, shape)
    if wanted is not None:
        k.resize(y, _resolved(k, wanted, x))


def _wanted(k: Node, shape: TensorState | None) -> tuple[int, ...] | None:
    """Return the shape that is asked for: the second input's value where that is an int32 vector, else the option (GetOutputShape)."""
    if shape is not None and len(shape.dims) == 1 and shape.dtype == "int32":
        return k.integers(1)
    option = k.option("new_shape")
    wanted = tuple(int(dim) for dim in option) if isinstance(option, tuple) else ()
    return () if wanted == (0,) else wanted


def prepare_squeeze(k: Node) -> None:
    """Drop axes of extent 1; refuse to drop others."""
    ensure.counts(k, 1)
    x, y = k.follow(), k.follow_output()
    option = k.option("squeeze_dims")
    axes = [int(axis) for axis in option] if isinstance(option, tuple) else []
    rank = len(x.dims)
    ensure.rank_at_most(k, x, MOST_AXES, "input_num_dims <= 8")
    dropped = {axis + rank if axis < 0 else axis for axis in axes} or {i for i, dim in enumerate(x.dims) if dim == 1}
    for axis in sorted(dropped):
        holds = 0 <= axis < rank and x.dims[axis] == 1
        why = f"SQUEEZE of axis {axis} of shape {list(x.dims)}, which is not 1 there"
        ensure.true(k, holds, why, "current >= 0 && current < input_num_dims && input_dims->data[current] == 1")
    k.resize(y, tuple(dim for i, dim in enumerate(x.dims) if i not in dropped))


def evaluate(k: Node) -> None:
    """Give strings their shape, which numbers got at Prepare, and what has a shape operand that is not a vector of int32."""
    y, x = k.made(), k.need()
    shape = k.input(1) if len(k.state.inputs) > 1 else None
    by_option = shape is not None and not (len(shape.dims) == 1 and shape.dtype == "int32")
    wanted = _wanted(k, shape) if y.dtype == "string" or by_option else None
    if wanted is not None:
        _resolved(k, wanted, x)


def evaluate_squeeze(k: Node) -> None:
    """Copy what is there: an output of a wider or narrower type does not have as many bytes."""
    x, y = k.need(), k.made()
    if x.dtype != "string":
        ensure.equal(k, x.bytes, y.bytes, "op_context.input->bytes", "op_context.output->bytes")


KERNELS = (
    Kernel("RESHAPE", prepare, evaluate, shares=(0,), unmodified=True),
    Kernel("SQUEEZE", prepare_squeeze, evaluate_squeeze, shares=(0,), unmodified=True),
)
