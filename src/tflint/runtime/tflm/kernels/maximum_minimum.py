"""MAXIMUM and MINIMUM: micro/kernels/maximum_minimum.cc, cmsis_nn/maximum_minimum.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.build import Library
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import aborts, broadcast_fits, rank_within
from tflint.runtime.tflm.steps import (
    WHEEL_SURVIVES,
    absent,
    first_failure,
    not_supported,
    reinterpreted,
    same_scale,
    takes_at_invoke,
)
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

EVAL = "micro/kernels/maximum_minimum.cc:Eval"
CMSIS = "micro/kernels/cmsis_nn/maximum_minimum.cc:FillVariableShape"
TYPES = ("float32", "int8", "int16", "int32", "int64")


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what the kernel refuses, all of it at Invoke: there is no Prepare."""
    first, second, output = node.input(0), node.input(1), node.output()
    if first is None or second is None or output is None:
        yield absent(node, 2, EVAL)
        return
    yield from _four_dimensions(node, first, second, output)
    yield from takes_at_invoke(node, output, TYPES, not_supported(output, "Type {} is not supported by Maximum/Minimum."), EVAL)
    yield from rank_within(node, first, second, output, survived=WHEEL_SURVIVES)
    yield from _sizes(node, first, second, output)
    for tensor in (first, second):
        yield from reinterpreted(node, tensor, output.dtype, EVAL)
        yield from same_scale(node, tensor, output, EVAL, cause=Cause.QUANTIZATION)


def _four_dimensions(node: Node, *tensors: Tensor) -> Iterator[Verdict]:
    """CMSIS-NN extends every shape to four dimensions before it looks at the type."""
    for tensor in tensors if node.build.library is Library.CMSIS_NN else ():
        if len(tensor.shape) > 4:
            yield aborts(
                node, f"{tensor.name!r} has rank {len(tensor.shape)}, CMSIS-NN takes up to 4", tensor=tensor, source=CMSIS
            )


def _sizes(node: Node, first: Tensor, second: Tensor, output: Tensor) -> Iterator[Verdict]:
    if first.shape != second.shape:
        yield from broadcast_fits(node, first, second, output, EVAL)
    elif first.elements != output.elements:
        why = f"{output.name!r} has {output.elements:,} elements, its operands {first.elements:,}"
        yield aborts(node, why, tensor=output, source="lite/kernels/internal/types.h:MatchingElementsSize")


KERNELS: tuple[Kernel, ...] = (Kernel("MAXIMUM", check=check), Kernel("MINIMUM", check=check))
