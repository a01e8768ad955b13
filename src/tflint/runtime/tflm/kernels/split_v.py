"""SPLIT_V: micro/kernels/split_v.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import counts, dims, taken, type_name
from tflint.runtime.printed import logged
from tflint.runtime.tflm.eval_checks import has_address
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import as_int32, dimension
from tflint.runtime.tflm.kernels.split import axis_in_range, copied, has_outputs, parts
from tflint.runtime.tflm.operand_checks import constant
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE = Citation("micro/kernels/split_v.cc", "SplitVPrepare")
EVAL = Citation("micro/kernels/split_v.cc", "SplitVEval")
TYPES = ("float32", "int8", "int16", "int32")


def prepare(k: MicroContext) -> None:
    """Walk SplitVPrepare: size_splits is never read, the outputs' own dims count."""
    counts(k, 3, None, PREPARE)
    axis = k.temp_input(2, None, PREPARE)
    constant(k, axis, "axis", PREPARE)


def invoke(k: MicroContext) -> None:
    """Walk SplitVEval."""
    tensor = k.read_input(0, EVAL)
    axis = k.read_input(2, EVAL)
    axis_in_range(k, axis, tensor, EVAL)
    has_outputs(k, EVAL)
    taken(k, tensor, TYPES, EVAL, message=logged(f"Type {type_name(tensor)} currently not supported."))
    parts(k, tensor, EVAL)
    _sum(k, axis, tensor)


def _sum(k: MicroContext, axis: Tensor, tensor: Tensor) -> None:
    found = as_int32(k, axis, 1)
    if not found:
        return
    for output in k.outputs:
        if output is not None and not -len(output.shape) <= found[0] < len(output.shape):
            k.undefined(f"{output.name!r} is {dims(output.shape)}, SPLIT_V reads its dimension {found[0]}", EVAL, tensor=output)
    for output in k.outputs:
        has_address(k, tensor, 0 if output is None else copied(tensor, output, found[0]), EVAL)
    total, whole = sum(dimension(output, found[0]) for output in k.outputs), dimension(tensor, found[0])
    if total != whole:
        k.wrong(f"outputs have {total} along axis {found[0]}, {tensor.name!r} has {whole}", EVAL, tensor=tensor)


KERNELS = (Kernel("SPLIT_V", params="TfLiteSplitVParams", prepare=prepare, invoke=invoke),)
