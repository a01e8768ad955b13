"""REVERSE_V2: micro/kernels/reverse.cc."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import counts, rank_at_most, rank_is, same_type, taken, type_name
from tflint.runtime.printed import logged, not_true
from tflint.runtime.tflm.eval_checks import MAX_RANK, same_count
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import as_int32
from tflint.runtime.tflm.quantization_checks import same_scale
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE = Citation("micro/kernels/reverse.cc", "ReverseV2Prepare")
EVAL = Citation("micro/kernels/reverse.cc", "ReverseV2Eval")
REFERENCE = Citation("lite/kernels/internal/reference/reverse.h", "Reverse")
TYPES = ("int32", "float32", "uint8", "int8", "int16", "int64", "bool")


def prepare(k: MicroContext) -> None:
    """Walk ReverseV2Prepare."""
    counts(k, 2, 1, PREPARE)
    tensor = k.temp_input(0, "input", PREPARE)
    axis = k.temp_input(1, "axis", PREPARE)
    output = k.temp_output(0, "output", PREPARE)
    rank_is(k, axis, "axis", 1, PREPARE)
    _ranks(k, tensor, axis)
    taken(k, tensor, TYPES, PREPARE, message=logged(f"Type '{type_name(tensor)}' is not supported by reverse."))
    taken(k, axis, ("int32",), PREPARE, message=logged(f"Axis Type '{type_name(axis)}' is not supported by reverse."))
    same_type(k, tensor, output, ("input", "output"), PREPARE, numbers=True)


def invoke(k: MicroContext) -> None:
    """Walk ReverseV2Eval."""
    tensor, axis, output = k.read_input(0, EVAL), k.read_input(1, EVAL), k.read_output(0, EVAL)
    _axes(k, tensor, axis)
    same_count(k, tensor, output, EVAL)
    same_scale(k, tensor, output, EVAL)


def _ranks(k: MicroContext, tensor: Tensor, axis: Tensor) -> None:
    rank = len(tensor.shape)
    rank_at_most(k, tensor, MAX_RANK, PREPARE, message=not_true("NumDimensions(input) <= kMaxDimensions"))
    if rank < axis.elements:
        why = f"{axis.name!r} names {axis.elements} axes, {tensor.name!r} has rank {rank}"
        message = not_true("NumDimensions(input) >= NumElements(axis)")
        k.refuse(why, PREPARE, tensor=axis, message=message)


def _axes(k: MicroContext, tensor: Tensor, axis: Tensor) -> None:
    rank = len(tensor.shape)
    if axis.elements == 0:
        k.undefined(f"{axis.name!r} names no axis", REFERENCE, tensor=axis)
    axes = as_int32(k, axis, axis.elements) or ()
    message = not_true("axes_data[i] >= 0 && axes_data[i] < rank")
    for found in axes:
        if not -rank <= found < rank:
            why = f"axis {found} is outside rank {rank} of {tensor.name!r}"
            k.refuse(why, EVAL, tensor=axis, message=None if k.features.quiet_axis_checks else message)
    ordered = sorted(found % rank for found in axes if rank)
    if any(later != earlier + 1 for earlier, later in pairwise(ordered)):
        why = f"axes {axes} are not next to each other"
        k.refuse(why, EVAL, tensor=axis, message=logged("Non-contiguous `axes` not supported"))


KERNELS = (Kernel("REVERSE_V2", prepare=prepare, invoke=invoke),)
