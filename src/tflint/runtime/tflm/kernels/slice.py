"""SLICE: micro/kernels/slice.cc."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import counts, dims, taken, type_name, type_number
from tflint.runtime.printed import logged
from tflint.runtime.tflm.eval_checks import has_address, present, reinterpreted
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import constants
from tflint.runtime.tflm.operand_checks import not_supported
from tflint.runtime.tflm.quantization_checks import same_scale
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE = Citation("micro/kernels/slice.cc", "SlicePrepare")
EVAL = Citation("micro/kernels/slice.cc", "SliceEval")
TYPES = ("float32", "int32", "int8", "int16", "bool")
RANKS = 5  # kMaxDim


def prepare(k: MicroContext) -> None:
    """Walk SlicePrepare: nearly all that Prepare looks at it looks at in debug builds only."""
    counts(k, 3, 1, PREPARE)
    k.temp_input(0, None, PREPARE)
    begin = k.temp_input(1, None, PREPARE)
    size = k.temp_input(2, None, PREPARE)
    k.temp_output(0, None, PREPARE)
    if begin.dtype != size.dtype:
        k.debug_only(f"{begin.name!r} is {begin.dtype}, {size.name!r} {size.dtype}", PREPARE, tensor=size)


def invoke(k: MicroContext) -> None:
    """Walk SliceEval."""
    tensor = k.read_input(0, EVAL)
    begin = k.read_input(1, EVAL)
    size = k.read_input(2, EVAL)
    output = k.read_output(0, EVAL)
    message = logged(f"Begin tensor type {type_name(tensor)} ({type_number(tensor)}) not supported.")
    taken(k, begin, ("int32", "int64"), EVAL, message=message)
    types = present(TYPES, bool=k.features.slice_bool)
    taken(k, tensor, types, EVAL, message=not_supported(tensor, "Input tensor type {} not supported."))
    if len(tensor.shape) > RANKS:
        why = f"{tensor.name!r} has rank {len(tensor.shape)}, expected at most {RANKS}"
        k.abort(why, Citation("lite/kernels/internal/reference/slice.h", "Slice"), tensor=tensor)
    reinterpreted(k, output, tensor.dtype, EVAL)
    same_scale(k, tensor, output, EVAL)
    has_address(k, tensor, output.elements, EVAL)
    _range(k, tensor, begin, size, output)


def _range(k: MicroContext, tensor: Tensor, begin: Tensor, size: Tensor, output: Tensor) -> None:
    starts, sizes = constants(k, begin), constants(k, size)
    if starts is None or sizes is None or begin.dtype != size.dtype:
        return
    cut = tuple(
        whole - start if wanted == -1 else wanted for whole, start, wanted in zip(tensor.shape, starts, sizes, strict=False)
    )
    for axis, (whole, start, wanted) in enumerate(zip(tensor.shape, starts, cut, strict=False)):
        if start < 0 or wanted < 0 or start + wanted > whole:
            why = f"{tensor.name!r} has {whole} at dimension {axis}, {start}…{start + wanted} is cut out of it"
            k.wrong(why, EVAL, tensor=tensor)
    if len(cut) == len(tensor.shape):
        has_address(k, output, prod(cut), EVAL)
    if len(cut) == len(tensor.shape) and cut != output.shape:
        k.wrong(f"{output.name!r} is {dims(output.shape)}, the slice {dims(cut)}", EVAL, tensor=output)


KERNELS = (Kernel("SLICE", prepare=prepare, invoke=invoke),)
