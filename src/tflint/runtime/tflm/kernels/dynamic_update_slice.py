"""DYNAMIC_UPDATE_SLICE: micro/kernels/dynamic_update_slice.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import MAX_RANK, counts, crashes, dims, missing, refused, same_type, taken, type_name
from tflint.runtime.tflm.steps import borrows, first_failure, rank_is, reinterpreted, same_count, takes_at_invoke

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

PREPARE, EVAL = "micro/kernels/dynamic_update_slice.cc:Prepare", "micro/kernels/dynamic_update_slice.cc:Eval"


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Take an update of the operand's type and rank that fits in it, and a start index a dimension."""
    yield from counts(node, 3, 1, PREPARE)
    operand, update, start, y = node.input(0), node.input(1), node.input(2), node.output()
    if operand is None or update is None or start is None or y is None:
        yield missing(node, PREPARE, ("operand", "update", "start_indices"))
        return
    yield from same_type(node, operand, update, ("operand", "update"), PREPARE)
    message = "start_indices->type == kTfLiteInt32 || start_indices->type == kTfLiteInt64 was not true."
    yield from taken(node, start, ("int32", "int64"), PREPARE, message=message)
    yield from rank_is(node, start, "start_indices", 1, PREPARE)
    yield from _ranks(node, operand, update, start)
    message = f"DYNAMIC_UPDATE_SLICE: Operand type {type_name(operand)} not supported."
    yield from takes_at_invoke(node, operand, ("float32", "int8", "int16", "int32"), message, EVAL)
    yield from reinterpreted(node, y, operand.dtype, EVAL)
    yield from same_count(node, operand, y, EVAL)


def _ranks(node: Node, operand: Tensor, update: Tensor, start: Tensor) -> Iterator[Verdict]:
    rank = len(operand.shape)
    if start.elements != rank:
        why = f"{start.name!r} has {start.elements} elements, {operand.name!r} rank {rank}"
        message = f"SizeOfDimension(start_indices, 0) != NumDimensions(operand) ({start.elements} != {rank})"
        yield refused(node, why, tensor=start, message=message, source=PREPARE)
    what = f"{update.name!r} is {dims(update.shape)}, {operand.name!r} {dims(operand.shape)}"
    if len(update.shape) != rank:
        message = f"NumDimensions(update) != NumDimensions(operand) ({len(update.shape)} != {rank})"
        yield refused(node, f"{what}: of two ranks", tensor=update, message=message, source=PREPARE)
    if any(one > other for one, other in zip(update.shape, operand.shape, strict=True)):
        message = "SizeOfDimension(update, i) <= SizeOfDimension(operand, i) was not true."
        yield refused(node, f"{what}: larger than what it updates", tensor=update, message=message, source=PREPARE)
    if not 1 <= rank <= MAX_RANK:
        why = f"{operand.name!r} has rank {rank}, {node.name} takes 1 to {MAX_RANK}"
        message = "NumDimensions(operand) >= 1 && NumDimensions(operand) <= kMaxDimensions was not true."
        if node.build.wheel:
            yield refused(node, why, tensor=operand, message=message, source=PREPARE)
        yield crashes(node, why, tensor=operand, source=EVAL)


KERNELS = (Kernel("DYNAMIC_UPDATE_SLICE", prepare=borrows(inputs=3, outputs=1), check=check),)
