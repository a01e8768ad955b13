"""SQUARED_DIFFERENCE: micro/kernels/squared_difference.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import counts, same_type, taken, type_number
from tflint.runtime.printed import logged, not_true
from tflint.runtime.tflm.eval_checks import broadcast_fits, present, rank_within, reinterpreted, same_count
from tflint.runtime.tflm.kernel import Kernel, keeps
from tflint.runtime.tflm.kernel_util import scale, zero_point
from tflint.runtime.tflm.quantization_util import is_smaller_than_one
from tflint.runtime.verdict import Cause, Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE = Citation("micro/kernels/squared_difference.cc", "SquaredDifferencePrepare")
EVAL = Citation("micro/kernels/squared_difference.cc", "SquaredDifferenceEval")
TYPES = ("float32", "int32", "int8", "int16")


def prepare(k: MicroContext) -> None:
    """Walk SquaredDifferencePrepare: prepare goes by the first input's type, Eval by the output's."""
    counts(k, 2, 1, PREPARE)
    first = k.temp_input(0, "input1", PREPARE)
    second = k.temp_input(1, "input2", PREPARE)
    output = k.temp_output(0, "output", PREPARE)
    same_type(k, first, second, ("input1", "input2"), PREPARE)
    if first.dtype == "int8" or (first.dtype == "int16" and k.features.squared_difference_int16):
        _zero_points(k, first, second, output)
        _multipliers(k, first, second)


def invoke(k: MicroContext) -> None:
    """Walk SquaredDifferenceEval."""
    first = k.read_input(0, EVAL)
    second = k.read_input(1, EVAL)
    output = k.read_output(0, EVAL)
    listed = "INT32 , INT16" if k.features.squared_difference_int16 else "INT32"
    message = logged(f"SquaredDifference only supports FLOAT32, {listed} and INT8 now, got {type_number(output)}.")
    taken(k, output, present(TYPES, int16=k.features.squared_difference_int16), EVAL, message=message)
    rank_within(k, first, second, output)
    reinterpreted(k, first, output.dtype, EVAL)
    if first.shape != second.shape:
        broadcast_fits(k, first, second, output, EVAL)
    else:
        same_count(k, first, output, EVAL)
    _ignored_scales(k, first, second, output)


def _zero_points(k: MicroContext, first: Tensor, second: Tensor, output: Tensor) -> None:
    low, high = (-128, 127) if first.dtype == "int8" else (0, 0)
    for tensor, name in ((first, "input1"), (second, "input2"), (output, "output")):
        found = zero_point(tensor)
        if not low <= found <= high:
            sign = "==" if low == high else ">=" if found < low else "<="
            bound = "0" if low == high else "integer_type_min" if found < low else "integer_type_max"
            why = f"{tensor.name!r} has zero point {found}, expected {low if low == high else f'{low}…{high}'}"
            message = not_true(f"{name}_quantization_params.zero_point {sign} {bound}")
            k.refuse(why, PREPARE, tensor=tensor, message=message)


def _multipliers(k: MicroContext, first: Tensor, second: Tensor) -> None:
    twice = 2 * max(scale(first), scale(second))
    for tensor in (first, second):
        if not twice or not is_smaller_than_one(scale(tensor) / twice):
            why = f"{tensor.name!r} has scale {scale(tensor):g}, SQUARED_DIFFERENCE needs one above 0"
            k.abort(why, PREPARE, cause=Cause.QUANTIZATION, tensor=tensor)


def _ignored_scales(k: MicroContext, *tensors: Tensor) -> None:
    if tensors[-1].dtype == "int32" and any(t.is_quantized for t in tensors):
        k.wrong("int32 operands are quantized, their scales are ignored", EVAL, cause=Cause.QUANTIZATION)


KERNELS = (Kernel("SQUARED_DIFFERENCE", init=keeps("kernels/squared_difference:OpData"), prepare=prepare, invoke=invoke),)
