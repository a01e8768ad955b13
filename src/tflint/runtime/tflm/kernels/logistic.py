"""LOGISTIC: micro/kernels/logistic.cc, logistic_common.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import same_type, taken, type_name
from tflint.runtime.printed import logged
from tflint.runtime.tflm.eval_checks import present, rank_within, same_count
from tflint.runtime.tflm.kernel import Kernel, keeps
from tflint.runtime.tflm.kernel_util import scale
from tflint.runtime.tflm.kernels.tanh import symmetric_int16
from tflint.runtime.tflm.quantization_checks import zero_point_is
from tflint.runtime.verdict import Cause, Citation

if TYPE_CHECKING:
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE = Citation("micro/kernels/logistic_common.cc", "CalculateArithmeticOpDataLogistic")
EVAL = Citation("micro/kernels/logistic.cc", "LogisticEval")
TYPES = ("float32", "int16", "int8")


def prepare(k: MicroContext) -> None:
    """Walk CalculateArithmeticOpDataLogistic."""
    tensor = k.temp_input(0, "input", PREPARE)
    output = k.temp_output(0, "output", PREPARE)
    same_type(k, tensor, output, ("input", "output"), PREPARE)
    if tensor.dtype == "int8":
        zero_point_is(k, output, -128, "output", PREPARE, form="std::numeric_limits<int8_t>::min()")
    elif tensor.dtype == "int16" and k.features.activations_int16_symmetric:
        symmetric_int16(k, tensor, output, PREPARE)


def invoke(k: MicroContext) -> None:
    """Walk LogisticEval, which takes an int8 output for scale 1/256."""
    tensor = k.read_input(0, EVAL)
    output = k.read_output(0, EVAL)
    message = logged(f"Input {type_name(tensor)}, output {type_name(output)} not supported.")
    taken(k, tensor, present(TYPES, int16=k.features.logistic_int16), EVAL, message=message)
    rank_within(k, tensor, output)
    same_count(k, tensor, output, EVAL)
    if tensor.dtype == "int8" and scale(output) != 1 / 256:
        why = f"{output.name!r} has scale {scale(output):g}, LOGISTIC writes 1/256"
        k.wrong(why, EVAL, cause=Cause.QUANTIZATION, tensor=output)


KERNELS = (Kernel("LOGISTIC", init=keeps("kernels/logistic:OpDataLogistic"), prepare=prepare, invoke=invoke),)
