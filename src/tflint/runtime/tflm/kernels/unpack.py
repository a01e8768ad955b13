"""UNPACK: micro/kernels/unpack.cc."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import integer, type_name, wrong
from tflint.runtime.tflm.steps import absent, debug_only, first_failure, reinterpreted, takes_at_invoke, unplanned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

EVAL = "micro/kernels/unpack.cc:UnpackImpl"
TYPES = ("float32", "int32", "int16", "int8")


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what the kernel refuses, all of it at Invoke: there is no Prepare."""
    tensor = node.input(0)
    if tensor is None:
        yield absent(node, 1, EVAL)
        return
    yield from takes_at_invoke(node, tensor, TYPES, f"Type '{type_name(tensor)}' is not supported by unpack.", EVAL)
    outputs, count = node.outputs, integer(node, "num")
    if not outputs or outputs[0] is None:
        yield absent(node, 1, EVAL)
    if count != len(outputs):
        what = "writes past them" if count > len(outputs) else "leaves the rest unwritten"
        yield wrong(node, f"num is {count}, the op has {len(outputs)} outputs: UNPACK {what}", source=EVAL)
    for output in outputs[: max(count, 0)]:
        if output is not None:
            yield from reinterpreted(node, output, tensor.dtype, EVAL)
            yield from _axis(node, tensor, output, count)


def _axis(node: Node, tensor: Tensor, output: Tensor, count: int) -> Iterator[Verdict]:
    rank, axis = len(tensor.shape), integer(node, "axis")
    if not -rank <= axis < rank:
        yield wrong(node, f"axis {axis} is outside rank {rank} of {tensor.name!r}", tensor=tensor, source=EVAL)
        return
    yield from unplanned(node, tensor, prod(size for place, size in enumerate(tensor.shape) if place != axis % rank), EVAL)
    if output.elements * count != tensor.elements:
        why = f"{output.name!r} has {output.elements} elements, {tensor.name!r} {tensor.elements} for {count} of them"
        yield debug_only(node, why, tensor=output, source=EVAL)


KERNELS: tuple[Kernel, ...] = (Kernel("UNPACK", params="TfLiteUnpackParams", check=check),)
