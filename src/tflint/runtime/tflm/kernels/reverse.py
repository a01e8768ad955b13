"""REVERSE_V2: micro/kernels/reverse.cc."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import (
    MAX_RANK,
    counts,
    crashes,
    missing,
    refused,
    refused_at_invoke,
    same_type,
    taken,
    type_name,
)
from tflint.runtime.tflm.steps import as_int32, borrows, first_failure, rank_is, same_count, same_scale

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

PREPARE = "micro/kernels/reverse.cc:ReverseV2Prepare"
EVAL = "micro/kernels/reverse.cc:ReverseV2Eval"
TYPES = ("int32", "float32", "uint8", "int8", "int16", "int64", "bool")


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what the kernel refuses."""
    yield from counts(node, 2, 1, PREPARE)
    tensor, axis, output = node.input(0), node.input(1), node.output()
    if tensor is None or axis is None or output is None:
        yield missing(node, PREPARE, ("input", "axis"))
        return
    yield from rank_is(node, axis, "axis", 1, PREPARE)
    yield from _ranks(node, tensor, axis)
    yield from taken(node, tensor, TYPES, PREPARE, message=f"Type '{type_name(tensor)}' is not supported by reverse.")
    yield from taken(node, axis, ("int32",), PREPARE, message=f"Axis Type '{type_name(axis)}' is not supported by reverse.")
    yield from same_type(node, tensor, output, ("input", "output"), PREPARE, numbers=True)
    yield from _axes(node, tensor, axis)
    yield from same_count(node, tensor, output, EVAL)
    yield from same_scale(node, tensor, output, EVAL)


def _ranks(node: Node, tensor: Tensor, axis: Tensor) -> Iterator[Verdict]:
    rank = len(tensor.shape)
    if rank > MAX_RANK:
        why = f"{tensor.name!r} has rank {rank}, up to {MAX_RANK} allowed"
        message = "NumDimensions(input) <= kMaxDimensions was not true."
        yield refused(node, why, tensor=tensor, message=message, source=PREPARE)
    if rank < axis.elements:
        why = f"{axis.name!r} names {axis.elements} axes, {tensor.name!r} has rank {rank}"
        message = "NumDimensions(input) >= NumElements(axis) was not true."
        yield refused(node, why, tensor=axis, message=message, source=PREPARE)


def _axes(node: Node, tensor: Tensor, axis: Tensor) -> Iterator[Verdict]:
    rank = len(tensor.shape)
    if axis.elements == 0:
        yield crashes(
            node, f"{axis.name!r} names no axis", tensor=axis, source="lite/kernels/internal/reference/reference_ops.h:Reverse"
        )
    axes = as_int32(node, axis, axis.elements) or ()
    message = "axes_data[i] >= 0 && axes_data[i] < rank was not true."
    for found in axes:
        if not -rank <= found < rank:
            why = f"axis {found} is outside rank {rank} of {tensor.name!r}"
            yield refused_at_invoke(node, why, tensor=axis, message=None if node.build.wheel else message, source=EVAL)
    ordered = sorted(found % rank for found in axes if rank)
    if any(later != earlier + 1 for earlier, later in pairwise(ordered)):
        why = f"axes {axes} are not next to each other"
        yield refused_at_invoke(node, why, tensor=axis, message="Non-contiguous `axes` not supported", source=EVAL)


KERNELS: tuple[Kernel, ...] = (Kernel("REVERSE_V2", prepare=borrows(inputs=2, outputs=1), check=check),)
