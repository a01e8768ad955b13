"""DEPTH_TO_SPACE: micro/kernels/depth_to_space.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import counts, dims, rank_is, same_type, taken
from tflint.runtime.printed import not_equal, not_true
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.output_dims import overrun
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.runtime.tflm.micro_context import MicroContext

FILE = "micro/kernels/depth_to_space.cc"
PREPARE, EVAL = Citation(FILE, "CalculateOpData"), Citation(FILE, "DepthToSpaceEval")
EXTENDED = Citation("lite/kernels/internal/runtime_shape.h", "ExtendedShape")


def prepare(k: MicroContext) -> None:
    """Walk CalculateOpData: float32 or int8 of 4 dimensions whose channels a block divides; the output's dims are computed."""
    counts(k, 1, 1, PREPARE)
    x = k.temp_input(0, "input", PREPARE)
    y = k.temp_output(0, "output", PREPARE)
    rank_is(k, x, "input", 4, PREPARE)
    message = not_true("data_type == kTfLiteFloat32 || data_type == kTfLiteInt8")
    taken(k, y, ("float32", "int8"), PREPARE, message=message)
    same_type(k, x, y, ("input", "output"), PREPARE)
    block = k.integer("block_size")
    if block <= 0:
        k.refuse(f"block size is {block}, expected at least 1", PREPARE, message=not_true("block_size > 0"))
    n, h, w, c = x.shape
    depth = c // (block * block)
    if c % (block * block):
        message = not_equal("input_channels", "output_channels * block_size * block_size", c, depth * block * block)
        k.refuse(f"{x.name!r} is {dims(x.shape)}, {block}² must divide its channels", PREPARE, tensor=x, message=message)
    computed = n, h * block, w * block, depth
    k.relocate_output_dims(y, (*computed, *y.shape[4:])[: len(y.shape)])
    overrun(k, y, computed, PREPARE)


def invoke(k: MicroContext) -> None:
    """Walk DepthToSpaceEval."""
    y = k.read_output(0, EVAL)
    if len(y.shape) > 4:
        k.abort(f"{y.name!r} has rank {len(y.shape)}, expected at most 4", EXTENDED, tensor=y)


KERNELS = (Kernel("DEPTH_TO_SPACE", params="TfLiteDepthToSpaceParams", prepare=prepare, invoke=invoke),)
