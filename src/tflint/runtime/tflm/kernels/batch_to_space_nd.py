"""BATCH_TO_SPACE_ND: micro/kernels/batch_to_space_nd.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import counts, dims, same_type, taken
from tflint.runtime.tflm.eval_checks import reinterpreted
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.operand_checks import not_supported, three_or_four_dimensions
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

FILE = "micro/kernels/batch_to_space_nd.cc"
PREPARE, EVAL = Citation(FILE, "BatchToSpaceNDPrepare"), Citation(FILE, "BatchToSpaceNDEval")
REFERENCE = Citation("lite/kernels/internal/reference/batch_to_space_nd.h", "BatchToSpaceND")


def prepare(k: MicroContext) -> None:
    """Walk BatchToSpaceNDPrepare."""
    counts(k, 3, 1, PREPARE)
    x = k.temp_input(0, "input != nullptr && output", PREPARE)
    y = k.temp_output(0, "input != nullptr && output", PREPARE)
    three_or_four_dimensions(k, x, "input", PREPARE)
    three_or_four_dimensions(k, y, "output", PREPARE)
    same_type(k, x, y, ("input", "output"), PREPARE)


def invoke(k: MicroContext) -> None:
    """Walk BatchToSpaceNDEval; block shape and crops are read as int32, whatever they are."""
    x = k.read_input(0, EVAL)
    block = k.read_input(1, EVAL)
    crops = k.read_input(2, EVAL)
    y = k.read_output(0, EVAL)
    taken(k, x, ("float32", "int8"), EVAL, message=not_supported(x))
    _block(k, x, block)
    reinterpreted(k, crops, "int32", EVAL)
    if len(x.shape) != len(y.shape):
        k.wrong(f"{x.name!r} is {dims(x.shape)} and {y.name!r} {dims(y.shape)}, of two ranks", EVAL, tensor=y)


def _block(k: MicroContext, x: Tensor, block: Tensor) -> None:
    """Stop at block sizes that divide by zero, read as the kernel does: as int32, past the end of what is too short."""
    spatial = len(x.shape) - 2
    if k.constant(block) is not None:
        start, data = k.model.buffers[block.buffer].at, k.model.data
        words = tuple(int.from_bytes(data[at : at + 4], "little", signed=True) for at in range(start, start + 4 * spatial, 4))
        if spatial > 1 and words[1] == 0:  # by the width alone it is divided
            why = f"{block.name!r} is {block.dtype} of {dims(block.shape)}, which reads as blocks of {list(words)}"
            k.undefined(why, REFERENCE, tensor=block)
    reinterpreted(k, block, "int32", EVAL)
    if block.elements != spatial:
        k.wrong(f"{block.name!r} has {block.elements} elements, {spatial} are read", REFERENCE, tensor=block)


KERNELS = (Kernel("BATCH_TO_SPACE_ND", prepare=prepare, invoke=invoke),)
