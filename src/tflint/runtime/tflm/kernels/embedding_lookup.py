"""EMBEDDING_LOOKUP: micro/kernels/embedding_lookup.cc."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import (
    constants,
    counts,
    dims,
    missing,
    refused,
    refused_at_invoke,
    scales,
    taken,
    type_number,
    wrong,
    zero_point_is,
)
from tflint.runtime.tflm.steps import dimension, first_failure, rank_is
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Verdict

FILE = "micro/kernels/embedding_lookup.cc"
PREPARE, OP_DATA, EVAL = f"{FILE}:EmbeddingLookUpPrepare", f"{FILE}:CalculateOpData", f"{FILE}:EvalSimple"


def prepare(node: Node, context: MicroContext) -> None:
    """EmbeddingLookUpPrepare: dims first, then the struct, which other kernels keep in Init."""
    lookup, value, y = node.input(0), node.input(1), node.output()
    context.temp(lookup, value, y)
    if lookup is None or value is None or y is None:
        return
    context.relocate_output_dims(y, _dims(lookup, value, y))
    context.persistent_struct("kernels/embedding_lookup:OpData")


def _dims(lookup: Tensor, value: Tensor, y: Tensor) -> tuple[int, ...]:
    """Return the output's dims: the rows' over the declared ones, of which those behind stay."""
    return (dimension(lookup, 0), *value.shape[1:], *y.shape[len(value.shape) :])


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Take int32 rows of a float32 or int8 table; int8 comes out as it is or as float32."""
    yield from counts(node, 2, 1, PREPARE)
    lookup, value, y = node.input(0), node.input(1), node.output()
    if lookup is None or value is None or y is None:
        yield missing(node, PREPARE, ("lookup", "value"))
        return
    yield from rank_is(node, lookup, "lookup", 1, PREPARE)
    yield from taken(node, lookup, ("int32",), PREPARE, message=f"lookup->type != kTfLiteInt32 ({type_number(lookup)} != 2)")
    if len(value.shape) < 2:
        why = f"{value.name!r} has rank {len(value.shape)}, 2 or more wanted"
        yield refused(node, why, tensor=value, message="NumDimensions(value) >= 2 was not true.", source=PREPARE)
    message = "value->type == kTfLiteFloat32 || value->type == kTfLiteInt8 was not true."
    yield from taken(node, value, ("float32", "int8"), PREPARE, message=message)
    if value.dtype == "float32":
        yield from taken(node, y, ("float32",), PREPARE, message="output->type == kTfLiteFloat32 was not true.")
    message = "output->type == kTfLiteFloat32 || output->type == kTfLiteInt8 was not true."
    yield from taken(node, y, ("float32", "int8"), PREPARE, message=message)
    yield from _room(node, lookup, value, y)
    if (value.dtype, y.dtype) == ("int8", "float32"):
        yield from zero_point_is(node, value, 0, "tensor_1", OP_DATA)
        yield from _one_scale(node, value)
    yield from _indices(node, lookup, value)


def _room(node: Node, lookup: Tensor, value: Tensor, y: Tensor) -> Iterator[Verdict]:
    if len(y.shape) < len(value.shape):
        why = f"{y.name!r} has rank {len(y.shape)}, {value.name!r} {len(value.shape)}"
        message = "output->dims->size >= NumDimensions(value) was not true."
        yield refused(node, why, tensor=y, message=message, source=PREPARE)
    computed = _dims(lookup, value, y)
    if prod(computed) > y.elements:
        why = f"{y.name!r} is {dims(y.shape)}, {node.name} writes {dims(computed)}"
        yield refused(node, why, tensor=y, message="new_dims_size <= output->bytes was not true.", source=PREPARE)


def _one_scale(node: Node, value: Tensor) -> Iterator[Verdict]:
    if len(scales(value)) > 1:
        why = f"{value.name!r} has {len(scales(value))} scales, {node.name} applies the first to all rows"
        yield wrong(node, why, cause=Cause.QUANTIZATION, tensor=value, source=OP_DATA)


def _indices(node: Node, lookup: Tensor, value: Tensor) -> Iterator[Verdict]:
    rows = dimension(value, 0)
    outside = [index for index in constants(node, lookup) or () if not 0 <= index < rows]
    if outside:
        why = f"{lookup.name!r} asks for row {outside[0]}, {value.name!r} has {rows}"
        message = f"EMBEDDING_LOOKUP: index out of bounds. Got {outside[0]}, and bounds are [0, {rows - 1}]"
        yield refused_at_invoke(node, why, tensor=lookup, message=message, source=EVAL)


KERNELS = (Kernel("EMBEDDING_LOOKUP", prepare=prepare, check=check),)
