"""SPLIT_V: micro/kernels/split_v.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import constant, counts, crashes, dims, missing, type_name, wrong
from tflint.runtime.tflm.kernels.split import axis_in_range, copied, parts
from tflint.runtime.tflm.steps import as_int32, dimension, first_failure, takes_at_invoke, unplanned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Verdict

PREPARE = "micro/kernels/split_v.cc:SplitPrepare"
EVAL = "micro/kernels/split_v.cc:SplitEval"
TYPES = ("float32", "int8", "int16", "int32")


def prepare(node: Node, context: MicroContext) -> None:
    """SplitPrepare looks at the axis alone."""
    context.temp(node.input(2))


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what the kernel refuses; size_splits is never read, the outputs' own dims count."""
    yield from counts(node, 3, None, PREPARE)
    tensor, axis = node.input(0), node.input(2)
    if axis is None:
        yield missing(node, PREPARE, ("input", "size_splits", "axis"), ())
        return
    yield from constant(node, axis, "axis", PREPARE)
    if tensor is None:
        yield crashes(node, "SPLIT_V has no input 0, and its kernel reads it all the same", source=EVAL)
        return
    yield from axis_in_range(node, axis, tensor, EVAL)
    if node.operator.outputs is None:
        yield missing(node, EVAL, ())
    yield from takes_at_invoke(node, tensor, TYPES, f"Type {type_name(tensor)} currently not supported.", EVAL)
    yield from parts(node, tensor, EVAL)
    yield from _sum(node, axis, tensor)


def _sum(node: Node, axis: Tensor, tensor: Tensor) -> Iterator[Verdict]:
    found = as_int32(node, axis, 1)
    if not found:
        return
    for output in node.outputs:
        if output is not None and not -len(output.shape) <= found[0] < len(output.shape):
            yield crashes(
                node,
                f"{output.name!r} is {dims(output.shape)}, SPLIT_V reads its dimension {found[0]}",
                tensor=output,
                source=EVAL,
            )
    for output in node.outputs:
        yield from unplanned(node, tensor, 0 if output is None else copied(tensor, output, found[0]), EVAL)
    total, whole = sum(dimension(output, found[0]) for output in node.outputs), dimension(tensor, found[0])
    if total != whole:
        yield wrong(node, f"outputs have {total} along axis {found[0]}, {tensor.name!r} has {whole}", tensor=tensor, source=EVAL)


KERNELS: tuple[Kernel, ...] = (Kernel("SPLIT_V", params="TfLiteSplitVParams", prepare=prepare, check=check),)
