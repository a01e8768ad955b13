"""GATHER: micro/kernels/gather.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import counts, dims, taken, type_name
from tflint.runtime.printed import logged, not_equal, not_true
from tflint.runtime.tflm.eval_checks import rank_within, reinterpreted
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import as_int32, dimension
from tflint.runtime.tflm.output_dims import overrun
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

FILE = "micro/kernels/gather.cc"
PREPARE, GATHER, EVAL = Citation(FILE, "GatherPrepare"), Citation(FILE, "Gather"), Citation(FILE, "GatherEval")


def prepare(k: MicroContext) -> None:
    """Walk GatherPrepare: int32 positions in float32 or int8, along an axis that exists; the output's dims are computed."""
    counts(k, 2, 1, PREPARE)
    x = k.temp_input(0, "input", PREPARE)
    positions = k.temp_input(1, "coords", PREPARE)
    y = k.temp_output(0, "output", PREPARE)
    message = logged(f"Positions of type '{type_name(positions)}' are not supported by gather.")
    taken(k, positions, ("int32",), PREPARE, message=message)
    taken(k, x, ("float32", "int8"), PREPARE, message=logged(f"Type '{type_name(x)}' is not supported by gather."))
    _axes(k, x, positions)
    k.relocate_output_dims(y, _dims(k, x, positions))
    reinterpreted(k, y, x.dtype, PREPARE)


def _axis(k: MicroContext, x: Tensor) -> int:
    axis = k.integer("axis")
    return axis + len(x.shape) if axis < 0 else axis


def _batch_dims(k: MicroContext, positions: Tensor) -> int:
    batch_dims = k.integer("batch_dims")
    return batch_dims + len(positions.shape) if batch_dims < 0 else batch_dims


def _dims(k: MicroContext, x: Tensor, positions: Tensor) -> tuple[int, ...]:
    axis = _axis(k, x)
    return (*x.shape[:axis], *positions.shape[_batch_dims(k, positions) :], *x.shape[axis + 1 :])


def _axes(k: MicroContext, x: Tensor, positions: Tensor) -> None:
    axis, batch_dims, rank = _axis(k, x), _batch_dims(k, positions), len(x.shape)
    if not 0 <= axis < rank:
        why = f"axis is {k.integer('axis')}, {x.name!r} has rank {rank}"
        k.refuse(why, PREPARE, tensor=x, message=not_true("0 <= axis && axis < NumDimensions(input)"))
    why = f"batch_dims is {k.integer('batch_dims')} and axis {axis}, {positions.name!r} has rank {len(positions.shape)}"
    for holds, condition in (
        (batch_dims <= axis, "batch_dims <= axis"),
        (0 <= batch_dims < rank, "0 <= batch_dims && batch_dims < NumDimensions(input)"),
        (batch_dims <= len(positions.shape), "batch_dims <= NumDimensions(coords)"),
    ):
        k.ensure(holds, why, PREPARE, tensor=positions, message=not_true(condition))
    for one, other in zip(x.shape[:batch_dims], positions.shape[:batch_dims], strict=True):
        if one != other:
            shapes = f"{x.name!r} is {dims(x.shape)} and {positions.name!r} {dims(positions.shape)}"
            message = not_equal("input->dims->data[i]", "coords->dims->data[i]", one, other)
            k.refuse(f"{shapes}, they share {batch_dims} batch dimensions", PREPARE, tensor=positions, message=message)


def invoke(k: MicroContext) -> None:
    """Walk Gather, which reads out of bounds where a position is outside of the axis."""
    x, positions = k.read_input(0, EVAL), k.read_input(1, EVAL)
    overrun(k, k.read_output(0, EVAL), _dims(k, x, positions), EVAL)
    rank_within(k, x, positions)
    size = dimension(x, _axis(k, x))
    outside = [index for index in as_int32(k, positions, positions.elements) or () if not 0 <= index < size]
    if not outside:
        return
    why = f"{positions.name!r} asks for {outside[0]}, {x.name!r} has {size} along the axis"
    if k.features.gather_bounds:
        k.refuse(why, GATHER, tensor=positions)
    k.wrong(why, GATHER, tensor=positions)


KERNELS = (Kernel("GATHER", params="TfLiteGatherParams", prepare=prepare, invoke=invoke),)
