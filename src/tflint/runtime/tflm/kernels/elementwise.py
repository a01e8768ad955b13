"""ABS, COS, LOG, LOGICAL_NOT, RSQRT, SIN, SQRT and SQUARE: micro/kernels/elementwise.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import counts, same_type, taken, type_name
from tflint.runtime.printed import logged, not_equal
from tflint.runtime.tflm.eval_checks import same_count
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import constants, zero_point
from tflint.runtime.tflm.quantization_checks import quantized
from tflint.runtime.verdict import Cause, Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

FILE = "micro/kernels/elementwise.cc"
GENERIC, RESCALED, EVAL = Citation(FILE, "GenericPrepare"), Citation(FILE, "PrepareAbsRsqrt"), Citation(FILE, "EvalImpl")
FLOATS = ("COS", "LOG", "SIN", "SQRT", "SQUARE")


def prepare(k: MicroContext) -> None:
    """Walk GenericPrepare, whose own test of the type is dead code: Eval is what refuses."""
    counts(k, 1, 1, GENERIC)
    x = k.temp_input(0, "input", GENERIC)
    y = k.temp_output(0, "output", GENERIC)
    same_type(k, x, y, ("input", "output"), GENERIC)


def invoke(k: MicroContext) -> None:
    """Walk EvalImpl: one type for each op."""
    x, y = k.read_input(0, EVAL), k.read_output(0, EVAL)
    dtype = "float32" if k.name in FLOATS else "bool"
    message = not_equal("input->type", "expected_type", type_name(x), dtype.upper())
    taken(k, x, (dtype,), EVAL, message=message)
    same_count(k, x, y, EVAL)


def prepare_abs_rsqrt(k: MicroContext) -> None:
    """Walk PrepareAbsRsqrt: quantization where there is a rescaling."""
    counts(k, 1, 1, RESCALED)
    x = k.temp_input(0, "input", RESCALED)
    y = k.temp_output(0, "output", RESCALED)
    same_type(k, x, y, ("input", "output"), RESCALED)
    if not k.features.abs_rsqrt_quantized:
        return
    if x.dtype == "int8" or (x.dtype == "int16" and x.is_quantized):
        quantized(k, x, "input", RESCALED)
        quantized(k, y, "output", RESCALED)
        _symmetric_int16(k, x, y)


def _symmetric_int16(k: MicroContext, x: Tensor, y: Tensor) -> None:
    for tensor, field in ((x, "input_offset"), (y, "output_offset")):
        found = zero_point(tensor)
        if tensor.dtype == "int16" and found != 0:
            why = f"{tensor.name!r} has zero point {found}, {k.name} expects 0 for int16"
            k.refuse(why, RESCALED, tensor=tensor, message=not_equal(f"op_data->{field}", 0, found, 0))


def invoke_abs_rsqrt(k: MicroContext) -> None:
    """Walk AbsEval and RsqrtEval; in snapshots without integers, EvalNumeric."""
    x, y = k.read_input(0, EVAL), k.read_output(0, EVAL)
    if not k.features.abs_rsqrt_quantized:
        taken(k, x, ("float32",), EVAL, message=not_equal("input->type", "expected_type", type_name(x), "FLOAT32"))
    message = logged(f"Current data type {type_name(x)} is not supported.")
    taken(k, x, ("float32", "int8", "int16"), Citation(FILE, f"{k.name.capitalize()}Eval"), message=message)
    if k.name == "RSQRT":
        _positive(k, x)
    same_count(k, x, y, EVAL)


def _positive(k: MicroContext, x: Tensor) -> None:
    """Refuse what RsqrtEval cannot take: a constant below its zero point; note int16 for which Prepare computed no multiplier."""
    lowest = min(constants(k, x) or (), default=zero_point(x))
    if x.dtype in {"int8", "int16"} and lowest < zero_point(x):
        why = f"{x.name!r} has values down to {lowest}, its zero point is {zero_point(x)}: the root of a negative number"
        message = logged("Rsqrt is only defined for positive values")
        k.refuse(why, Citation(FILE, "validate_input_func"), tensor=x, message=message)
    if x.dtype == "int16" and not x.is_quantized:
        why = f"{x.name!r} is int16 without quantization, {k.name} rescales it by an uninitialised multiplier"
        k.wrong(why, Citation(FILE, "RsqrtEval"), cause=Cause.QUANTIZATION, tensor=x)


def init_abs_rsqrt(k: MicroContext) -> None:
    """Walk ElementWiseAbsRsqrtInit: parameters to rescale with."""
    if k.features.abs_rsqrt_quantized:
        k.persistent_struct("kernels/elementwise:OpDataAbsRsqrt")


KERNELS = (
    Kernel("ABS", init=init_abs_rsqrt, prepare=prepare_abs_rsqrt, invoke=invoke_abs_rsqrt),
    Kernel("RSQRT", init=init_abs_rsqrt, prepare=prepare_abs_rsqrt, invoke=invoke_abs_rsqrt),
    *(Kernel(op, prepare=prepare, invoke=invoke) for op in (*FLOATS, "LOGICAL_NOT")),
)
