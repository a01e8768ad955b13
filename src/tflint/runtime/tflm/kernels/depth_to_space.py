"""DEPTH_TO_SPACE: micro/kernels/depth_to_space.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import aborts, counts, dims, integer, missing, refused, same_type, taken
from tflint.runtime.tflm.relocated import overrun
from tflint.runtime.tflm.steps import dimension, first_failure, rank_is

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Verdict

PREPARE = "micro/kernels/depth_to_space.cc:CalculateOpData"


def prepare(node: Node, context: MicroContext) -> None:
    """CalculateOpData: the output's dims are computed, whatever the file declares."""
    x, y = node.input(0), node.output()
    context.temp(x, y)
    if x is not None and y is not None:
        context.relocate_output_dims(y, _dims(x, integer(node, "block_size")))


def _dims(x: Tensor, block: int) -> tuple[int, ...]:
    n, h, w, c = (dimension(x, axis) for axis in range(4))
    return n, h * block, w * block, c // (block * block) if block else 0


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Take float32 or int8 of 4 dimensions whose channels a block divides."""
    yield from counts(node, 1, 1, PREPARE)
    x, y = node.input(0), node.output()
    if x is None or y is None:
        yield missing(node, PREPARE, ("input",))
        return
    yield from rank_is(node, x, "input", 4, PREPARE)
    message = "data_type == kTfLiteFloat32 || data_type == kTfLiteInt8 was not true."
    yield from taken(node, y, ("float32", "int8"), PREPARE, message=message)
    yield from same_type(node, x, y, ("input", "output"), PREPARE)
    block = integer(node, "block_size")
    if block <= 0:
        why = f"block size is {block}, 1 or more wanted"
        yield refused(node, why, message="block_size > 0 was not true.", source=PREPARE)
    if dimension(x, 3) % (block * block or 1):
        why = f"{x.name!r} is {dims(x.shape)}, {block}² must divide its channels"
        message = "input_channels != output_channels * block_size * block_size"
        yield refused(node, why, tensor=x, message=message, source=PREPARE)
    yield from overrun(node, y, _dims(x, block), PREPARE)
    if len(y.shape) > 4:
        why = f"{y.name!r} has rank {len(y.shape)}, up to 4 allowed"
        yield aborts(node, why, tensor=y, source="lite/kernels/internal/runtime_shape.h:ExtendedShape")


KERNELS = (Kernel("DEPTH_TO_SPACE", params="TfLiteDepthToSpaceParams", prepare=prepare, check=check),)
