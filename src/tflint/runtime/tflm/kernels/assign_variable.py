"""ASSIGN_VARIABLE: micro/kernels/assign_variable.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import counts, refused, taken
from tflint.runtime.tflm.steps import absent, first_failure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Verdict

INT = 4
PREPARE = "micro/kernels/assign_variable.cc:Prepare"


def init(node: Node, context: MicroContext) -> None:
    """Init: only a build that takes compressed tensors keeps an OpData, of one scratch buffer's index."""
    if node.build.compression:
        context.persistent(INT, "index of a scratch buffer for decompression")


def prepare(node: Node, context: MicroContext) -> None:
    """Prepare: the resource's buffer comes with the first assignment."""
    context.temp(node.input(1))
    context.variable(node)


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Take a handle of one element, and a value."""
    yield from counts(node, 2, 0, PREPARE)
    handle, value = node.input(0), node.input(1)
    if handle is None or value is None:
        yield absent(node, 2, PREPARE, outputs=0)
        return
    message = (
        "(input_resource_id_tensor->type == kTfLiteResource || input_resource_id_tensor->type == kTfLiteInt32) was not true."
    )
    yield from taken(node, handle, ("resource", "int32"), PREPARE, message=message)
    if handle.elements != 1:
        message = f"NumElements(input_resource_id_tensor->dims) != 1 ({handle.elements} != 1)"
        why = f"{handle.name!r} has {handle.elements} elements, a handle has 1"
        yield refused(node, why, tensor=handle, message=message, source=PREPARE)


KERNELS = (Kernel("ASSIGN_VARIABLE", init=init, prepare=prepare, check=check),)
