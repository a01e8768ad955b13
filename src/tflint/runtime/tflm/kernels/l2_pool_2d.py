"""L2_POOL_2D: micro/kernels/l2_pool_2d.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm import padding
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import counts, dims, integer, missing, refused, same_type, taken, type_name, wrong
from tflint.runtime.tflm.steps import dimension, first_failure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Verdict

RANK = 4
PREPARE = "micro/kernels/l2_pool_2d.cc:L2Prepare"


def prepare(node: Node, context: MicroContext) -> None:
    """L2Prepare: the output's dims are computed, whatever the file declares."""
    x, y = node.input(0), node.output()
    context.temp(y, x)
    if x is not None and y is not None:
        context.relocate_output_dims(y, _dims(node, x))


def _dims(node: Node, x: Tensor) -> tuple[int, ...]:
    window = integer(node, "filter_height"), integer(node, "filter_width")
    strides = integer(node, "stride_h"), integer(node, "stride_w")
    size = dimension(x, 1), dimension(x, 2)
    return (dimension(x, 0), *padding.windowed_output_size(padding.of(node), size, window, strides), dimension(x, 3))


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Take float32 of 4 dimensions."""
    yield from counts(node, 1, 1, PREPARE)
    x, y = node.input(0), node.output()
    if x is None or y is None:
        yield missing(node, PREPARE, ("input",))
        return
    for tensor, name in ((x, "input"), (y, "output")):
        rank = len(tensor.shape)
        if rank != RANK:
            message = f"NumDimensions({name}) != kTensorShapeRank ({rank} != {RANK})"
            yield refused(
                node, f"{tensor.name!r} has rank {rank}, {node.name} wants {RANK}", tensor=tensor, message=message, source=PREPARE
            )
    yield from same_type(node, x, y, ("input", "output"), PREPARE)
    yield from taken(node, x, ("float32",), PREPARE, message=f"input->type != kTfLiteFloat32 ({type_name(x)} != FLOAT32)")
    computed = _dims(node, x)
    if computed != y.shape and min(computed) > 0:
        why = f"{y.name!r} is {dims(y.shape)}, {node.name} writes {dims(computed)}"
        yield wrong(node, why, tensor=y, source=PREPARE)


KERNELS = (Kernel("L2_POOL_2D", params="TfLitePoolParams", prepare=prepare, check=check),)
