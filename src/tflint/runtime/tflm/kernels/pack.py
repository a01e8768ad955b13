"""PACK: micro/kernels/pack.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import crashes, integer, type_name, wrong
from tflint.runtime.tflm.steps import absent, debug_only, first_failure, reinterpreted, takes_at_invoke, unplanned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

EVAL = "micro/kernels/pack.cc:PackImpl"
TYPES = ("float32", "int8", "int16", "int32", "int64")


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what the kernel refuses, all of it at Invoke: there is no Prepare."""
    output = node.output()
    if output is None:
        yield absent(node, 0, EVAL)
        return
    yield from takes_at_invoke(node, output, TYPES, f"Type '{type_name(output)}' is not supported by pack.", EVAL)
    values, count = node.inputs, integer(node, "values_count")
    if not values or values[0] is None:
        yield absent(node, 1, EVAL)
    if count > len(values) or None in values[:count]:
        yield crashes(node, f"values_count is {count}, the op has {len(values)} inputs", source=EVAL)
    if count < len(values):
        yield wrong(node, f"values_count is {count}, the op has {len(values)} inputs: the rest stays unwritten", source=EVAL)
    for tensor in values[:count]:
        if tensor is not None:
            yield from unplanned(node, tensor, output.elements, EVAL)
            yield from reinterpreted(node, tensor, output.dtype, EVAL)
            yield from _axis(node, tensor, output, count)


def _axis(node: Node, tensor: Tensor, output: Tensor, count: int) -> Iterator[Verdict]:
    rank, axis = len(output.shape), integer(node, "axis")
    if not -rank <= axis < rank:
        yield wrong(node, f"axis {axis} is outside rank {rank} of {output.name!r}", tensor=output, source=EVAL)
    elif tensor.elements * count != output.elements:
        why = f"{tensor.name!r} has {tensor.elements} elements, {output.name!r} {output.elements} for {count} of them"
        yield debug_only(node, why, tensor=tensor, source=EVAL)


KERNELS: tuple[Kernel, ...] = (Kernel("PACK", params="TfLitePackParams", check=check),)
