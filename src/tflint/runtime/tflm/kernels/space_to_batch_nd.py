"""SPACE_TO_BATCH_ND: micro/kernels/space_to_batch_nd.cc."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import counts, same_type, taken
from tflint.runtime.tflm.kernel import Kernel, keeps
from tflint.runtime.tflm.kernel_util import as_int32, dimension, elements, zero_point
from tflint.runtime.tflm.operand_checks import not_supported, three_or_four_dimensions
from tflint.runtime.tflm.quantization_checks import same_scale
from tflint.runtime.verdict import Cause, Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE = Citation("micro/kernels/space_to_batch_nd.cc", "SpaceToBatchNDPrepare")
EVAL = Citation("micro/kernels/space_to_batch_nd.cc", "SpaceToBatchNDEval")
SLOW = Citation("lite/kernels/internal/reference/space_to_batch_nd.h", "SpaceToBatchND")


def prepare(k: MicroContext) -> None:
    """Walk SpaceToBatchNDPrepare."""
    counts(k, 3, 1, PREPARE)
    tensor = k.temp_input(0, "input != nullptr && output", PREPARE)
    output = k.temp_output(0, "input != nullptr && output", PREPARE)
    three_or_four_dimensions(k, tensor, "input", PREPARE)
    three_or_four_dimensions(k, output, "output", PREPARE)
    same_type(k, tensor, output, ("input", "output"), PREPARE)


def invoke(k: MicroContext) -> None:
    """Walk SpaceToBatchNDEval; an int8 one pads with 0 whatever the zero point."""
    tensor = k.read_input(0, EVAL)
    output = k.read_output(0, EVAL)
    taken(k, tensor, ("float32", "int8"), EVAL, message=not_supported(tensor))
    if tensor.shape[0] == 0 and output.shape[0] > 0:
        k.undefined(f"{tensor.name!r} has batch 0, which is divided by", SLOW, tensor=tensor)
    _blocks(k, tensor)
    same_scale(k, tensor, output, EVAL)
    _padding_value(k, tensor, output)
    _output_size(k, tensor, output)


def _blocks(k: MicroContext, tensor: Tensor) -> None:
    """Stop at a block size of 0, read as Eval does: int32, one for each spatial dimension."""
    block, _ = k.read_input(1, EVAL), k.read_input(2, EVAL)
    found = as_int32(k, block, len(tensor.shape) - 2)
    if found and len(found) > 1 and found[1] == 0:  # by the width alone it is divided
        k.undefined(f"{block.name!r} reads as {found}, a block of 0 divides by zero", SLOW, tensor=block)


def _padding_value(k: MicroContext, tensor: Tensor, output: Tensor) -> None:
    paddings = k.input(2)
    pads = None if paddings is None else as_int32(k, paddings, 2 * (len(tensor.shape) - 2))
    if tensor.dtype == "int8" and zero_point(output) and (pads is None or any(pads)):
        why = f"{output.name!r} has zero point {zero_point(output)}, SPACE_TO_BATCH_ND pads with 0"
        k.wrong(why, EVAL, cause=Cause.QUANTIZATION, tensor=output)


def _output_size(k: MicroContext, tensor: Tensor, output: Tensor) -> None:
    """Note an output that the blocks do not give: batch times the blocks, each spatial dimension padded and divided."""
    spatial = len(tensor.shape) - 2
    block, paddings = k.input(1), k.input(2)
    if block is None or paddings is None or elements(block) < spatial or elements(paddings) < 2 * spatial:
        return
    sizes, pads = as_int32(k, block, spatial), as_int32(k, paddings, 2 * spatial)
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
        k.wrong(why, SLOW, tensor=output)


KERNELS = (
    Kernel("SPACE_TO_BATCH_ND", init=keeps("kernels/space_to_batch_nd:SpaceToBatchParams"), prepare=prepare, invoke=invoke),
)
