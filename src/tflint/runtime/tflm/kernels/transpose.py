"""TRANSPOSE: micro/kernels/transpose.cc, transpose_common.cc, cmsis_nn/transpose.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.build import Library
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import constant, counts, dims, refused, same_type, type_name, wrong
from tflint.runtime.tflm.steps import (
    absent,
    as_int32,
    borrows,
    dimension,
    first_failure,
    rank_is,
    same_scale,
    takes_at_invoke,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

PREPARE = "micro/kernels/transpose_common.cc:TransposePrepare"
EVAL = "micro/kernels/transpose.cc:TransposeEval"
CMSIS = "micro/kernels/cmsis_nn/transpose.cc:TransposeEvalInt8"
TYPES = ("float32", "int8", "int16")
RANKS, CMSIS_RANKS = 5, 4


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what the kernel refuses."""
    yield from counts(node, 2, 1, PREPARE)
    tensor, perm, output = node.input(0), node.input(1), node.output()
    if tensor is None or perm is None or output is None:
        yield absent(node, 2, PREPARE)
        return
    if len(tensor.shape) > RANKS:
        why = f"{tensor.name!r} has rank {len(tensor.shape)}, up to {RANKS} allowed"
        yield refused(node, why, tensor=tensor, message="Transpose op only supports 1D-5D input arrays.", source=PREPARE)
    yield from same_type(node, tensor, output, ("op_context.input", "op_context.output"), PREPARE)
    yield from constant(node, perm, "perm", PREPARE)
    yield from rank_is(node, perm, "op_context.perm", 1, PREPARE)
    yield from _permutation(node, tensor, perm)
    verb = "is" if node.build.library is Library.CMSIS_NN else "are"
    message = f"Type {type_name(tensor)} is currently not supported by Transpose. Only float32, int8 and int16 {verb} supported"
    yield from takes_at_invoke(node, tensor, TYPES, message, EVAL)
    yield from _silent(node, tensor, perm, output)


def _permutation(node: Node, tensor: Tensor, perm: Tensor) -> Iterator[Verdict]:
    rank, length = len(tensor.shape), dimension(perm, 0)
    if length != rank:
        why = f"{perm.name!r} has {length} entries, {tensor.name!r} has rank {rank}"
        yield refused(
            node, why, tensor=perm, message=f"op_context.perm->dims->data[0] != dims ({length} != {rank})", source=PREPARE
        )
    for axis in as_int32(node, perm, rank) or ():
        if not 0 <= axis < rank:
            message = "Transpose op permutations array is out of bounds."
            why = f"{perm.name!r} names dimension {axis}, 0…{rank - 1} allowed"
            yield refused(node, why, tensor=perm, message=message, source=PREPARE)


def _silent(node: Node, tensor: Tensor, perm: Tensor, output: Tensor) -> Iterator[Verdict]:
    """Tell what Eval gets wrong without a word."""
    order = as_int32(node, perm, len(tensor.shape)) or ()
    yield from same_scale(node, tensor, output, EVAL)
    if perm.dtype != "int32":
        yield wrong(node, f"{perm.name!r} is {perm.dtype}, TRANSPOSE reads int32", tensor=perm, source=EVAL)
    if len(set(order)) != len(order):
        yield wrong(node, f"{perm.name!r} names a dimension twice: {order}", tensor=perm, source=EVAL)
    elif len(order) == len(tensor.shape) and tuple(tensor.shape[axis] for axis in order) != output.shape:
        wanted = dims(tuple(tensor.shape[axis] for axis in order))
        yield wrong(node, f"{output.name!r} is {dims(output.shape)}, transposed {wanted}", tensor=output, source=EVAL)
    if node.build.library is not Library.CMSIS_NN or tensor.dtype != "int8":
        return
    if len(tensor.shape) > CMSIS_RANKS:
        why = f"{tensor.name!r} has rank {len(tensor.shape)}, CMSIS-NN takes up to {CMSIS_RANKS}: the output stays unwritten, Invoke() returns ok"
        yield wrong(node, why, tensor=tensor, source=CMSIS)
    elif order == (0, 1):
        yield wrong(node, f"{perm.name!r} leaves a matrix as it is, CMSIS-NN transposes it", tensor=perm, source=CMSIS)


KERNELS: tuple[Kernel, ...] = (Kernel("TRANSPOSE", prepare=borrows(inputs=2, outputs=1), check=check),)
