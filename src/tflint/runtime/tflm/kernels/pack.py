"""PACK: micro/kernels/pack.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import taken, type_name
from tflint.runtime.printed import logged
from tflint.runtime.tflm.eval_checks import has_address, present, reinterpreted
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

EVAL = Citation("micro/kernels/pack.cc", "PackImpl")
TYPES = ("float32", "int8", "int16", "int32", "int64")


def invoke(k: MicroContext) -> None:
    """Walk PackImpl."""
    output = k.read_output(0, EVAL)
    types = present(TYPES, int16=k.features.pack_int16, uint8=k.features.uint8_kernels)
    taken(k, output, types, EVAL, message=logged(f"Type '{type_name(output)}' is not supported by pack."))
    values, count = k.inputs, k.integer("values_count")
    k.read_input(0, EVAL)
    if count > len(values) or None in values[:count]:
        k.undefined(f"values_count is {count}, the op has {len(values)} inputs", EVAL)
    if count < len(values):
        k.wrong(f"values_count is {count}, the op has {len(values)} inputs: the rest stays unwritten", EVAL)
    for tensor in values[:count]:
        if tensor is not None:
            has_address(k, tensor, output.elements, EVAL)
            reinterpreted(k, tensor, output.dtype, EVAL)
            _axis(k, tensor, output, count)


def _axis(k: MicroContext, tensor: Tensor, output: Tensor, count: int) -> None:
    rank, axis = len(output.shape), k.integer("axis")
    if not -rank <= axis < rank:
        k.wrong(f"axis {axis} is outside rank {rank} of {output.name!r}", EVAL, tensor=output)
    elif tensor.elements * count != output.elements:
        why = f"{tensor.name!r} has {tensor.elements} elements, {output.name!r} {output.elements} for {count} of them"
        k.debug_only(why, EVAL, tensor=tensor)


KERNELS = (Kernel("PACK", params="TfLitePackParams", invoke=invoke),)
