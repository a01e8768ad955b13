"""EXPAND_DIMS: micro/kernels/expand_dims.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import counts, dims, taken, type_number
from tflint.runtime.printed import logged, not_true
from tflint.runtime.tflm.eval_checks import present, rank_within, reinterpreted, same_count
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import as_int32
from tflint.runtime.tflm.operand_checks import constant, not_supported
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

FILE = "micro/kernels/expand_dims.cc"
PREPARE, AXIS, VERIFY = (
    Citation(FILE, "ExpandDimsPrepare"),
    Citation(FILE, "GetAxisValueFromTensor"),
    Citation(FILE, "VerifyTensorDim"),
)
EVAL = Citation(FILE, "ExpandDimsEval")


def prepare(k: MicroContext) -> None:
    """Walk ExpandDimsPrepare: a constant int32 axis and an output of just those dims."""
    counts(k, 2, 1, PREPARE)
    x = k.temp_input(0, "input", PREPARE)
    axis = k.temp_input(1, "axis", PREPARE)
    y = k.temp_output(0, "output", PREPARE)
    if not k.features.expand_dims_checks_output:
        return
    constant(k, axis, "axis", PREPARE)
    _axis(k, axis)
    rank_within(k, x, y)
    _dims(k, x, y, (as_int32(k, axis, 1) or (0,))[0])


def _axis(k: MicroContext, axis: Tensor) -> None:
    if len(axis.shape) > 1:
        why = f"{axis.name!r} has rank {len(axis.shape)}, expected 0 or 1"
        k.refuse(why, AXIS, tensor=axis, message=logged("Axis has only one element for Expand_Dims."))
    taken(k, axis, ("int32",), AXIS, message=not_supported(axis, "Axis type {} not supported by Expand_Dims."))


def _older_axis(k: MicroContext, x: Tensor, y: Tensor) -> None:
    """Walk what Eval looked at before Prepare did, and the output's dims that it then wrote into the model."""
    axis = k.read_input(1, EVAL)
    _axis(k, axis)
    rank, (at, *_) = len(x.shape), as_int32(k, axis, 1) or (0,)
    if not -rank - 1 <= at <= rank:
        message = logged(f"Invalid Expand_Dims axis value ({at}).")
        k.refuse(f"axis is {at}, {x.name!r} has rank {rank}", EVAL, tensor=x, message=message)
    same_count(k, x, y, EVAL)


def invoke(k: MicroContext) -> None:
    """Walk ExpandDimsEval."""
    x, y = k.read_input(0, EVAL), k.read_output(0, EVAL)
    if not k.features.expand_dims_checks_output:
        _older_axis(k, x, y)
    listed = "int8, int16" if k.features.expand_dims_int16 else "int8"
    message = logged(f"Expand_Dims only currently supports {listed} and float32, got {type_number(x)}.")
    taken(k, x, present(("float32", "int16", "int8"), int16=k.features.expand_dims_int16), EVAL, message=message)
    reinterpreted(k, y, x.dtype, EVAL)


def _dims(k: MicroContext, x: Tensor, y: Tensor, axis: int) -> None:
    rank = len(x.shape)
    at = axis + rank + 1 if axis < 0 else axis
    if at > rank:
        why = f"axis is {axis}, {x.name!r} has rank {rank}"
        message = not_true("axis_value <= input_shape.DimensionsCount()")
        k.refuse(why, VERIFY, tensor=x, message=message)
    why = f"{x.name!r} is {dims(x.shape)} and {y.name!r} {dims(y.shape)}, with axis {axis}"
    if len(y.shape) != rank + 1:
        message = not_true("output_shape.DimensionsCount() == input_shape.DimensionsCount() + 1")
        k.refuse(why, VERIFY, tensor=y, message=message)
    expected = (*x.shape[:at], 1, *x.shape[at:]) if at >= 0 else (y.shape[0], *x.shape)
    if y.shape != expected or at < 0:
        first = next((i for i, (one, other) in enumerate(zip(y.shape, expected, strict=True)) if one != other), rank)
        wanted = "1" if first == at else "input_shape.Dims(i)" if first < at else "input_shape.Dims(i - 1)"
        message = not_true(f"output_shape.Dims(i) == {wanted}")
        k.refuse(why, VERIFY, tensor=y, message=message)


KERNELS = (Kernel("EXPAND_DIMS", prepare=prepare, invoke=invoke),)
