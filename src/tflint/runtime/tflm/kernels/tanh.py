"""TANH: micro/kernels/tanh.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import (
    counts,
    missing,
    rank_within,
    refused,
    same_type,
    scale,
    type_name,
    wrong,
    zero_point,
    zero_point_is,
)
from tflint.runtime.tflm.quantization_util import checked_log2
from tflint.runtime.tflm.steps import WHEEL_SURVIVES, first_failure, keeps, same_count, takes_at_invoke
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Verdict

PREPARE = "micro/kernels/tanh.cc:CalculateArithmeticOpData"
EVAL = "micro/kernels/tanh.cc:TanhEval"
TYPES = ("float32", "int16", "int8")
INT16_LOG2 = -15  # an int16 output counts in steps of 2^-15


def prepare(node: Node, context: MicroContext) -> None:
    """TanhPrepare takes the input once itself and once more in CalculateArithmeticOpData."""
    context.temp(node.input(0), node.input(0), node.output())


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what the kernel refuses; an int8 output is taken for scale 1/128, zero point 0."""
    tensor, output = node.input(0), node.output()
    if tensor is None:
        yield missing(node, "micro/kernels/tanh.cc:TanhPrepare", ("input",))
        return
    yield from counts(node, 1, 1, PREPARE)
    if output is None:
        yield missing(node, PREPARE, ("input",))
        return
    yield from same_type(node, tensor, output, ("input", "output"), PREPARE)
    if tensor.dtype == "int16":
        yield from symmetric_int16(node, tensor, output, PREPARE)
    message = f"Input {type_name(tensor)}, output {type_name(output)} not supported."
    yield from takes_at_invoke(node, tensor, TYPES, message, EVAL)
    yield from rank_within(node, tensor, output, survived=WHEEL_SURVIVES)
    yield from same_count(node, tensor, output, EVAL)
    if tensor.dtype == "int8" and (scale(output), zero_point(output)) != (1 / 128, 0):
        found = f"scale {scale(output):g} and zero point {zero_point(output)}"
        yield wrong(
            node, f"{output.name!r} has {found}, TANH writes 1/128 and 0", cause=Cause.QUANTIZATION, tensor=output, source=EVAL
        )


def symmetric_int16(node: Node, tensor: Tensor, output: Tensor, source: str) -> Iterator[Verdict]:
    """Refuse an int16 TANH or LOGISTIC with a zero point, or with an output that does not count in steps of 2^-15."""
    yield from zero_point_is(node, tensor, 0, "input", source)
    yield from zero_point_is(node, output, 0, "output", source)
    log2, is_power = checked_log2(scale(output))
    why = f"{output.name!r} has scale {scale(output):g}, an int16 {node.name} wants 2^{INT16_LOG2}"
    if not is_power:
        message = "CheckedLog2(output->params.scale, &output_scale_log2_rounded) was not true."
        yield refused(node, why, cause=Cause.QUANTIZATION, tensor=output, message=message, source=source)
    elif log2 != INT16_LOG2:
        message = f"output_scale_log2_rounded != -kOutputFractionalBits ({log2} != {INT16_LOG2})"
        yield refused(node, why, cause=Cause.QUANTIZATION, tensor=output, message=message, source=source)


KERNELS: tuple[Kernel, ...] = (Kernel("TANH", init=keeps("kernels/tanh:OpData"), prepare=prepare, check=check),)
