"""PRELU: micro/kernels/prelu.cc, prelu_common.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import aborts, broadcast_fits, missing, rank_within, scale, taken, type_name, wrong
from tflint.runtime.tflm.steps import borrows, first_failure, keeps, reinterpreted, takes_at_invoke, unplanned
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

PREPARE = "micro/kernels/prelu.cc:PreluPrepare"
EVAL = "micro/kernels/prelu.cc:PreluEval"
SLOW = "lite/kernels/internal/runtime_shape.h:ExtendedShape"
TYPES = ("float32", "int8", "int16")


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what the kernel refuses."""
    tensor, alpha, output = node.input(0), node.input(1), node.output()
    if tensor is None or alpha is None or output is None:
        yield missing(node, PREPARE, ("input", "alpha"))
        return
    if output.dtype == "int16":
        yield from taken(node, alpha, ("int8",), PREPARE, message="alpha->type == kTfLiteInt8 was not true.")
    yield from takes_at_invoke(node, tensor, TYPES, f"Input type '{type_name(tensor)}' is not supported.", EVAL)
    yield from _four_dimensions(node, tensor, alpha, output)
    yield from rank_within(node, tensor, alpha, output)
    yield from unplanned(node, tensor, output.elements, EVAL) if tensor.dtype == "float32" else ()
    yield from broadcast_fits(node, tensor, alpha, output, EVAL)
    yield from reinterpreted(node, alpha, "int8" if tensor.dtype == "int16" else tensor.dtype, EVAL)
    yield from reinterpreted(node, output, tensor.dtype, EVAL)
    yield from _unquantized(node, tensor, alpha, output)


def _four_dimensions(node: Node, *tensors: Tensor) -> Iterator[Verdict]:
    for tensor in tensors if tensors[0].dtype == "float32" else ():
        if len(tensor.shape) > 4:
            yield aborts(
                node, f"{tensor.name!r} has rank {len(tensor.shape)}, a float32 PRELU takes up to 4", tensor=tensor, source=SLOW
            )


def _unquantized(node: Node, *tensors: Tensor) -> Iterator[Verdict]:
    for tensor in tensors if tensors[0].dtype in {"int8", "int16"} else ():
        if scale(tensor) == 0:
            why = f"{tensor.name!r} is {tensor.dtype} without a scale, PRELU computes with 0"
            yield wrong(
                node, why, cause=Cause.QUANTIZATION, tensor=tensor, source="micro/kernels/prelu_common.cc:CalculatePreluParams"
            )


KERNELS: tuple[Kernel, ...] = (
    Kernel("PRELU", init=keeps("kernels/prelu:PreluParams"), prepare=borrows(inputs=2, outputs=1), check=check),
)
