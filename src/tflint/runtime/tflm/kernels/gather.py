"""GATHER: micro/kernels/gather.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import (
    counts,
    dims,
    integer,
    missing,
    rank_within,
    refused,
    refused_at_invoke,
    taken,
    type_name,
    wrong,
)
from tflint.runtime.tflm.relocated import overrun
from tflint.runtime.tflm.steps import as_int32, dimension, first_failure, reinterpreted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Verdict

PREPARE, EVAL = "micro/kernels/gather.cc:GatherPrepare", "micro/kernels/gather.cc:Gather"


def prepare(node: Node, context: MicroContext) -> None:
    """GatherPrepare: the output's dims are computed, whatever the file declares."""
    x, positions, y = node.input(0), node.input(1), node.output()
    context.temp(x, positions, y)
    if x is not None and positions is not None and y is not None:
        context.relocate_output_dims(y, _dims(node, x, positions))


def _axis(node: Node, x: Tensor) -> int:
    axis = integer(node, "axis")
    return axis + len(x.shape) if axis < 0 else axis


def _batch_dims(node: Node, positions: Tensor) -> int:
    batch_dims = integer(node, "batch_dims")
    return batch_dims + len(positions.shape) if batch_dims < 0 else batch_dims


def _dims(node: Node, x: Tensor, positions: Tensor) -> tuple[int, ...]:
    axis = _axis(node, x)
    return (*x.shape[:axis], *positions.shape[_batch_dims(node, positions) :], *x.shape[axis + 1 :])


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Take int32 positions in float32 or int8, along an axis that exists."""
    yield from counts(node, 2, 1, PREPARE)
    x, positions, y = node.input(0), node.input(1), node.output()
    if x is None or positions is None or y is None:
        yield missing(node, PREPARE, ("input", "coords"))
        return
    message = f"Positions of type '{type_name(positions)}' are not supported by gather."
    yield from taken(node, positions, ("int32",), PREPARE, message=message)
    yield from taken(node, x, ("float32", "int8"), PREPARE, message=f"Type '{type_name(x)}' is not supported by gather.")
    yield from _axes(node, x, positions)
    yield from overrun(node, y, _dims(node, x, positions), f"{EVAL}Eval")
    yield from reinterpreted(node, y, x.dtype, PREPARE)
    yield from rank_within(node, x, positions)
    yield from _indices(node, x, positions)


def _axes(node: Node, x: Tensor, positions: Tensor) -> Iterator[Verdict]:
    axis, batch_dims, rank = _axis(node, x), _batch_dims(node, positions), len(x.shape)
    if not 0 <= axis < rank:
        why = f"axis is {integer(node, 'axis')}, {x.name!r} has rank {rank}"
        message = "0 <= axis && axis < NumDimensions(input) was not true."
        yield refused(node, why, tensor=x, message=message, source=PREPARE)
    why = f"batch_dims is {integer(node, 'batch_dims')} and axis {axis}, {positions.name!r} has rank {len(positions.shape)}"
    for holds, message in (
        (batch_dims <= axis, "batch_dims <= axis was not true."),
        (0 <= batch_dims < rank, "0 <= batch_dims && batch_dims < NumDimensions(input) was not true."),
        (batch_dims <= len(positions.shape), "batch_dims <= NumDimensions(coords) was not true."),
    ):
        if not holds:
            yield refused(node, why, tensor=positions, message=message, source=PREPARE)
    if x.shape[:batch_dims] != positions.shape[:batch_dims]:
        why = f"{x.name!r} is {dims(x.shape)} and {positions.name!r} {dims(positions.shape)}, they share {batch_dims} batch dimensions"
        message = "input->dims->data[i] != coords->dims->data[i]"
        yield refused(node, why, tensor=positions, message=message, source=PREPARE)


def _indices(node: Node, x: Tensor, positions: Tensor) -> Iterator[Verdict]:
    """Tell a constant position outside the axis: the wheel refuses it, the tree reads out of bounds."""
    size = dimension(x, _axis(node, x))
    outside = [index for index in as_int32(node, positions, positions.elements) or () if not 0 <= index < size]
    if outside:
        why = f"{positions.name!r} asks for {outside[0]}, {x.name!r} has {size} along the axis"
        told = refused_at_invoke if node.build.wheel else wrong
        yield told(node, why, tensor=positions, source=EVAL)


KERNELS = (Kernel("GATHER", params="TfLiteGatherParams", prepare=prepare, check=check),)
