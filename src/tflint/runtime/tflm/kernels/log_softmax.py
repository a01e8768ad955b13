"""LOG_SOFTMAX: micro/kernels/log_softmax.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import counts, same_shape, same_type, taken, type_name
from tflint.runtime.printed import logged, not_true
from tflint.runtime.tflm.eval_checks import rank_within
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import scale, zero_point
from tflint.runtime.tflm.quantization_util import is_greater_than_one
from tflint.runtime.verdict import Cause, Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

FILE = "micro/kernels/log_softmax.cc"
PREPARE, EVAL = Citation(FILE, "CalculateOpData"), Citation(FILE, "LogSoftmaxEval")
GREATER_THAN_ONE = Citation("lite/kernels/internal/quantization_util.cc", "QuantizeMultiplierGreaterThanOne")
OUTPUT_SCALE, OUTPUT_ZERO_POINT = 16 / 256, 127
INTEGER_BITS = 5  # kScaledDiffIntegerBits


def prepare(k: MicroContext) -> None:
    """Walk CalculateOpData: one type and shape; int8 with the one output scale that the kernel knows."""
    counts(k, 1, 1, PREPARE)
    x = k.temp_input(0, "input", PREPARE)
    y = k.temp_output(0, "output", PREPARE)
    same_type(k, x, y, ("input", "output"), PREPARE)
    same_shape(k, x, y, ("input", "output"), PREPARE)
    if x.dtype == "int8":
        k.persistent_struct("kernels/log_softmax:LogSoftmaxOpData")
        _output(k, y)
        _input_scale(k, x)


def _output(k: MicroContext, y: Tensor) -> None:
    cause = Cause.CONSTRAINT if y.is_quantized else Cause.QUANTIZATION
    if scale(y) != OUTPUT_SCALE:
        why = f"{y.name!r} has scale {scale(y):g}, {k.name} expects {OUTPUT_SCALE:g} for int8"
        k.refuse(why, PREPARE, cause=cause, tensor=y, message=not_true("output->params.scale == kOutputScale"))
    if zero_point(y) != OUTPUT_ZERO_POINT:
        why = f"{y.name!r} has zero point {zero_point(y)}, {k.name} expects {OUTPUT_ZERO_POINT} for int8"
        k.refuse(why, PREPARE, cause=cause, tensor=y, message=not_true("output->params.zero_point == kOutputZeroPoint"))


def _input_scale(k: MicroContext, x: Tensor) -> None:
    """Walk PreprocessLogSoftmaxScalingExp, which takes an input scale × 2^26 above 1."""
    if not is_greater_than_one(scale(x) * 2.0 ** (31 - INTEGER_BITS)):
        cause = Cause.CONSTRAINT if x.is_quantized else Cause.QUANTIZATION
        why = f"{x.name!r} has scale {scale(x):g}, {k.name} expects more than {2.0 ** (INTEGER_BITS - 31):g}"
        k.abort(why, GREATER_THAN_ONE, cause=cause, tensor=x)


def invoke(k: MicroContext) -> None:
    """Walk LogSoftmaxEval."""
    x, y = k.read_input(0, EVAL), k.read_output(0, EVAL)
    message = logged(f"LOG_SOFTMAX only supports float32, int8, got {type_name(x)}.")
    taken(k, x, ("float32", "int8"), EVAL, message=message)
    rank_within(k, x, y)


KERNELS = (Kernel("LOG_SOFTMAX", prepare=prepare, invoke=invoke),)
