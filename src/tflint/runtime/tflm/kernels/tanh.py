"""TANH: micro/kernels/tanh.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import counts, same_type, taken, type_name
from tflint.runtime.printed import logged, not_equal, not_true
from tflint.runtime.tflm.eval_checks import present, rank_within, same_count
from tflint.runtime.tflm.kernel import Kernel, keeps
from tflint.runtime.tflm.kernel_util import scale, zero_point
from tflint.runtime.tflm.quantization_checks import zero_point_is
from tflint.runtime.tflm.quantization_util import checked_log2
from tflint.runtime.verdict import Cause, Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE = Citation("micro/kernels/tanh.cc", "CalculateArithmeticOpData")
EVAL = Citation("micro/kernels/tanh.cc", "TanhEval")
TYPES = ("float32", "int16", "int8")
INT16_LOG2 = -15  # an int16 output counts in steps of 2^-15


def prepare(k: MicroContext) -> None:
    """Walk TanhPrepare, which takes the input, and CalculateArithmeticOpData, which takes it once more."""
    k.temp_input(0, "input", Citation("micro/kernels/tanh.cc", "TanhPrepare"))
    counts(k, 1, 1, PREPARE)
    tensor = k.temp_input(0, "input", PREPARE)
    output = k.temp_output(0, "output", PREPARE)
    same_type(k, tensor, output, ("input", "output"), PREPARE)
    if tensor.dtype == "int16" and k.features.activations_int16_symmetric:
        symmetric_int16(k, tensor, output, PREPARE)


def invoke(k: MicroContext) -> None:
    """Walk TanhEval, which takes an int8 output for scale 1/128, zero point 0."""
    tensor = k.read_input(0, EVAL)
    output = k.read_output(0, EVAL)
    message = logged(f"Input {type_name(tensor)}, output {type_name(output)} not supported.")
    taken(k, tensor, present(TYPES, uint8=k.features.uint8_kernels), EVAL, message=message)
    rank_within(k, tensor, output)
    same_count(k, tensor, output, EVAL)
    if tensor.dtype == "int8" and (scale(output), zero_point(output)) != (1 / 128, 0):
        found = f"scale {scale(output):g} and zero point {zero_point(output)}"
        k.wrong(f"{output.name!r} has {found}, TANH writes 1/128 and 0", EVAL, cause=Cause.QUANTIZATION, tensor=output)


def symmetric_int16(k: MicroContext, tensor: Tensor, output: Tensor, at: Citation) -> None:
    """Refuse an int16 TANH or LOGISTIC with a zero point, or with an output that does not count in steps of 2^-15."""
    zero_point_is(k, tensor, 0, "input", at)
    zero_point_is(k, output, 0, "output", at)
    log2, is_power = checked_log2(scale(output))
    why = f"{output.name!r} has scale {scale(output):g}, an int16 {k.name} expects 2^{INT16_LOG2}"
    if not is_power:
        message = not_true("CheckedLog2(output->params.scale, &output_scale_log2_rounded)")
        k.refuse(why, at, cause=Cause.QUANTIZATION, tensor=output, message=message)
    elif log2 != INT16_LOG2:
        message = not_equal("output_scale_log2_rounded", "-kOutputFractionalBits", log2, INT16_LOG2)
        k.refuse(why, at, cause=Cause.QUANTIZATION, tensor=output, message=message)


KERNELS = (Kernel("TANH", init=keeps("kernels/tanh:OpData"), prepare=prepare, invoke=invoke),)
