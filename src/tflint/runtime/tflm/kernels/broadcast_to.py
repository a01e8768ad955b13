"""BROADCAST_TO: micro/kernels/broadcast_to.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import (
    constant,
    counts,
    crashes,
    dims,
    refused,
    same_type,
    taken,
    two_inputs,
    wrong,
)
from tflint.runtime.tflm.memory_helpers import byte_length
from tflint.runtime.tflm.steps import absent, as_int32, borrows, first_failure, rank_is
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

PREPARE = "micro/kernels/broadcast_to.cc:BroadcastToPrepare"
VALIDATE = "micro/kernels/broadcast_to.cc:ValidateOutputTensor"
MOST_DIMENSIONS = 5


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Take a constant shape that is the output's, and that the input broadcasts to."""
    yield from two_inputs(node, PREPARE)
    yield from counts(node, None, 1, PREPARE)
    x, shape, y = node.input(0), node.input(1), node.output()
    if x is None or shape is None or y is None:
        yield absent(node, 2, PREPARE)
        return
    if byte_length(x.dtype, ()) is None:
        why = f"{x.name!r} is {x.dtype}, a type without a size, whose tensor {node.name} reads without a test"
        yield crashes(node, why, cause=Cause.STRING, tensor=x, source=PREPARE)
    yield from _within(node, x)
    message = "shape->type == kTfLiteInt32 || shape->type == kTfLiteInt64 was not true."
    yield from taken(node, shape, ("int32", "int64"), PREPARE, message=message)
    yield from same_type(node, x, y, ("input", "output"), PREPARE, numbers=True)
    yield from constant(node, shape, "shape", PREPARE)
    yield from rank_is(node, shape, "shape", 1, VALIDATE)
    yield from _fits(node, x, y, _entries(node, shape))
    if x.dtype == "int4":
        yield wrong(node, f"{x.name!r} is int4, of which {node.name} copies no byte", cause=Cause.TYPE, tensor=x, source=PREPARE)


def _within(node: Node, tensor: Tensor) -> Iterator[Verdict]:
    rank = len(tensor.shape)
    if rank > MOST_DIMENSIONS:
        why = f"{tensor.name!r} has rank {rank}, {node.name} takes {MOST_DIMENSIONS}"
        yield refused(node, why, tensor=tensor, message="BroadcastTo only supports 1-5D tensor.", source=PREPARE)


def _entries(node: Node, shape: Tensor) -> tuple[int, ...]:
    """Return the entries of the shape operand, as many as its own shape says, on into what follows in the file."""
    width = 2 if shape.dtype == "int64" else 1
    words = as_int32(node, shape, width * shape.elements) or ()
    return (
        words if width == 1 else tuple((low & 0xFFFFFFFF) | high << 32 for low, high in zip(words[::2], words[1::2], strict=True))
    )


def _fits(node: Node, x: Tensor, y: Tensor, wanted: tuple[int, ...]) -> Iterator[Verdict]:
    if len(y.shape) != len(wanted):
        why = f"{y.name!r} has rank {len(y.shape)}, the shape operand has {len(wanted)} entries"
        message = "Output must match with the expected shape dimension."
        yield refused(node, why, tensor=y, message=message, source=VALIDATE)
    extra = len(y.shape) - len(x.shape)
    if extra < 0 or any(one not in {1, other} for one, other in zip(x.shape, wanted[extra:], strict=True)):
        why = f"{x.name!r} is {dims(x.shape)}, which does not broadcast to {dims(wanted)}"
        message = "Output shape must be broadcastable from input shape."
        yield refused(node, why, tensor=x, message=message, source=VALIDATE)
    yield from _within(node, y)
    if y.shape != wanted:
        why = f"{y.name!r} is {dims(y.shape)}, the shape operand says {dims(wanted)}"
        message = "output_shape.Dims(idx) == get_shape_data(idx) was not true."
        yield refused(node, why, tensor=y, message=message, source=VALIDATE)


KERNELS = (Kernel("BROADCAST_TO", prepare=borrows(inputs=2, outputs=1), check=check),)
