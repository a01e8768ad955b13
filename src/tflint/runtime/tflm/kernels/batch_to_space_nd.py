"""BATCH_TO_SPACE_ND: micro/kernels/batch_to_space_nd.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import counts, crashes, dims, missing, refused, same_type, wrong
from tflint.runtime.tflm.steps import absent, borrows, first_failure, not_supported, reinterpreted, takes_at_invoke

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

FILE = "micro/kernels/batch_to_space_nd.cc"
PREPARE, EVAL = f"{FILE}:BatchToSpaceNDPrepare", f"{FILE}:BatchToSpaceNDEval"
REFERENCE = "lite/kernels/internal/reference/batch_to_space_nd.h:BatchToSpaceND"
RANKS = range(3, 5)


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Take 3 or 4 dimensions, at Invoke() float32 or int8; block shape and crops are read as int32, whatever they are."""
    yield from counts(node, 3, 1, PREPARE)
    x, block, crops, y = node.input(0), node.input(1), node.input(2), node.output()
    if x is None or y is None:
        yield missing(node, PREPARE, ("input",))._replace(message="input != nullptr && output != nullptr was not true.")
        return
    for tensor, name in ((x, "input"), (y, "output")):
        yield from _rank(node, tensor, name)
    yield from same_type(node, x, y, ("input", "output"), PREPARE)
    yield from takes_at_invoke(node, x, ("float32", "int8"), not_supported(x), EVAL)
    if block is None or crops is None:
        yield absent(node, 3, EVAL)
        return
    yield from _block(node, x, block)
    yield from reinterpreted(node, crops, "int32", EVAL)
    if len(x.shape) != len(y.shape):
        yield wrong(node, f"{x.name!r} is {dims(x.shape)} and {y.name!r} {dims(y.shape)}, of two ranks", tensor=y, source=EVAL)


def _rank(node: Node, tensor: Tensor, name: str) -> Iterator[Verdict]:
    rank = len(tensor.shape)
    if rank not in RANKS:
        bound = ">= kInputOutputMinDimensionNum" if rank < RANKS.start else "<= kInputOutputMaxDimensionNum"
        why = f"{tensor.name!r} has rank {rank}, {node.name} takes 3 or 4"
        message = f"NumDimensions({name}) {bound} was not true."
        yield refused(node, why, tensor=tensor, message=message, source=PREPARE)


def _block(node: Node, x: Tensor, block: Tensor) -> Iterator[Verdict]:
    """Tell block sizes that divide by zero, read as the kernel does: as int32, past the end of what is too short."""
    spatial = len(x.shape) - 2
    if node.constant(block) is not None:
        start, data = node.model.buffers[block.buffer].at, node.model.data
        words = tuple(int.from_bytes(data[at : at + 4], "little", signed=True) for at in range(start, start + 4 * spatial, 4))
        if spatial > 1 and words[1] == 0:  # by the width alone it is divided
            why = f"{block.name!r} is {block.dtype} of {dims(block.shape)}, which reads as blocks of {list(words)}"
            yield crashes(node, why, tensor=block, source=REFERENCE)
    yield from reinterpreted(node, block, "int32", EVAL)
    if block.elements != spatial:
        yield wrong(node, f"{block.name!r} has {block.elements} elements, {spatial} are read", tensor=block, source=REFERENCE)


KERNELS = (Kernel("BATCH_TO_SPACE_ND", prepare=borrows(inputs=1, outputs=1), check=check),)
