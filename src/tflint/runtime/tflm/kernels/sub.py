"""SUB: micro/kernels/sub.cc, sub_common.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import (
    aborts,
    activation_range,
    broadcast_fits,
    ignored_activation,
    missing,
    rank_within,
    refused,
    scale,
    zero_point,
)
from tflint.runtime.tflm.quantization_util import divide, float32, is_smaller_than_one
from tflint.runtime.tflm.steps import borrows, debug_only, first_failure, keeps, not_supported, reinterpreted, takes_at_invoke
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

PREPARE = "micro/kernels/sub_common.cc:SubPrepare"
PARAMETERS = "micro/kernels/sub_common.cc:CalculateOpDataSub"
EVAL = "micro/kernels/sub.cc:SubEval"
TYPES = ("float32", "int32", "int8", "int16")


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what the kernel refuses; only the output's type counts."""
    first, second, output = node.input(0), node.input(1), node.output()
    if first is None or second is None or output is None:
        yield missing(node, PREPARE, ("input1", "input2"))
        return
    if output.dtype in {"int8", "int16"}:
        yield from _multipliers(node, first, second, output)
        yield from activation_range(node, output)
    elif output.dtype == "int32":
        yield from _unquantized(node, first, second, output)
    yield from takes_at_invoke(node, output, TYPES, not_supported(output), EVAL)
    yield from rank_within(node, first, second, output)
    yield from _sizes(node, first, second, output)
    for tensor in (first, second):
        yield from reinterpreted(node, tensor, output.dtype, EVAL)
    yield from ignored_activation(node, PARAMETERS)
    if output.dtype == "int16" and any(zero_point(t) for t in (first, second, output)):
        yield debug_only(
            node, "int16 operands have a zero point other than 0", source="lite/kernels/internal/reference/sub.h:Sub"
        )


def _multipliers(node: Node, first: Tensor, second: Tensor, output: Tensor) -> Iterator[Verdict]:
    """Rescaling takes multipliers below 1 only: both inputs' scales above 0, the output's above twice the larger / 2^shift."""
    shift = 15 if output.dtype == "int16" else 20
    twice = float32(2 * max(scale(first), scale(second)))
    for tensor in (first, second):
        if not is_smaller_than_one(float32(divide(scale(tensor), twice))):
            why = f"{tensor.name!r} has scale {scale(tensor):g}, SUB needs one above 0"
            yield aborts(node, why, cause=Cause.QUANTIZATION, tensor=tensor, source=PARAMETERS)
    if not is_smaller_than_one(float32(divide(twice, float32((1 << shift) * scale(output))))):
        why = f"{output.name!r} has scale {scale(output):g}, SUB needs more than {twice / (1 << shift):g} for its inputs' scales"
        yield aborts(node, why, cause=Cause.QUANTIZATION, tensor=output, source=PARAMETERS)


def _unquantized(node: Node, first: Tensor, second: Tensor, output: Tensor) -> Iterator[Verdict]:
    for tensor, name in ((first, "input1"), (second, "input2"), (output, "output")):
        if tensor.is_quantized:
            why = f"{tensor.name!r} is quantized, an int32 SUB takes plain integers"
            message = f"{name}->quantization.type != kTfLiteNoQuantization (1 != 0)"
            yield refused(node, why, cause=Cause.QUANTIZATION, tensor=tensor, message=message, source=PREPARE)


def _sizes(node: Node, first: Tensor, second: Tensor, output: Tensor) -> Iterator[Verdict]:
    if _broadcasts(first, second, output):
        yield from broadcast_fits(node, first, second, output, EVAL)
    elif first.elements != output.elements:
        why = f"{output.name!r} has {output.elements:,} elements, its operands {first.elements:,}"
        yield aborts(node, why, tensor=output, source="lite/kernels/internal/types.h:MatchingElementsSize")


def _broadcasts(first: Tensor, second: Tensor, output: Tensor) -> bool:
    """Tell whether Eval broadcasts: quantized shapes are compared with leading ones filled in (ProcessBroadcastShapes)."""
    one, other = first.shape, second.shape
    if output.dtype in {"int8", "int16"}:
        rank = max(len(one), len(other))
        one, other = (1,) * (rank - len(one)) + one, (1,) * (rank - len(other)) + other
    return one != other


KERNELS: tuple[Kernel, ...] = (
    Kernel(
        "SUB", params="TfLiteSubParams", init=keeps("kernels/sub:OpDataSub"), prepare=borrows(inputs=2, outputs=1), check=check
    ),
)
