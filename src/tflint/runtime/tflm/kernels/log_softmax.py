"""LOG_SOFTMAX: micro/kernels/log_softmax.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import (
    aborts,
    counts,
    missing,
    rank_within,
    refused,
    same_shape,
    same_type,
    scale,
    type_name,
    zero_point,
)
from tflint.runtime.tflm.quantization_util import is_greater_than_one
from tflint.runtime.tflm.steps import WHEEL_SURVIVES, first_failure, takes_at_invoke
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Verdict

FILE = "micro/kernels/log_softmax.cc"
PREPARE, EVAL = f"{FILE}:CalculateOpData", f"{FILE}:LogSoftmaxEval"
OUTPUT_SCALE, OUTPUT_ZERO_POINT = 16 / 256, 127
INTEGER_BITS = 5  # kScaledDiffIntegerBits


def prepare(node: Node, context: MicroContext) -> None:
    """CalculateOpData."""
    x = node.input(0)
    context.temp(x, node.output())
    if x is not None and x.dtype == "int8":
        context.persistent_struct("kernels/log_softmax:LogSoftmaxOpData")


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Float32 or int8 of one shape; int8 with the one output scale that the kernel knows."""
    yield from counts(node, 1, 1, PREPARE)
    x, y = node.input(0), node.output()
    if x is None or y is None:
        yield missing(node, PREPARE, ("input",))
        return
    yield from same_type(node, x, y, ("input", "output"), PREPARE)
    yield from same_shape(node, x, y, "HaveSameShapes(input, output) was not true.", PREPARE)
    if x.dtype == "int8":
        yield from _output(node, y)
        yield from _input_scale(node, x)
    message = f"LOG_SOFTMAX only supports float32, int8, got {type_name(x)}."
    yield from takes_at_invoke(node, x, ("float32", "int8"), message, EVAL)
    yield from rank_within(node, x, y, survived=WHEEL_SURVIVES)


def _output(node: Node, y: Tensor) -> Iterator[Verdict]:
    cause = Cause.CONSTRAINT if y.is_quantized else Cause.QUANTIZATION
    if scale(y) != OUTPUT_SCALE:
        why = f"{y.name!r} has scale {scale(y):g}, {node.name} wants {OUTPUT_SCALE:g} for int8"
        yield refused(
            node, why, cause=cause, tensor=y, message="output->params.scale == kOutputScale was not true.", source=PREPARE
        )
    if zero_point(y) != OUTPUT_ZERO_POINT:
        why = f"{y.name!r} has zero point {zero_point(y)}, {node.name} wants {OUTPUT_ZERO_POINT} for int8"
        message = "output->params.zero_point == kOutputZeroPoint was not true."
        yield refused(node, why, cause=cause, tensor=y, message=message, source=PREPARE)


def _input_scale(node: Node, x: Tensor) -> Iterator[Verdict]:
    """PreprocessLogSoftmaxScalingExp wants input scale × 2^26 above 1 (QuantizeMultiplierGreaterThanOne)."""
    if not is_greater_than_one(scale(x) * 2.0 ** (31 - INTEGER_BITS)):
        cause = Cause.CONSTRAINT if x.is_quantized else Cause.QUANTIZATION
        why = f"{x.name!r} has scale {scale(x):g}, {node.name} wants more than {2.0 ** (INTEGER_BITS - 31):g}"
        source = "lite/kernels/internal/quantization_util.cc:QuantizeMultiplierGreaterThanOne"
        yield aborts(node, why, cause=cause, tensor=x, source=source)


KERNELS = (Kernel("LOG_SOFTMAX", prepare=prepare, check=check),)
