"""LOGISTIC: micro/kernels/logistic.cc, logistic_common.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import missing, rank_within, same_type, scale, type_name, wrong, zero_point_is
from tflint.runtime.tflm.kernels.tanh import symmetric_int16
from tflint.runtime.tflm.steps import WHEEL_SURVIVES, borrows, first_failure, keeps, same_count, takes_at_invoke
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

PREPARE = "micro/kernels/logistic_common.cc:CalculateArithmeticOpDataLogistic"
EVAL = "micro/kernels/logistic.cc:LogisticEval"
TYPES = ("float32", "int16", "int8")


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what the kernel refuses; an int8 output is taken for scale 1/256."""
    tensor, output = node.input(0), node.output()
    if tensor is None or output is None:
        yield missing(node, PREPARE, ("input",))
        return
    yield from same_type(node, tensor, output, ("input", "output"), PREPARE)
    if tensor.dtype == "int8":
        yield from zero_point_is(node, output, -128, "output", PREPARE, form="std::numeric_limits<int8_t>::min()")
    elif tensor.dtype == "int16":
        yield from symmetric_int16(node, tensor, output, PREPARE)
    message = f"Input {type_name(tensor)}, output {type_name(output)} not supported."
    yield from takes_at_invoke(node, tensor, TYPES, message, EVAL)
    yield from rank_within(node, tensor, output, survived=WHEEL_SURVIVES)
    yield from same_count(node, tensor, output, EVAL)
    if tensor.dtype == "int8" and scale(output) != 1 / 256:
        why = f"{output.name!r} has scale {scale(output):g}, LOGISTIC writes 1/256"
        yield wrong(node, why, cause=Cause.QUANTIZATION, tensor=output, source=EVAL)


KERNELS: tuple[Kernel, ...] = (
    Kernel("LOGISTIC", init=keeps("kernels/logistic:OpDataLogistic"), prepare=borrows(inputs=1, outputs=1), check=check),
)
