"""MIRROR_PAD: micro/kernels/mirror_pad.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import constants, dims, integer, refused, wrong
from tflint.runtime.tflm.steps import (
    absent,
    dimension,
    first_failure,
    keeps,
    rank_is,
    reinterpreted,
    same_scale,
    takes_at_invoke,
    unplanned,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Verdict

PREPARE = "micro/kernels/mirror_pad.cc:MirrorPadPrepare"
EVAL = "micro/kernels/mirror_pad.cc:MirrorPadEval"
TYPES = ("float32", "int8")


def prepare(node: Node, context: MicroContext) -> None:
    """MirrorPadPrepare: two counts a dimension."""
    tensor = node.input(0)
    context.temp(tensor, node.input(1), node.output())
    rank = 0 if tensor is None else len(tensor.shape)
    context.scratch(4 * rank, "output strides")
    context.scratch(4 * rank, "input strides")


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what the kernel refuses; at Invoke it does so without any text of its own."""
    tensor, paddings, output = node.input(0), node.input(1), node.output()
    if tensor is None or paddings is None or output is None:
        yield absent(node, 2, PREPARE)
        return
    yield from rank_is(node, paddings, "padding_matrix", 2, PREPARE)
    rank = len(tensor.shape)
    if dimension(paddings, 0) != rank:
        why = f"{paddings.name!r} has {dimension(paddings, 0)} rows, {tensor.name!r} has rank {rank}"
        message = f"SizeOfDimension(padding_matrix, 0) != NumDimensions(input_tensor) ({dimension(paddings, 0)} != {rank})"
        yield refused(node, why, tensor=paddings, message=message, source=PREPARE)
    message = f"Node MIRROR_PAD (number {node.operator.index}) failed to invoke with status 1"
    yield from takes_at_invoke(node, output, TYPES, message, EVAL)
    yield from reinterpreted(node, tensor, output.dtype, EVAL)
    yield from same_scale(node, tensor, output, EVAL)
    yield from unplanned(node, tensor, output.elements, EVAL)
    yield from _paddings(node, tensor, paddings, output)


def _paddings(node: Node, tensor: Tensor, paddings: Tensor, output: Tensor) -> Iterator[Verdict]:
    if paddings.dtype not in {"int32", "int64"}:
        yield wrong(node, f"{paddings.name!r} is {paddings.dtype}, MIRROR_PAD pads nothing then", tensor=paddings, source=EVAL)
        return
    pads = constants(node, paddings)
    if pads is None or len(pads) < 2 * len(tensor.shape):
        return
    pairs = tuple(zip(pads[::2], pads[1::2], strict=False))
    reflect = 1 if integer(node, "mode") == 0 else 0
    for axis, (size, pair) in enumerate(zip(tensor.shape, pairs, strict=False)):
        if max(pair) > size - reflect:
            why = f"padding {max(pair)} at dimension {axis} of size {size}, up to {size - reflect} can be mirrored"
            yield wrong(node, why, tensor=paddings, source=EVAL)
    wanted = tuple(size + sum(pair) for size, pair in zip(tensor.shape, pairs, strict=False))
    if output.shape != wanted:
        why = f"{output.name!r} is {dims(output.shape)}, padding gives {dims(wanted)}"
        yield wrong(node, why, tensor=output, source=EVAL)


KERNELS: tuple[Kernel, ...] = (
    Kernel(
        "MIRROR_PAD",
        params="TfLiteMirrorPaddingParams",
        init=keeps("kernels/mirror_pad:OpDataMirrorPad"),
        prepare=prepare,
        check=check,
    ),
)
