"""ARG_MAX and ARG_MIN: micro/kernels/arg_min_max.cc; there is no Prepare."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import constants, dims, known_types, rank_within, type_name, wrong
from tflint.runtime.tflm.steps import WHEEL_SURVIVES, absent, first_failure, takes_at_invoke, unplanned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

EVAL = "micro/kernels/arg_min_max.cc:Eval"


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Int32 axis and output, float32 or int8 input, all of it at Invoke()."""
    yield from known_types(node, "output_type")
    x, axis, y = node.input(0), node.input(1), node.output()
    if x is None or axis is None or y is None:
        yield absent(node, 2, EVAL)
        return
    for tensor in (axis, y):
        message = f"Only int32_t are supported currently, got {type_name(tensor)}."
        yield from takes_at_invoke(node, tensor, ("int32",), message, EVAL)
    message = f"Only float32, uint8_t and int8_t are supported currently, got {type_name(x)}."
    yield from takes_at_invoke(node, x, ("float32", "int8"), message, EVAL)
    yield from rank_within(node, x, y, survived=WHEEL_SURVIVES)
    yield from _shapes(node, x, axis, y)


def _shapes(node: Node, x: Tensor, axis: Tensor, y: Tensor) -> Iterator[Verdict]:
    values = constants(node, axis)
    if not values:
        return
    along = values[0] + len(x.shape) if values[0] < 0 else values[0]
    if not 0 <= along < len(x.shape):
        yield wrong(node, f"{axis.name!r} is {values[0]}, {x.name!r} has rank {len(x.shape)}", tensor=axis, source=EVAL)
        return
    reduced = x.shape[:along] + x.shape[along + 1 :]
    yield from unplanned(node, x, prod(reduced), EVAL)
    if reduced != y.shape:
        why = f"{y.name!r} is {dims(y.shape)}, {node.name} writes {dims(reduced)}"
        yield wrong(node, why, tensor=y, source="lite/kernels/internal/reference/arg_min_max.h:ArgMinMax")


KERNELS = (
    Kernel("ARG_MAX", params="TfLiteArgMaxParams", check=check),
    Kernel("ARG_MIN", params="TfLiteArgMinParams", check=check),
)
