"""DYNAMIC_UPDATE_SLICE: micro/kernels/dynamic_update_slice.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import counts, dims, rank_is, same_type, taken, type_name
from tflint.runtime.printed import logged, not_equal, not_true
from tflint.runtime.tflm.eval_checks import MAX_RANK, reinterpreted, same_count
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE, EVAL = (
    Citation("micro/kernels/dynamic_update_slice.cc", "Prepare"),
    Citation("micro/kernels/dynamic_update_slice.cc", "Eval"),
)


def prepare(k: MicroContext) -> None:
    """Walk Prepare: an update of the operand's type and rank that fits in it, and a start index for each dimension."""
    counts(k, 3, 1, PREPARE)
    operand = k.temp_input(0, "operand", PREPARE)
    update = k.temp_input(1, "update", PREPARE)
    start = k.temp_input(2, "start_indices", PREPARE)
    k.temp_output(0, "output", PREPARE)
    same_type(k, operand, update, ("operand", "update"), PREPARE)
    message = not_true("start_indices->type == kTfLiteInt32 || start_indices->type == kTfLiteInt64")
    taken(k, start, ("int32", "int64"), PREPARE, message=message)
    rank_is(k, start, "start_indices", 1, PREPARE)
    _ranks(k, operand, update, start)


def invoke(k: MicroContext) -> None:
    """Walk Eval."""
    operand = k.read_input(0, EVAL)
    y = k.read_output(0, EVAL)
    message = logged(f"DYNAMIC_UPDATE_SLICE: Operand type {type_name(operand)} not supported.")
    taken(k, operand, ("float32", "int8", "int16", "int32"), EVAL, message=message)
    reinterpreted(k, y, operand.dtype, EVAL)
    same_count(k, operand, y, EVAL)


def _ranks(k: MicroContext, operand: Tensor, update: Tensor, start: Tensor) -> None:
    rank = len(operand.shape)
    if start.elements != rank:
        why = f"{start.name!r} has {start.elements} elements, {operand.name!r} rank {rank}"
        message = not_equal("SizeOfDimension(start_indices, 0)", "NumDimensions(operand)", start.elements, rank)
        k.refuse(why, PREPARE, tensor=start, message=message)
    what = f"{update.name!r} is {dims(update.shape)}, {operand.name!r} {dims(operand.shape)}"
    if len(update.shape) != rank:
        message = not_equal("NumDimensions(update)", "NumDimensions(operand)", len(update.shape), rank)
        k.refuse(f"{what}: of two ranks", PREPARE, tensor=update, message=message)
    if any(one > other for one, other in zip(update.shape, operand.shape, strict=True)):
        message = not_true("SizeOfDimension(update, i) <= SizeOfDimension(operand, i)")
        k.refuse(f"{what}: larger than what it updates", PREPARE, tensor=update, message=message)
    if not 1 <= rank <= MAX_RANK:
        why = f"{operand.name!r} has rank {rank}, {k.name} expects 1 to {MAX_RANK}"
        message = not_true("NumDimensions(operand) >= 1 && NumDimensions(operand) <= kMaxDimensions")
        if k.features.checked_update_rank:
            k.refuse(why, PREPARE, tensor=operand, message=message)
        k.undefined(why, EVAL, tensor=operand)


KERNELS = (Kernel("DYNAMIC_UPDATE_SLICE", prepare=prepare, invoke=invoke),)
