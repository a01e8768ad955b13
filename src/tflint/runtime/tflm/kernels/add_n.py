"""ADD_N: micro/kernels/add_n.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import (
    counts,
    missing,
    rank_within,
    refused,
    same_shape,
    same_type,
    scale,
    smaller_than_one,
    taken,
    type_name,
    zero_point,
)
from tflint.runtime.tflm.quantization_util import divide
from tflint.runtime.tflm.steps import WHEEL_SURVIVES, first_failure, same_count, unplanned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Verdict

FILE = "micro/kernels/add_n.cc"
PREPARE, EVAL = f"{FILE}:CalculateOpData", f"{FILE}:EvalAddN"
FEWEST = 2
SHIFT = 20  # kAddNIntegerShift


def prepare(node: Node, context: MicroContext) -> None:
    """CalculateOpData: the struct comes here, not in Init."""
    x, y = node.input(0), node.output()
    context.temp(x, y, *node.inputs[1:])
    if y is not None and y.dtype == "int8":
        context.persistent_struct("kernels/add_n:OpData")
    if y is not None and y.dtype in {"float32", "int8"}:
        context.scratch(context.sizeof("ptr") * len(node.inputs), "pointers to the inputs")


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Two or more inputs of one type, shape and quantization."""
    if len(node.inputs) < FEWEST:
        why = f"{node.name} has {len(node.inputs)} inputs, {FEWEST} or more wanted"
        yield refused(node, why, message="num_inputs >= 2 was not true.", source=PREPARE)
    yield from counts(node, None, 1, PREPARE)
    x, y = node.input(0), node.output()
    if x is None or y is None:
        yield missing(node, PREPARE, ("input_tensor_first",))
        return
    yield from same_type(node, y, x, ("output", "input_tensor_first"), PREPARE)
    for position in range(1, len(node.inputs)):
        yield from _like_first(node, x, node.input(position), position)
    message = f"ADD_N only supports FLOAT32 and INT8, got {type_name(y)}."
    yield from taken(node, y, ("float32", "int8"), PREPARE, message=message)
    if y.dtype == "int8":
        twice = 2 * scale(x)
        yield from smaller_than_one(node, divide(scale(x), twice), "the input scale over twice itself", x)
        what = f"twice the input scale over 2^{SHIFT} × output scale"
        yield from smaller_than_one(node, divide(twice, (1 << SHIFT) * scale(y)), what, y, x)
    yield from rank_within(node, y, survived=WHEEL_SURVIVES)
    yield from unplanned(node, x, y.elements, EVAL)
    yield from same_count(node, x, y, EVAL)


def _like_first(node: Node, first: Tensor, other: Tensor | None, position: int) -> Iterator[Verdict]:
    if other is None:
        yield refused(node, f"{node.name} has no input {position}", message="input != nullptr was not true.", source=PREPARE)
        return
    yield from same_shape(node, first, other, "HaveSameShapes(input_tensor_first, input) was not true.", PREPARE)
    yield from same_type(node, first, other, ("input_tensor_first", "input"), PREPARE)
    for what, one, two, field in (
        ("zero point", zero_point(first), zero_point(other), "zero_point"),
        ("scale", scale(first), scale(other), "scale"),
    ):
        if first.dtype == "int8" and one != two:
            why = f"{first.name!r} has {what} {one:g} and {other.name!r} {two:g}, {node.name} takes one {what}"
            message = f"input_tensor_first->params.{field} == input->params.{field} was not true."
            yield refused(node, why, tensor=other, message=message, source=PREPARE)


KERNELS = (Kernel("ADD_N", prepare=prepare, check=check),)
