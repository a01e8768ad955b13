"""CUMSUM: micro/kernels/cumsum.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import counts, one_element, same_shape, same_type, taken, type_number
from tflint.runtime.printed import logged, not_equal, not_true
from tflint.runtime.tflm.eval_checks import rank_within
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import constants
from tflint.runtime.tflm.quantization_checks import twice_itself
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE, EVAL = Citation("micro/kernels/cumsum.cc", "CalculateOpData"), Citation("micro/kernels/cumsum.cc", "CumSumEval")
SHIFT = 20  # kCumSumIntegerShift


def prepare(k: MicroContext) -> None:
    """Walk CalculateOpData: float32 or int8 of one shape, and an int32 axis of one element; the struct comes here, not in Init."""
    counts(k, 2, 1, PREPARE)
    x = k.temp_input(0, None, PREPARE)
    axis = k.temp_input(1, None, PREPARE)
    y = k.temp_output(0, None, PREPARE)
    message = not_true("input->type == kTfLiteFloat32 || input->type == kTfLiteInt8")
    taken(k, x, ("float32", "int8"), PREPARE, message=message)
    taken(k, axis, ("int32",), PREPARE, message=not_equal("axis->type", "kTfLiteInt32", type_number(axis), 2))
    one_element(k, axis, "NumElements(axis)", PREPARE)
    if not x.shape:
        k.refuse(f"{x.name!r} is a scalar", PREPARE, tensor=x, message=not_true("NumDimensions(input) >= 1"))
    same_type(k, x, y, ("input", "output"), PREPARE, numbers=True)
    same_shape(k, x, y, ("input", "output"), PREPARE)
    if y.dtype == "int8":
        k.persistent_struct("kernels/cumsum:OpData")
        twice_itself(k, x, y, shift=SHIFT)


def invoke(k: MicroContext) -> None:
    """Walk CumSumEval."""
    x = k.read_input(0, EVAL)
    axis = k.read_input(1, EVAL)
    rank_within(k, x)
    _axis(k, x, axis)


def _axis(k: MicroContext, x: Tensor, axis: Tensor) -> None:
    rank = len(x.shape)
    for value in constants(k, axis) or ():
        along = value + rank if value < 0 else value
        if not 0 <= along < rank:
            why = f"{axis.name!r} is {value}, {x.name!r} has rank {rank}"
            k.refuse(why, EVAL, tensor=axis, message=logged(f"CUMSUM Invalid axis: {along}"))


KERNELS = (Kernel("CUMSUM", params="TfLiteCumsumParams", prepare=prepare, invoke=invoke),)
