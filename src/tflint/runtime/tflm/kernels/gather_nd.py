"""GATHER_ND: micro/kernels/gather_nd.cc."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import counts, missing, refused, refused_at_invoke, taken, type_name
from tflint.runtime.tflm.relocated import overrun
from tflint.runtime.tflm.steps import as_int32, dimension, first_failure, reinterpreted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Verdict

PREPARE, EVAL = "micro/kernels/gather_nd.cc:GatherNdPrepare", "micro/kernels/gather_nd.cc:GatherNd"
MOST_INDICES = 5  # MAX_INDICES_ND


def prepare(node: Node, context: MicroContext) -> None:
    """GatherNdPrepare: the output's dims are computed, whatever the file declares."""
    params, indices, y = node.input(0), node.input(1), node.output()
    context.temp(params, indices, y)
    relocates = node.build.features.gather_nd_output_dims
    if relocates and params is not None and indices is not None and y is not None:
        context.relocate_output_dims(y, _dims(params, indices))


def _dims(params: Tensor, indices: Tensor) -> tuple[int, ...]:
    return (*indices.shape[:-1], *params.shape[max(dimension(indices, -1), 0) :])


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Take int32 indices into float32 or int8."""
    yield from counts(node, 2, 1, PREPARE)
    params, indices, y = node.input(0), node.input(1), node.output()
    if params is None or indices is None or y is None:
        yield missing(node, PREPARE, ("params", "indices"))
        return
    message = f"Params of type '{type_name(params)}' are not supported by gather_nd."
    yield from taken(node, params, ("float32", "int8"), PREPARE, message=message)
    message = f"Indices of type '{type_name(indices)}' are not supported by gather_nd."
    yield from taken(node, indices, ("int32",), PREPARE, message=message)
    yield from _ranks(node, params, indices)
    yield from overrun(node, y, _dims(params, indices), f"{EVAL}Eval")
    yield from reinterpreted(node, y, params.dtype, PREPARE)
    yield from _bounds(node, params, indices)


def _ranks(node: Node, params: Tensor, indices: Tensor) -> Iterator[Verdict]:
    depth = dimension(indices, -1)
    for tensor, message in ((params, "Params must be at least a vector."), (indices, "Indices must be at least a vector.")):
        if not tensor.shape:
            yield refused(node, f"{tensor.name!r} is a scalar", tensor=tensor, message=message, source=PREPARE)
    if depth > len(params.shape):
        why = f"{indices.name!r} has {depth} coordinates, {params.name!r} rank {len(params.shape)}"
        message = "Index innermost dimension length must be <= params rank."
        yield refused(node, why, tensor=indices, message=message, source=PREPARE)
    if depth > MOST_INDICES:
        why = f"{indices.name!r} has {depth} coordinates, {MOST_INDICES} allowed"
        message = f"Index innermost dimension length must not exceed {MOST_INDICES}."
        yield refused(node, why, tensor=indices, message=message, source=PREPARE)


def _bounds(node: Node, params: Tensor, indices: Tensor) -> Iterator[Verdict]:
    """Tell constant coordinates whose place in the flat array is outside of it; a single one may be."""
    values, depth = as_int32(node, indices, indices.elements), dimension(indices, -1)
    if not values or depth <= 0:
        return
    slice_size, total = prod(params.shape[depth:]), params.elements
    strides = [prod(params.shape[axis + 1 :]) for axis in range(depth)]
    for start in range(0, len(values) - depth + 1, depth):
        place = sum(value * stride for value, stride in zip(values[start : start + depth], strides, strict=True))
        if place < 0 or place + slice_size > total:
            why = f"{indices.name!r} asks for {list(values[start : start + depth])}, outside {params.name!r}"
            yield refused_at_invoke(node, why, tensor=indices, message="gather_nd index out of bounds", source=EVAL)
            return


KERNELS = (Kernel("GATHER_ND", prepare=prepare, check=check),)
