"""SPLIT: micro/kernels/split.cc."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import constant, crashes, dims, missing, refused_at_invoke, type_name, wrong
from tflint.runtime.tflm.steps import (
    absent,
    as_int32,
    borrows,
    dimension,
    first_failure,
    reinterpreted,
    same_scale,
    takes_at_invoke,
    unplanned,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

PREPARE = "micro/kernels/split.cc:SplitPrepare"
EVAL = "micro/kernels/split.cc:SplitEval"
TYPES = ("float32", "int8", "int16", "int32")


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what the kernel refuses; num_splits is not looked at, the outputs count."""
    axis, tensor = node.input(0), node.input(1)
    if axis is None:
        yield missing(node, PREPARE, ("axis",), ())
        return
    yield from constant(node, axis, "axis", PREPARE)
    if tensor is None:
        yield absent(node, 2, EVAL, outputs=0)
        return
    yield from axis_in_range(node, axis, tensor, EVAL)
    if node.operator.outputs is None:
        yield missing(node, EVAL, ())
    yield from takes_at_invoke(node, tensor, TYPES, f"Type {type_name(tensor)} currently not supported.", EVAL)
    yield from parts(node, tensor, EVAL)
    yield from _even(node, axis, tensor)


def axis_in_range(node: Node, axis: Tensor, tensor: Tensor, source: str) -> Iterator[Verdict]:
    """Refuse at Invoke an axis outside the input's rank; the wheel does so without naming the condition."""
    found, rank = as_int32(node, axis, 1), len(tensor.shape)
    if found and not -rank <= found[0] < rank:
        why = f"axis {found[0]} is outside rank {rank} of {tensor.name!r}"
        message = "axis_value >= 0 was not true." if found[0] < 0 else "axis_value < input->dims->size was not true."
        yield refused_at_invoke(node, why, tensor=axis, message=None if node.build.wheel else message, source=source)


def parts(node: Node, tensor: Tensor, source: str) -> Iterator[Verdict]:
    """Tell outputs that the kernel copies into as they are, of another type or scale."""
    for output in node.outputs:
        if output is not None:
            yield from reinterpreted(node, output, tensor.dtype, source)
            yield from same_scale(node, tensor, output, source)


def copied(tensor: Tensor, output: Tensor, axis: int) -> int:
    """Return how many elements SplitImpl copies into an output."""
    along = axis % len(tensor.shape)
    return prod(tensor.shape[:along]) * dimension(output, axis) * prod(tensor.shape[along + 1 :])


def _even(node: Node, axis: Tensor, tensor: Tensor) -> Iterator[Verdict]:
    """Tell parts that are not even: every output is written as if it were the first."""
    outputs = [output for output in node.outputs if output is not None]
    found = as_int32(node, axis, 1)
    if not outputs or not found:
        return
    if not -len(outputs[0].shape) <= found[0] < len(outputs[0].shape):
        why = f"{outputs[0].name!r} is {dims(outputs[0].shape)}, SPLIT reads its dimension {found[0]}"
        yield crashes(node, why, tensor=outputs[0], source=EVAL)
    yield from unplanned(node, tensor, copied(tensor, outputs[0], found[0]), EVAL)
    uneven = next((output for output in outputs if output.shape != outputs[0].shape), None)
    if uneven is not None:
        why = f"{uneven.name!r} is {dims(uneven.shape)}, SPLIT writes {dims(outputs[0].shape)} into every output"
        yield wrong(node, why, tensor=uneven, source=EVAL)
    elif dimension(outputs[0], found[0]) * len(outputs) != dimension(tensor, found[0]):
        why = f"{len(outputs)} outputs of {dims(outputs[0].shape)} do not make up {tensor.name!r} of {dims(tensor.shape)}"
        yield wrong(node, why, tensor=tensor, source=EVAL)


KERNELS: tuple[Kernel, ...] = (Kernel("SPLIT", params="TfLiteSplitParams", prepare=borrows(inputs=1), check=check),)
