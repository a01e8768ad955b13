"""CUMSUM: micro/kernels/cumsum.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import (
    constants,
    counts,
    rank_within,
    refused,
    refused_at_invoke,
    same_shape,
    same_type,
    scale,
    smaller_than_one,
    taken,
    type_number,
)
from tflint.runtime.tflm.quantization_util import divide
from tflint.runtime.tflm.steps import WHEEL_SURVIVES, absent, first_failure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Verdict

PREPARE, EVAL = "micro/kernels/cumsum.cc:CalculateOpData", "micro/kernels/cumsum.cc:CumSumEval"
SHIFT = 20  # kCumSumIntegerShift


def prepare(node: Node, context: MicroContext) -> None:
    """CalculateOpData: the struct comes here, not in Init."""
    y = node.output()
    context.temp(node.input(0), node.input(1), y)
    if y is not None and y.dtype == "int8":
        context.persistent_struct("kernels/cumsum:OpData")


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Take float32 or int8 of one shape, and an int32 axis of one element."""
    yield from counts(node, 2, 1, PREPARE)
    x, axis, y = node.input(0), node.input(1), node.output()
    if x is None or axis is None or y is None:
        yield absent(node, 2, PREPARE)
        return
    message = "input->type == kTfLiteFloat32 || input->type == kTfLiteInt8 was not true."
    yield from taken(node, x, ("float32", "int8"), PREPARE, message=message)
    yield from taken(node, axis, ("int32",), PREPARE, message=f"axis->type != kTfLiteInt32 ({type_number(axis)} != 2)")
    if axis.elements != 1:
        message = f"NumElements(axis) != 1 ({axis.elements} != 1)"
        yield refused(node, f"{axis.name!r} has {axis.elements} elements, 1 wanted", tensor=axis, message=message, source=PREPARE)
    if not x.shape:
        yield refused(
            node, f"{x.name!r} is a scalar", tensor=x, message="NumDimensions(input) >= 1 was not true.", source=PREPARE
        )
    yield from same_type(node, x, y, ("input", "output"), PREPARE, numbers=True)
    yield from same_shape(node, x, y, "HaveSameShapes(input, output) was not true.", PREPARE)
    if y.dtype == "int8":
        twice = 2 * scale(x)
        yield from smaller_than_one(node, divide(scale(x), twice), "the input scale over twice itself", x)
        what = f"twice the input scale over 2^{SHIFT} × output scale"
        yield from smaller_than_one(node, divide(twice, (1 << SHIFT) * scale(y)), what, y, x)
    yield from rank_within(node, x, survived=WHEEL_SURVIVES)
    yield from _axis(node, x, axis)


def _axis(node: Node, x: Tensor, axis: Tensor) -> Iterator[Verdict]:
    rank = len(x.shape)
    for value in constants(node, axis) or ():
        along = value + rank if value < 0 else value
        if not 0 <= along < rank:
            why = f"{axis.name!r} is {value}, {x.name!r} has rank {rank}"
            yield refused_at_invoke(node, why, tensor=axis, message=f"CUMSUM Invalid axis: {along}", source=EVAL)


KERNELS = (Kernel("CUMSUM", params="TfLiteCumsumParams", prepare=prepare, check=check),)
