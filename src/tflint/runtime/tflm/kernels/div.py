"""DIV: micro/kernels/div.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import (
    aborts,
    activation_range,
    broadcast_fits,
    constants,
    dims,
    ignored_activation,
    missing,
    rank_within,
    refused_at_invoke,
    same_type,
    scale_is_read,
    unquantized,
    wrong,
    zero_point,
)
from tflint.runtime.tflm.steps import WHEEL_SURVIVES, borrows, first_failure, keeps, not_supported, takes_at_invoke

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

FILE = "micro/kernels/div.cc"
PREPARE, OP_DATA, EVAL = f"{FILE}:DivPrepare", f"{FILE}:CalculateOpDataDiv", f"{FILE}:DivEval"


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Take one type, at Invoke() float32, int32 or int8."""
    a, b, y = node.input(0), node.input(1), node.output()
    if a is None or b is None or y is None:
        yield missing(node, PREPARE, ("input1", "input2"))
        return
    yield from same_type(node, a, b, ("input1", "input2"), OP_DATA)
    yield from same_type(node, a, y, ("input1", "output"), OP_DATA)
    if y.dtype == "int8":
        yield from activation_range(node, y)
        yield from scale_is_read(node, OP_DATA, a, b, y)
    if y.dtype == "int32":
        yield from unquantized(node, a, "input1", PREPARE)
        yield from unquantized(node, b, "input2", PREPARE)
    message = not_supported(y, "DIV only supports FLOAT32, INT32, quantized INT8 now, got type {}.")
    yield from takes_at_invoke(node, y, ("float32", "int32", "int8"), message, EVAL)
    yield from _zero(node, b)
    yield from ignored_activation(node, OP_DATA)
    yield from rank_within(node, a, b, y, survived=WHEEL_SURVIVES)
    if a.shape == b.shape and a.elements != y.elements:
        why = f"{y.name!r} is {dims(y.shape)}, its operands are {dims(a.shape)}"
        yield aborts(node, why, tensor=y, source="lite/kernels/internal/types.h:MatchingElementsSize")
    if a.shape != b.shape:
        yield from broadcast_fits(node, a, b, y, EVAL)


def _zero(node: Node, divisor: Tensor) -> Iterator[Verdict]:
    """Tell a constant divisor that holds 0: the wheel refuses it, Arm's SDIV gives 0, int8 gives what a debug build stops at."""
    if divisor.dtype not in {"int32", "int8"} or zero_point(divisor) not in (constants(node, divisor) or ()):
        return
    why = f"{divisor.name!r} holds {zero_point(divisor)}, {node.name} divides by zero"
    if divisor.dtype == "int32" and node.build.wheel:
        yield refused_at_invoke(node, why, tensor=divisor, source=EVAL)
    yield wrong(node, why, tensor=divisor, source="lite/kernels/internal/reference/div.h:DivElementwise")


KERNELS = (
    Kernel(
        "DIV",
        params="TfLiteDivParams",
        init=keeps("kernels/div:OpDataDiv"),
        prepare=borrows(inputs=2, outputs=1),
        check=check,
    ),
)
