"""SELECT_V2: micro/kernels/select.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import counts, dims, rank_within, refused, same_type, taken, type_name
from tflint.runtime.tflm.steps import (
    WHEEL_SURVIVES,
    absent,
    borrows,
    first_failure,
    keeps,
    reinterpreted,
    same_count,
    same_scale,
    takes_at_invoke,
)
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

PREPARE = "micro/kernels/select.cc:SelectPrepare"
SHAPES = "micro/kernels/select.cc:CheckBroadcastShape"
EVAL = "micro/kernels/select.cc:SelectEval"
TYPES = ("float32", "int8", "int16")


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what the kernel refuses."""
    yield from counts(node, 3, 1, PREPARE)
    condition, x, y, output = node.input(0), node.input(1), node.input(2), node.output()
    if condition is None or x is None or y is None or output is None:
        yield absent(node, 3, PREPARE)
        return
    message = f"input_condition->type != kTfLiteBool ({type_name(condition)} != BOOL)"
    yield from taken(node, condition, ("bool",), PREPARE, message=message)
    yield from same_type(node, x, y, ("input_x", "input_y"), PREPARE)
    yield from rank_within(node, condition, x, y, output, survived=WHEEL_SURVIVES)
    yield from _shapes(node, (condition, x, y), output)
    message = f"Does not support type other than int8|int16|float32, but got {type_name(x)}"
    yield from takes_at_invoke(node, x, TYPES, message, EVAL)
    yield from reinterpreted(node, output, x.dtype, EVAL)
    yield from same_scale(node, x, output, EVAL, cause=Cause.QUANTIZATION)
    yield from same_scale(node, y, output, EVAL, cause=Cause.QUANTIZATION)


def _shapes(node: Node, operands: tuple[Tensor, Tensor, Tensor], output: Tensor) -> Iterator[Verdict]:
    """Demand that all broadcast to the output, unless the inputs have one shape or everything is a single element."""
    if len({t.shape for t in operands}) == 1:
        yield from same_count(node, operands[0], output, EVAL)
    elif not all(t.elements == 1 for t in (*operands, output)):
        yield from _broadcast(node, operands, output)


def _broadcast(node: Node, operands: tuple[Tensor, Tensor, Tensor], output: Tensor) -> Iterator[Verdict]:
    shapes = " and ".join(dims(t.shape) for t in operands)
    rank = max(len(t.shape) for t in operands)
    if rank != len(output.shape):
        why = f"{output.name!r} has rank {len(output.shape)}, its operands {shapes} give {rank}"
        message = f"out_dims != output_shape->size ({rank} != {len(output.shape)})"
        yield refused(node, why, tensor=output, message=message, source=SHAPES)
        return
    for axis in range(-1, -rank - 1, -1):
        sizes = [t.shape[axis] if len(t.shape) >= -axis else 1 for t in operands]
        largest = 0 if 0 in sizes else max(sizes)
        if any(size not in {1, largest} for size in sizes):
            yield refused(
                node, f"operands {shapes} do not broadcast", message="Given shapes are not broadcastable.", source=SHAPES
            )
        elif output.shape[axis] != largest:
            why = f"{output.name!r} is {dims(output.shape)}, its operands {shapes} give {largest} at dimension {rank + axis}"
            message = f"output_shape->data[out_dims - i - 1] != max_value ({output.shape[axis]} != {largest})"
            yield refused(node, why, tensor=output, message=message, source=SHAPES)


KERNELS: tuple[Kernel, ...] = (
    Kernel("SELECT_V2", init=keeps("kernels/select:OpData"), prepare=borrows(inputs=3, outputs=1), check=check),
)
