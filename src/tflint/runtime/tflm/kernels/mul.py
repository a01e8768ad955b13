"""MUL: micro/kernels/mul.cc, mul_common.cc, cmsis_nn/mul.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.build import Library
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import (
    aborts,
    activation_range,
    broadcast_fits,
    counts,
    ignored_activation,
    missing,
    rank_within,
    refused,
    same_type,
    scale,
    wrong,
    zero_point,
)
from tflint.runtime.tflm.steps import (
    WHEEL_SURVIVES,
    borrows,
    first_failure,
    keeps,
    not_supported,
    reinterpreted,
    same_count,
    takes_at_invoke,
)
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Verdict

PREPARE = "micro/kernels/mul_common.cc:CalculateOpDataMul"
EVAL = "micro/kernels/mul.cc:MulEval"
TYPES = ("int8", "int16", "int32", "float32")


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what the kernel refuses; Eval goes by the first input's type alone."""
    first, second, output = node.input(0), node.input(1), node.output()
    if first is None or second is None or output is None:
        yield missing(node, PREPARE, ("input1", "input2"))
        return
    yield from counts(node, 2, 1, PREPARE)
    yield from same_type(node, first, second, ("input1", "input2"), PREPARE)
    if output.dtype in {"int8", "int16"}:
        yield from activation_range(node, output)
        yield from _symmetric(node, first, second, output)
    yield from takes_at_invoke(node, first, TYPES, not_supported(first), EVAL)
    yield from rank_within(node, first, second, output, survived=WHEEL_SURVIVES)
    yield from _sizes(node, first, second, output)
    yield from reinterpreted(node, output, first.dtype, EVAL)
    yield from _scales(node, first, second, output)
    yield from ignored_activation(node, PREPARE)


def _symmetric(node: Node, first: Tensor, second: Tensor, output: Tensor) -> Iterator[Verdict]:
    if first.dtype != "int16":
        return
    for tensor, name in ((first, "input1"), (second, "input2"), (output, "output")):
        if found := zero_point(tensor):
            why = f"{tensor.name!r} has zero point {found}, MUL wants 0 for int16"
            yield refused(node, why, tensor=tensor, message=f"data->{name}_zero_point != 0 ({found} != 0)", source=PREPARE)


def _sizes(node: Node, first: Tensor, second: Tensor, output: Tensor) -> Iterator[Verdict]:
    if first.shape != second.shape:
        yield from broadcast_fits(node, first, second, output, EVAL)
    elif first.dtype in {"int8", "int16"} and first.elements != output.elements:
        why = f"{output.name!r} has {output.elements:,} elements, its operands {first.elements:,}"
        yield aborts(node, why, tensor=output, source="lite/kernels/internal/types.h:MatchingElementsSize")
    else:
        yield from same_count(node, first, output, EVAL)


def _scales(node: Node, first: Tensor, second: Tensor, output: Tensor) -> Iterator[Verdict]:
    tensors = (first, second, output)
    if first.dtype == "int32" and any(t.is_quantized for t in tensors):
        yield wrong(node, "int32 operands are quantized, MUL multiplies them as they are", cause=Cause.QUANTIZATION, source=EVAL)
    elif first.dtype in {"int8", "int16"}:
        bare = next((t for t in tensors if scale(t) == 0), None)
        if bare is not None:
            why = f"{bare.name!r} is {bare.dtype} without a scale, MUL computes with 0"
            yield wrong(node, why, cause=Cause.QUANTIZATION, tensor=bare, source=PREPARE)


def prepare_cmsis_nn(node: Node, context: MicroContext) -> None:
    """Prepare in cmsis_nn/mul.cc, which once took its operands a second time (CalculateOpData)."""
    again = 2 if node.build.features.cmsis_nn_own_op_data else 1
    for _ in range(again):
        context.temp(node.input(0), node.input(1), node.output())


KERNELS: tuple[Kernel, ...] = (
    Kernel(
        "MUL",
        params="TfLiteMulParams",
        init=keeps("kernels/mul_common:OpDataMul"),
        prepare=borrows(inputs=2, outputs=1),
        check=check,
        prepare_variants={Library.CMSIS_NN: prepare_cmsis_nn},
    ),
)
