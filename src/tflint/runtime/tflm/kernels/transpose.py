"""TRANSPOSE: micro/kernels/transpose.cc, transpose_common.cc, cmsis_nn/transpose.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import counts, dims, rank_is, same_type, taken, type_name
from tflint.runtime.printed import logged, not_equal
from tflint.runtime.tflm.build import Library
from tflint.runtime.tflm.eval_checks import present
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import as_int32, dimension
from tflint.runtime.tflm.operand_checks import constant
from tflint.runtime.tflm.quantization_checks import same_scale
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE = Citation("micro/kernels/transpose_common.cc", "TransposePrepare")
EVAL = Citation("micro/kernels/transpose.cc", "TransposeEval")
CMSIS = Citation("micro/kernels/cmsis_nn/transpose.cc", "TransposeEvalInt8")
TYPES = ("float32", "int8", "int16")
BEFORE_INT16 = "Only float32 and int8 is supported"
RANKS, CMSIS_RANKS = 5, 4


def prepare(k: MicroContext) -> None:
    """Walk TransposePrepare."""
    counts(k, 2, 1, PREPARE)
    tensor = k.temp_input(0, None, PREPARE)
    perm = k.temp_input(1, None, PREPARE)
    output = k.temp_output(0, None, PREPARE)
    if len(tensor.shape) > RANKS:
        why = f"{tensor.name!r} has rank {len(tensor.shape)}, expected at most {RANKS}"
        k.refuse(why, PREPARE, tensor=tensor, message=logged("Transpose op only supports 1D-5D input arrays."))
    same_type(k, tensor, output, ("op_context.input", "op_context.output"), PREPARE)
    constant(k, perm, "perm", PREPARE)
    rank_is(k, perm, "op_context.perm", 1, PREPARE)
    _permutation(k, tensor, perm)


def invoke(k: MicroContext) -> None:
    """Walk TransposeEval."""
    _eval(k, "Only float32, int8 and int16 are supported" if k.features.int16_greater_transpose_unpack else BEFORE_INT16)


def invoke_cmsis_nn(k: MicroContext) -> None:
    """Walk TransposeEval of CMSIS-NN, and TransposeEvalInt8, which knows up to four dimensions and swaps two whatever the order."""
    _eval(k, "Only float32, int8 and int16 is supported")
    tensor, perm = k.read_input(0, EVAL), k.read_input(1, EVAL)
    if tensor.dtype != "int8":
        return
    rank = len(tensor.shape)
    if rank > CMSIS_RANKS:
        why = f"{tensor.name!r} has rank {rank}, CMSIS-NN expects at most {CMSIS_RANKS}: the output stays unwritten, Invoke() returns ok"
        k.wrong(why, CMSIS, tensor=tensor)
    elif as_int32(k, perm, rank) == (0, 1):
        k.wrong(f"{perm.name!r} leaves a matrix as it is, CMSIS-NN transposes it", CMSIS, tensor=perm)


def _eval(k: MicroContext, types: str) -> None:
    tensor, perm, output = k.read_input(0, EVAL), k.read_input(1, EVAL), k.read_output(0, EVAL)
    message = logged(f"Type {type_name(tensor)} is currently not supported by Transpose. {types}")
    taken(k, tensor, present(TYPES, int16=k.features.int16_greater_transpose_unpack), EVAL, message=message)
    _silent(k, tensor, perm, output)


def _permutation(k: MicroContext, tensor: Tensor, perm: Tensor) -> None:
    rank, length = len(tensor.shape), dimension(perm, 0)
    if length != rank:
        why = f"{perm.name!r} has {length} entries, {tensor.name!r} has rank {rank}"
        k.refuse(why, PREPARE, tensor=perm, message=not_equal("op_context.perm->dims->data[0]", "dims", length, rank))
    for axis in as_int32(k, perm, rank) or ():
        if not 0 <= axis < rank:
            message = logged("Transpose op permutations array is out of bounds.")
            why = f"{perm.name!r} names dimension {axis}, expected 0…{rank - 1}"
            k.refuse(why, PREPARE, tensor=perm, message=message)


def _silent(k: MicroContext, tensor: Tensor, perm: Tensor, output: Tensor) -> None:
    """Note what Eval gets wrong without a word."""
    order = as_int32(k, perm, len(tensor.shape)) or ()
    same_scale(k, tensor, output, EVAL)
    if perm.dtype != "int32":
        k.wrong(f"{perm.name!r} is {perm.dtype}, TRANSPOSE reads int32", EVAL, tensor=perm)
    if len(set(order)) != len(order):
        k.wrong(f"{perm.name!r} names a dimension twice: {order}", EVAL, tensor=perm)
    elif len(order) == len(tensor.shape) and tuple(tensor.shape[axis] for axis in order) != output.shape:
        wanted = dims(tuple(tensor.shape[axis] for axis in order))
        k.wrong(f"{output.name!r} is {dims(output.shape)}, transposed {wanted}", EVAL, tensor=output)


KERNELS = (
    Kernel("TRANSPOSE", prepare=prepare, invoke=invoke),
    Kernel("TRANSPOSE", library=Library.CMSIS_NN, prepare=prepare, invoke=invoke_cmsis_nn),
)
