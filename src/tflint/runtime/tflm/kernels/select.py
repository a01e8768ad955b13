"""SELECT_V2: micro/kernels/select.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import counts, dims, same_type, taken, type_name
from tflint.runtime.printed import logged, not_equal
from tflint.runtime.tflm.eval_checks import rank_within, reinterpreted, same_count
from tflint.runtime.tflm.kernel import Kernel, keeps
from tflint.runtime.tflm.quantization_checks import same_scale
from tflint.runtime.verdict import Cause, Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE = Citation("micro/kernels/select.cc", "SelectPrepare")
SHAPES = Citation("micro/kernels/select.cc", "CheckBroadcastShape")
EVAL = Citation("micro/kernels/select.cc", "SelectEval")
TYPES = ("float32", "int8", "int16")


def prepare(k: MicroContext) -> None:
    """Walk SelectPrepare."""
    counts(k, 3, 1, PREPARE)
    condition = k.temp_input(0, None, PREPARE)
    x = k.temp_input(1, None, PREPARE)
    y = k.temp_input(2, None, PREPARE)
    output = k.temp_output(0, None, PREPARE)
    message = not_equal("input_condition->type", "kTfLiteBool", type_name(condition), "BOOL")
    taken(k, condition, ("bool",), PREPARE, message=message)
    same_type(k, x, y, ("input_x", "input_y"), PREPARE)
    rank_within(k, condition, x, y, output)
    _shapes(k, (condition, x, y), output)


def invoke(k: MicroContext) -> None:
    """Walk SelectEval."""
    x, y, output = k.read_input(1, EVAL), k.read_input(2, EVAL), k.read_output(0, EVAL)
    message = logged(f"Does not support type other than int8|int16|float32, but got {type_name(x)}")
    taken(k, x, TYPES, EVAL, message=message)
    reinterpreted(k, output, x.dtype, EVAL)
    same_scale(k, x, output, EVAL, cause=Cause.QUANTIZATION)
    same_scale(k, y, output, EVAL, cause=Cause.QUANTIZATION)


def _shapes(k: MicroContext, operands: tuple[Tensor, Tensor, Tensor], output: Tensor) -> None:
    """Refuse what does not broadcast to the output, unless the inputs have one shape or everything is a single element."""
    single = all(t.elements == 1 for t in (*operands, output))
    if single and k.features.select_leaks_single_elements:
        message = logged("All temp buffers must be freed before calling ResetTempAllocations()")
        k.refuse("all operands are single elements, and SELECT_V2 keeps their temporaries", PREPARE, message=message)
    if len({t.shape for t in operands}) == 1:
        same_count(k, operands[0], output, EVAL)
    elif not single:
        _broadcast(k, operands, output)


def _broadcast(k: MicroContext, operands: tuple[Tensor, Tensor, Tensor], output: Tensor) -> None:
    shapes = " and ".join(dims(t.shape) for t in operands)
    rank = max(len(t.shape) for t in operands)
    if rank != len(output.shape):
        why = f"{output.name!r} has rank {len(output.shape)}, its operands {shapes} give {rank}"
        message = not_equal("out_dims", "output_shape->size", rank, len(output.shape))
        k.refuse(why, SHAPES, tensor=output, message=message)
    for axis in range(-1, -rank - 1, -1):
        sizes = [t.shape[axis] if len(t.shape) >= -axis else 1 for t in operands]
        largest = 0 if 0 in sizes else max(sizes)
        if any(size not in {1, largest} for size in sizes):
            k.refuse(f"operands {shapes} do not broadcast", SHAPES, message=logged("Given shapes are not broadcastable."))
        elif output.shape[axis] != largest:
            why = f"{output.name!r} is {dims(output.shape)}, its operands {shapes} give {largest} at dimension {rank + axis}"
            message = not_equal("output_shape->data[out_dims - i - 1]", "max_value", output.shape[axis], largest)
            k.refuse(why, SHAPES, tensor=output, message=message)


KERNELS = (Kernel("SELECT_V2", init=keeps("kernels/select:OpData"), prepare=prepare, invoke=invoke),)
