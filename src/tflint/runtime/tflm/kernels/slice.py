"""SLICE: micro/kernels/slice.cc."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import aborts, constants, counts, dims, type_name, type_number, wrong
from tflint.runtime.tflm.steps import (
    absent,
    borrows,
    debug_only,
    first_failure,
    not_supported,
    reinterpreted,
    same_scale,
    takes_at_invoke,
    unplanned,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

PREPARE = "micro/kernels/slice.cc:SlicePrepare"
EVAL = "micro/kernels/slice.cc:SliceEval"
TYPES = ("float32", "int32", "int8", "int16", "bool")
RANKS = 5  # kMaxDim


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what the kernel refuses; nearly all that Prepare looks at it looks at in debug builds only."""
    yield from counts(node, 3, 1, PREPARE)
    tensor, begin, size, output = node.input(0), node.input(1), node.input(2), node.output()
    if tensor is None or begin is None or size is None or output is None:
        yield absent(node, 3, PREPARE)
        return
    if begin.dtype != size.dtype:
        yield debug_only(node, f"{begin.name!r} is {begin.dtype}, {size.name!r} {size.dtype}", tensor=size, source=PREPARE)
    message = f"Begin tensor type {type_name(tensor)} ({type_number(tensor)}) not supported."
    yield from takes_at_invoke(node, begin, ("int32", "int64"), message, EVAL)
    yield from takes_at_invoke(node, tensor, TYPES, not_supported(tensor, "Input tensor type {} not supported."), EVAL)
    if len(tensor.shape) > RANKS:
        why = f"{tensor.name!r} has rank {len(tensor.shape)}, up to {RANKS} allowed"
        yield aborts(node, why, tensor=tensor, source="lite/kernels/internal/reference/slice.h:Slice")
    yield from reinterpreted(node, output, tensor.dtype, EVAL)
    yield from same_scale(node, tensor, output, EVAL)
    yield from unplanned(node, tensor, output.elements, EVAL)
    yield from _range(node, tensor, begin, size, output)


def _range(node: Node, tensor: Tensor, begin: Tensor, size: Tensor, output: Tensor) -> Iterator[Verdict]:
    starts, sizes = constants(node, begin), constants(node, size)
    if starts is None or sizes is None or begin.dtype != size.dtype:
        return
    cut = tuple(
        whole - start if wanted == -1 else wanted for whole, start, wanted in zip(tensor.shape, starts, sizes, strict=False)
    )
    for axis, (whole, start, wanted) in enumerate(zip(tensor.shape, starts, cut, strict=False)):
        if start < 0 or wanted < 0 or start + wanted > whole:
            why = f"{tensor.name!r} has {whole} at dimension {axis}, {start}…{start + wanted} is cut out of it"
            yield wrong(node, why, tensor=tensor, source=EVAL)
    if len(cut) == len(tensor.shape):
        yield from unplanned(node, output, prod(cut), EVAL)
    if len(cut) == len(tensor.shape) and cut != output.shape:
        yield wrong(node, f"{output.name!r} is {dims(output.shape)}, the slice {dims(cut)}", tensor=output, source=EVAL)


KERNELS: tuple[Kernel, ...] = (Kernel("SLICE", prepare=borrows(inputs=3, outputs=1), check=check),)
