"""FILL: micro/kernels/fill.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import dims, rank_is, same_type, taken, type_number
from tflint.runtime.printed import logged, not_equal, not_equal_doubles
from tflint.runtime.tflm.eval_checks import present, rank_within
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import constants
from tflint.runtime.tflm.operand_checks import constant
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

FILE = "micro/kernels/fill.cc"
PREPARE, EQUAL, EVAL = Citation(FILE, "FillPrepare"), Citation(FILE, "EnsureEq"), Citation(FILE, "FillEval")


def prepare(k: MicroContext) -> None:
    """Walk FillPrepare: take a scalar, and constant dims that are the output's."""
    wanted = k.temp_input(0, "dims", PREPARE)
    value = k.temp_input(1, "value", PREPARE)
    y = k.temp_output(0, "output", PREPARE)
    rank_is(k, value, "value", 0, PREPARE)
    same_type(k, value, y, ("value", "output"), PREPARE, numbers=True)
    if k.features.constants_checked:
        constant(k, wanted, "dims", PREPARE)
    if k.constant(wanted) is not None or not k.features.fill_integers:  # which came with this condition
        _equal(k, wanted, y)


def invoke(k: MicroContext) -> None:
    """Walk FillEval."""
    value = k.read_input(1, EVAL)
    y = k.read_output(0, EVAL)
    message = logged("Fill only currently supports float32 for input 1")
    integers = k.features.fill_integers
    taken(k, value, present(("float32", "int32", "int8"), int32=integers, int8=integers), EVAL, message=message)
    rank_within(k, y)


def _equal(k: MicroContext, wanted: Tensor, y: Tensor) -> None:
    rank_is(k, wanted, "tensor", 1, EQUAL)
    rank, length = len(y.shape), wanted.elements
    if rank != length:
        why = f"{y.name!r} has rank {rank}, {wanted.name!r} {length} entries"
        k.refuse(why, EQUAL, tensor=y, message=not_equal("array->size", "tensor_len", rank, length))
    message = logged(f"cannot compare int array to tensor of type {type_number(wanted)}.")
    taken(k, wanted, ("int8", "int16", "int32", "int64"), EQUAL, message=message)
    values = constants(k, wanted) or ()
    if k.constant(wanted) is None and values != y.shape:
        k.undefined(f"{wanted.name!r} is computed, FILL compares it before there is anything", EQUAL, tensor=wanted)
    if values != y.shape:
        why = f"{y.name!r} is {dims(y.shape)}, {wanted.name!r} says {dims(values)}"
        message = not_equal_doubles("array->data[i]", "GetTensorData<T>(tensor)[i]")
        k.refuse(why, Citation(FILE, "EnsureEqImpl"), tensor=y, message=message)


KERNELS = (Kernel("FILL", prepare=prepare, invoke=invoke),)
