"""SQUARED_DIFFERENCE: micro/kernels/squared_difference.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import (
    aborts,
    broadcast_fits,
    counts,
    missing,
    rank_within,
    refused,
    same_type,
    scale,
    type_number,
    wrong,
    zero_point,
)
from tflint.runtime.tflm.quantization_util import is_smaller_than_one
from tflint.runtime.tflm.steps import WHEEL_SURVIVES, borrows, first_failure, keeps, reinterpreted, same_count, takes_at_invoke
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

PREPARE = "micro/kernels/squared_difference.cc:SquaredDifferencePrepare"
EVAL = "micro/kernels/squared_difference.cc:SquaredDifferenceEval"
TYPES = ("float32", "int32", "int8", "int16")


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what the kernel refuses; Prepare goes by the first input's type, Eval by the output's."""
    yield from counts(node, 2, 1, PREPARE)
    first, second, output = node.input(0), node.input(1), node.output()
    if first is None or second is None or output is None:
        yield missing(node, PREPARE, ("input1", "input2"))
        return
    yield from same_type(node, first, second, ("input1", "input2"), PREPARE)
    if first.dtype in {"int8", "int16"}:
        yield from _zero_points(node, first, second, output)
        yield from _multipliers(node, first, second)
    message = f"SquaredDifference only supports FLOAT32, INT32 , INT16 and INT8 now, got {type_number(output)}."
    yield from takes_at_invoke(node, output, TYPES, message, EVAL)
    yield from rank_within(node, first, second, output, survived=WHEEL_SURVIVES)
    yield from reinterpreted(node, first, output.dtype, EVAL)
    if first.shape != second.shape:
        yield from broadcast_fits(node, first, second, output, EVAL)
    else:
        yield from same_count(node, first, output, EVAL)
    yield from _ignored_scales(node, first, second, output)


def _zero_points(node: Node, first: Tensor, second: Tensor, output: Tensor) -> Iterator[Verdict]:
    low, high = (-128, 127) if first.dtype == "int8" else (0, 0)
    for tensor, name in ((first, "input1"), (second, "input2"), (output, "output")):
        found = zero_point(tensor)
        if not low <= found <= high:
            sign = "==" if low == high else ">=" if found < low else "<="
            bound = "0" if low == high else "integer_type_min" if found < low else "integer_type_max"
            why = f"{tensor.name!r} has zero point {found}, {low if low == high else f'{low}…{high}'} allowed"
            message = f"{name}_quantization_params.zero_point {sign} {bound} was not true."
            yield refused(node, why, tensor=tensor, message=message, source=PREPARE)


def _multipliers(node: Node, first: Tensor, second: Tensor) -> Iterator[Verdict]:
    twice = 2 * max(scale(first), scale(second))
    for tensor in (first, second):
        if not twice or not is_smaller_than_one(scale(tensor) / twice):
            why = f"{tensor.name!r} has scale {scale(tensor):g}, SQUARED_DIFFERENCE needs one above 0"
            yield aborts(node, why, cause=Cause.QUANTIZATION, tensor=tensor, source=PREPARE)


def _ignored_scales(node: Node, *tensors: Tensor) -> Iterator[Verdict]:
    if tensors[-1].dtype == "int32" and any(t.is_quantized for t in tensors):
        yield wrong(node, "int32 operands are quantized, their scales are ignored", cause=Cause.QUANTIZATION, source=EVAL)


KERNELS: tuple[Kernel, ...] = (
    Kernel(
        "SQUARED_DIFFERENCE",
        init=keeps("kernels/squared_difference:OpData"),
        prepare=borrows(inputs=2, outputs=1),
        check=check,
    ),
)
