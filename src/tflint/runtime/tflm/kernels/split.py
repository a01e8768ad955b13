"""SPLIT: micro/kernels/split.cc."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import dims, taken, type_name
from tflint.runtime.printed import logged, not_true
from tflint.runtime.tflm.eval_checks import has_address, present, reinterpreted
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import as_int32, dimension
from tflint.runtime.tflm.operand_checks import constant
from tflint.runtime.tflm.quantization_checks import same_scale
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE = Citation("micro/kernels/split.cc", "SplitPrepare")
EVAL = Citation("micro/kernels/split.cc", "SplitEval")
TYPES = ("float32", "int8", "int16", "int32")


def prepare(k: MicroContext) -> None:
    """Walk SplitPrepare: num_splits is not looked at, the outputs count."""
    axis = k.temp_input(0, "axis", PREPARE)
    constant(k, axis, "axis", PREPARE)


def invoke(k: MicroContext) -> None:
    """Walk SplitEval."""
    axis = k.read_input(0, EVAL)
    tensor = k.read_input(1, EVAL)
    axis_in_range(k, axis, tensor, EVAL)
    has_outputs(k, EVAL)
    types = present(TYPES, uint8=k.features.uint8_kernels)
    taken(k, tensor, types, EVAL, message=logged(f"Type {type_name(tensor)} currently not supported."))
    parts(k, tensor, EVAL)
    _even(k, axis, tensor)


def axis_in_range(k: MicroContext, axis: Tensor, tensor: Tensor, at: Citation) -> None:
    """Refuse an axis outside the input's rank."""
    found, rank = as_int32(k, axis, 1), len(tensor.shape)
    if found and not -rank <= found[0] < rank:
        why = f"axis {found[0]} is outside rank {rank} of {tensor.name!r}"
        message = not_true("axis_value >= 0" if found[0] < 0 else "axis_value < input->dims->size")
        k.refuse(why, at, tensor=axis, message=None if k.features.quiet_axis_checks else message)


def has_outputs(k: MicroContext, at: Citation) -> None:
    """Stop where a vector of outputs is missing."""
    if k.operator.outputs is None:
        k.read_output(0, at)


def parts(k: MicroContext, tensor: Tensor, at: Citation) -> None:
    """Note outputs that the kernel copies into as they are, of another type or scale."""
    for output in k.outputs:
        if output is not None:
            reinterpreted(k, output, tensor.dtype, at)
            same_scale(k, tensor, output, at)


def copied(tensor: Tensor, output: Tensor, axis: int) -> int:
    """Return how many elements SplitImpl copies into an output."""
    along = axis % len(tensor.shape)
    return prod(tensor.shape[:along]) * dimension(output, axis) * prod(tensor.shape[along + 1 :])


def _even(k: MicroContext, axis: Tensor, tensor: Tensor) -> None:
    """Note parts that are not even: every output is written as if it were the first."""
    outputs = [output for output in k.outputs if output is not None]
    found = as_int32(k, axis, 1)
    if not outputs or not found:
        return
    if not -len(outputs[0].shape) <= found[0] < len(outputs[0].shape):
        why = f"{outputs[0].name!r} is {dims(outputs[0].shape)}, SPLIT reads its dimension {found[0]}"
        k.undefined(why, EVAL, tensor=outputs[0])
    has_address(k, tensor, copied(tensor, outputs[0], found[0]), EVAL)
    uneven = next((output for output in outputs if output.shape != outputs[0].shape), None)
    if uneven is not None:
        why = f"{uneven.name!r} is {dims(uneven.shape)}, SPLIT writes {dims(outputs[0].shape)} into every output"
        k.wrong(why, EVAL, tensor=uneven)
    elif dimension(outputs[0], found[0]) * len(outputs) != dimension(tensor, found[0]):
        why = f"{len(outputs)} outputs of {dims(outputs[0].shape)} do not make up {tensor.name!r} of {dims(tensor.shape)}"
        k.wrong(why, EVAL, tensor=tensor)


KERNELS = (Kernel("SPLIT", params="TfLiteSplitParams", prepare=prepare, invoke=invoke),)
