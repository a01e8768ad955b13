"""UNPACK: micro/kernels/unpack.cc."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import taken, type_name
from tflint.runtime.printed import logged
from tflint.runtime.tflm.eval_checks import has_address, present, reinterpreted
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

EVAL = Citation("micro/kernels/unpack.cc", "UnpackImpl")
TYPES = ("float32", "int32", "int16", "int8")


def invoke(k: MicroContext) -> None:
    """Walk UnpackImpl."""
    tensor = k.read_input(0, EVAL)
    types = present(TYPES, int16=k.features.int16_greater_transpose_unpack, uint8=k.features.uint8_kernels)
    taken(k, tensor, types, EVAL, message=logged(f"Type '{type_name(tensor)}' is not supported by unpack."))
    outputs, count = k.outputs, k.integer("num")
    k.read_output(0, EVAL)
    if count != len(outputs):
        what = "writes past them" if count > len(outputs) else "leaves the rest unwritten"
        k.wrong(f"num is {count}, the op has {len(outputs)} outputs: UNPACK {what}", EVAL)
    for output in outputs[: max(count, 0)]:
        if output is not None:
            reinterpreted(k, output, tensor.dtype, EVAL)
            _axis(k, tensor, output, count)


def _axis(k: MicroContext, tensor: Tensor, output: Tensor, count: int) -> None:
    rank, axis = len(tensor.shape), k.integer("axis")
    if not -rank <= axis < rank:
        k.wrong(f"axis {axis} is outside rank {rank} of {tensor.name!r}", EVAL, tensor=tensor)
        return
    has_address(k, tensor, prod(size for place, size in enumerate(tensor.shape) if place != axis % rank), EVAL)
    if output.elements * count != tensor.elements:
        why = f"{output.name!r} has {output.elements} elements, {tensor.name!r} {tensor.elements} for {count} of them"
        k.debug_only(why, EVAL, tensor=output)


KERNELS = (Kernel("UNPACK", params="TfLiteUnpackParams", invoke=invoke),)
