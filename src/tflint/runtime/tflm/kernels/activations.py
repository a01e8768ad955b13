"""RELU and RELU6: micro/kernels/activations.cc, activations_common.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import missing, rank_within, type_name, zero_point_is
from tflint.runtime.tflm.steps import (
    WHEEL_SURVIVES,
    absent,
    borrows,
    first_failure,
    keeps,
    reinterpreted,
    same_count,
    same_scale,
    takes_at_invoke,
)
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

PREPARE = "micro/kernels/activations_common.cc:ReluPrepare"
PREPARE6 = "micro/kernels/activations_common.cc:Relu6Prepare"
EVAL = "micro/kernels/activations.cc:ReluEval"
EVAL6 = "micro/kernels/activations.cc:Relu6Eval"
TYPES = ("float32", "int8", "int16")


@first_failure
def check_relu(node: Node) -> Iterator[Verdict]:
    """Yield what RELU refuses: int16 with a zero point, other types at Invoke."""
    tensor, output = node.input(0), node.output()
    if tensor is None or output is None:
        yield missing(node, PREPARE, ("input",))
        return
    yield from rank_within(node, tensor, output, survived=WHEEL_SURVIVES) if tensor.dtype in {"int8", "int16"} else ()
    if tensor.dtype == "int16":
        yield from zero_point_is(node, tensor, 0, "input", PREPARE)
        yield from zero_point_is(node, output, 0, "output", PREPARE)
    yield from _evaluate(node, tensor, output, EVAL)


@first_failure
def check_relu6(node: Node) -> Iterator[Verdict]:
    """Yield what RELU6 refuses; it reads its thresholds off the input's scale and never looks at the output's."""
    tensor, output = node.input(0), node.output()
    if tensor is None:
        yield missing(node, PREPARE6, ("input",))
        return
    if output is None:
        yield absent(node, 1, EVAL6)
        return
    yield from _evaluate(node, tensor, output, EVAL6)
    yield from same_scale(node, tensor, output, EVAL6, cause=Cause.QUANTIZATION)


def _evaluate(node: Node, tensor: Tensor, output: Tensor, source: str) -> Iterator[Verdict]:
    message = f"Only float32/int8/int16 is supported currently, got {type_name(tensor)}"
    yield from takes_at_invoke(node, tensor, TYPES, message, source)
    yield from rank_within(node, tensor, output, survived=WHEEL_SURVIVES)
    yield from reinterpreted(node, output, tensor.dtype, source)
    yield from same_count(node, tensor, output, source)


KERNELS: tuple[Kernel, ...] = (
    Kernel("RELU", init=keeps("kernels/activations:ReluOpData"), prepare=borrows(inputs=1, outputs=1), check=check_relu),
    Kernel("RELU6", init=keeps("kernels/activations:Relu6OpData"), prepare=borrows(inputs=1), check=check_relu6),
)
