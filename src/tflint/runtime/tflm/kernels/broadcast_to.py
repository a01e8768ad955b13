"""BROADCAST_TO: micro/kernels/broadcast_to.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import counts, dims, rank_is, same_type, taken
from tflint.runtime.printed import logged, not_true
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import as_int32
from tflint.runtime.tflm.operand_checks import constant, two_inputs
from tflint.runtime.verdict import Cause, Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE = Citation("micro/kernels/broadcast_to.cc", "BroadcastToPrepare")
VALIDATE = Citation("micro/kernels/broadcast_to.cc", "ValidateOutputTensor")
MOST_DIMENSIONS = 5


def prepare(k: MicroContext) -> None:
    """Walk BroadcastToPrepare: take a constant shape that is the output's, and that the input broadcasts to."""
    two_inputs(k, PREPARE)
    counts(k, None, 1, PREPARE)
    x = k.temp_input(0, None, PREPARE)
    shape = k.temp_input(1, None, PREPARE)
    y = k.temp_output(0, None, PREPARE)
    _within(k, x)
    message = not_true("shape->type == kTfLiteInt32 || shape->type == kTfLiteInt64")
    taken(k, shape, ("int32", "int64"), PREPARE, message=message)
    same_type(k, x, y, ("input", "output"), PREPARE, numbers=True)
    constant(k, shape, "shape", PREPARE)
    rank_is(k, shape, "shape", 1, VALIDATE)
    _fits(k, x, y, _entries(k, shape))
    if x.dtype == "int4":
        k.wrong(f"{x.name!r} is int4, of which {k.name} copies no byte", PREPARE, cause=Cause.TYPE, tensor=x)


def _within(k: MicroContext, tensor: Tensor) -> None:
    rank = len(tensor.shape)
    if rank > MOST_DIMENSIONS:
        why = f"{tensor.name!r} has rank {rank}, {k.name} expects at most {MOST_DIMENSIONS}"
        k.refuse(why, PREPARE, tensor=tensor, message=logged("BroadcastTo only supports 1-5D tensor."))


def _entries(k: MicroContext, shape: Tensor) -> tuple[int, ...]:
    """Return the entries of the shape operand, as many as its own shape says, on into what follows in the file."""
    width = 2 if shape.dtype == "int64" else 1
    words = as_int32(k, shape, width * shape.elements) or ()
    return (
        words if width == 1 else tuple((low & 0xFFFFFFFF) | high << 32 for low, high in zip(words[::2], words[1::2], strict=True))
    )


def _fits(k: MicroContext, x: Tensor, y: Tensor, wanted: tuple[int, ...]) -> None:
    if len(y.shape) != len(wanted):
        why = f"{y.name!r} has rank {len(y.shape)}, the shape operand has {len(wanted)} entries"
        message = logged("Output must match with the expected shape dimension.")
        k.refuse(why, VALIDATE, tensor=y, message=message)
    extra = len(y.shape) - len(x.shape)
    if extra < 0 or any(one not in {1, other} for one, other in zip(x.shape, wanted[extra:], strict=True)):
        why = f"{x.name!r} is {dims(x.shape)}, which does not broadcast to {dims(wanted)}"
        message = logged("Output shape must be broadcastable from input shape.")
        k.refuse(why, VALIDATE, tensor=x, message=message)
    _within(k, y)
    if y.shape != wanted:
        why = f"{y.name!r} is {dims(y.shape)}, the shape operand says {dims(wanted)}"
        message = not_true("output_shape.Dims(idx) == get_shape_data(idx)")
        k.refuse(why, VALIDATE, tensor=y, message=message)


KERNELS = (Kernel("BROADCAST_TO", prepare=prepare),)
