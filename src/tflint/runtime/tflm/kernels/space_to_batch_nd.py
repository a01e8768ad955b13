"""SPACE_TO_BATCH_ND: micro/kernels/space_to_batch_nd.cc."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import counts, crashes, missing, refused, same_type, wrong, zero_point
from tflint.runtime.tflm.steps import (
    as_int32,
    borrows,
    dimension,
    elements,
    first_failure,
    keeps,
    not_supported,
    same_scale,
    takes_at_invoke,
)
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

PREPARE = "micro/kernels/space_to_batch_nd.cc:SpaceToBatchNDPrepare"
EVAL = "micro/kernels/space_to_batch_nd.cc:SpaceToBatchNDEval"
SLOW = "lite/kernels/internal/reference/space_to_batch_nd.h:SpaceToBatchND"
RANKS = (3, 4)


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what the kernel refuses, and that an int8 one pads with 0 whatever the zero point."""
    yield from counts(node, 3, 1, PREPARE)
    tensor, output = node.input(0), node.output()
    if tensor is None or output is None:
        yield missing(node, PREPARE, ("input",))._replace(message="input != nullptr && output != nullptr was not true.")
        return
    for operand, name in ((tensor, "input"), (output, "output")):
        yield from _rank(node, operand, name)
    yield from same_type(node, tensor, output, ("input", "output"), PREPARE)
    yield from takes_at_invoke(node, tensor, ("float32", "int8"), not_supported(tensor), EVAL)
    if tensor.shape[0] == 0 and output.shape[0] > 0:
        yield crashes(node, f"{tensor.name!r} has batch 0, which is divided by", tensor=tensor, source=SLOW)
    yield from _blocks(node, tensor)
    yield from same_scale(node, tensor, output, EVAL)
    yield from _padding_value(node, tensor, output)
    yield from _output_size(node, tensor, output)


def _rank(node: Node, tensor: Tensor, name: str) -> Iterator[Verdict]:
    rank = len(tensor.shape)
    if rank not in RANKS:
        bound = ">= kInputOutputMinDimensionNum" if rank < RANKS[0] else "<= kInputOutputMaxDimensionNum"
        why = f"{tensor.name!r} has rank {rank}, 3 or 4 allowed"
        yield refused(node, why, tensor=tensor, message=f"NumDimensions({name}) {bound} was not true.", source=PREPARE)


def _blocks(node: Node, tensor: Tensor) -> Iterator[Verdict]:
    """Demand block sizes above 0 where Eval reads them: int32, one a spatial dimension."""
    block = node.input(1)
    if block is None or node.input(2) is None:
        yield crashes(node, "block shape or paddings are missing", source=EVAL)
        return
    found = as_int32(node, block, len(tensor.shape) - 2)
    if found and len(found) > 1 and found[1] == 0:  # by the width alone it is divided
        yield crashes(node, f"{block.name!r} reads as {found}, a block of 0 divides by zero", tensor=block, source=SLOW)


def _padding_value(node: Node, tensor: Tensor, output: Tensor) -> Iterator[Verdict]:
    paddings = node.input(2)
    pads = None if paddings is None else as_int32(node, paddings, 2 * (len(tensor.shape) - 2))
    if tensor.dtype == "int8" and zero_point(output) and (pads is None or any(pads)):
        why = f"{output.name!r} has zero point {zero_point(output)}, SPACE_TO_BATCH_ND pads with 0"
        yield wrong(node, why, cause=Cause.QUANTIZATION, tensor=output, source=EVAL)


def _output_size(node: Node, tensor: Tensor, output: Tensor) -> Iterator[Verdict]:
    """Tell an output that the blocks do not give: batch times the blocks, each spatial dimension padded and divided."""
    spatial = len(tensor.shape) - 2
    block, paddings = node.input(1), node.input(2)
    if block is None or paddings is None or elements(block) < spatial or elements(paddings) < 2 * spatial:
        return
    sizes, pads = as_int32(node, block, spatial), as_int32(node, paddings, 2 * spatial)
    if not sizes or not pads or len(sizes) < spatial or len(pads) < 2 * spatial:
        return
    padded = (dimension(tensor, 1 + i) + pads[2 * i] + pads[2 * i + 1] for i in range(spatial))
    wanted = (
        tensor.shape[0] * prod(sizes),
        *(size // by if by else 0 for size, by in zip(padded, sizes, strict=True)),
        tensor.shape[-1],
    )
    if wanted != output.shape:
        why = f"{output.name!r} is {output.shape}, its blocks and paddings give {wanted}"
        yield wrong(node, why, tensor=output, source=SLOW)


KERNELS: tuple[Kernel, ...] = (
    Kernel(
        "SPACE_TO_BATCH_ND",
        init=keeps("kernels/space_to_batch_nd:SpaceToBatchParams"),
        prepare=borrows(inputs=1, outputs=1),
        check=check,
    ),
)
