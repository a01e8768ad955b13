"""SPACE_TO_DEPTH: micro/kernels/space_to_depth.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import aborts, counts, crashes, integer, missing, refused, same_type, taken
from tflint.runtime.tflm.relocated import overrun
from tflint.runtime.tflm.steps import first_failure, rank_is, same_scale

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Verdict

PREPARE = "micro/kernels/space_to_depth.cc:Prepare"


def prepare(node: Node, context: MicroContext) -> None:
    """Prepare gives the output its dims anew, whatever the file declares."""
    tensor, output = node.input(0), node.output()
    context.temp(tensor, output)
    block = integer(node, "block_size")
    if tensor is None or output is None or len(tensor.shape) != 4 or block <= 0:
        return
    computed = _computed(tensor, block)
    context.relocate_output_dims(output, (*computed, *output.shape[4:])[: len(output.shape)])


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what Prepare refuses."""
    yield from counts(node, 1, 1, PREPARE)
    tensor, output = node.input(0), node.output()
    if tensor is None or output is None:
        yield missing(node, PREPARE, ("input",))._replace(message="input != nullptr && output != nullptr was not true.")
        return
    yield from rank_is(node, tensor, "input", 4, PREPARE)
    message = "data_type == kTfLiteFloat32 || data_type == kTfLiteInt8 was not true."
    yield from taken(node, output, ("float32", "int8"), PREPARE, message=message)
    yield from same_type(node, tensor, output, ("input", "output"), PREPARE)
    yield from _block(node, tensor)
    if len(output.shape) > 4:
        why = f"{output.name!r} has rank {len(output.shape)}, up to 4 allowed"
        yield aborts(node, why, tensor=output, source="lite/kernels/internal/runtime_shape.h:ExtendedShape")
    yield from overrun(node, output, _computed(tensor, integer(node, "block_size")), PREPARE)
    yield from same_scale(node, tensor, output, PREPARE)


def _computed(tensor: Tensor, block: int) -> tuple[int, int, int, int]:
    batch, height, width, depth = tensor.shape
    return batch, height // block, width // block, depth * block * block


def _block(node: Node, tensor: Tensor) -> Iterator[Verdict]:
    block = integer(node, "block_size")
    if block <= 0 and node.build.wheel:
        yield refused(node, f"block_size is {block}, above 0 allowed", message="block_size > 0 was not true.", source=PREPARE)
    elif block == 0:
        yield crashes(node, "block_size is 0, SPACE_TO_DEPTH divides by it", source=PREPARE)
    for axis, name in ((1, "height"), (2, "width")):
        size = tensor.shape[axis]
        if block and size % block:
            why = f"{tensor.name!r} has {name} {size}, a multiple of block_size {block} allowed"
            message = f"input_{name} != output_{name} * block_size ({size} != {size // block * block})"
            yield refused(node, why, tensor=tensor, message=message, source=PREPARE)


KERNELS: tuple[Kernel, ...] = (Kernel("SPACE_TO_DEPTH", params="TfLiteSpaceToDepthParams", prepare=prepare, check=check),)
