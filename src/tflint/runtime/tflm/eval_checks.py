"""What TFLM's Eval functions do with operands that Prepare never compared: read them as another type, past their end, not at all."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import broadcast, dims
from tflint.runtime.tflm.kernel_util import dimension
from tflint.runtime.verdict import Cause, Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

MAX_RANK = 6  # RuntimeShape::kMaxSmallSize: a longer shape is written past its array
OLDER_MAX_RANK = 5
RUNTIME_SHAPE = Citation("lite/kernels/internal/runtime_shape.h", "RuntimeShape")
MATCHING_SIZE = Citation("lite/kernels/internal/types.h", "MatchingElementsSize")


def runtime_shape_room(k: MicroContext) -> int:
    """Return how many dimensions a RuntimeShape has room for."""
    return MAX_RANK if k.features.runtime_shape_of_six else OLDER_MAX_RANK


def rank_within(k: MicroContext, *tensors: Tensor | None) -> None:
    """Stop at a shape that RuntimeShape writes past its entries, on the stack, in release builds too."""
    room = runtime_shape_room(k)
    for tensor in tensors:
        if tensor is not None and len(tensor.shape) > room:
            why = f"{tensor.name!r} has rank {len(tensor.shape)}, RuntimeShape has room for {room}"
            k.undefined(why, RUNTIME_SHAPE, tensor=tensor)


def present(types: tuple[str, ...], **taken: bool) -> tuple[str, ...]:
    """Return the types with those whose keyword is true and without those whose is false: what Eval of an older kernel takes."""
    listed = dict.fromkeys(types, True) | taken
    return tuple(dtype for dtype, is_taken in listed.items() if is_taken)


def reinterpreted(k: MicroContext, tensor: Tensor, dtype: str, at: Citation) -> None:
    """Note an operand whose bytes the kernel takes for another type."""
    if tensor.dtype != dtype:
        why = f"{tensor.name!r} is {tensor.dtype}, its bytes are read as {dtype}"
        k.wrong(why, at, cause=Cause.TYPE, tensor=tensor)


def same_count(k: MicroContext, tensor: Tensor, output: Tensor, at: Citation) -> None:
    """Note an output of another size than the kernel writes: a debug build stops, a release build writes past it or leaves a rest."""
    if tensor.elements != output.elements:
        why = f"{output.name!r} has {output.elements:,} elements, {k.name} writes {tensor.elements:,}"
        _no_address_or_wrong(k, why, output, at)


def same_rows(k: MicroContext, tensor: Tensor, output: Tensor, at: Citation) -> None:
    """Note an output of another size than the kernel writes, row by row of the shorter one's length; no row, nothing written."""
    if dimension(output, -1) == 0 != tensor.elements:
        k.wrong(f"{output.name!r} has rows of no element, nothing is written", at, tensor=output)
    else:
        same_count(k, tensor, output, at)


def has_address(k: MicroContext, tensor: Tensor | None, count: int, at: Citation) -> None:
    """Stop at a computed tensor of no bytes that a kernel takes `count` elements of: it is not planned and has no address at all."""
    if tensor is not None and tensor.elements == 0 and count > 0 and k.constant(tensor) is None:
        why = f"{tensor.name!r} has no elements and so no address, {k.name} reads or writes {count:,}"
        k.undefined(why, at, tensor=tensor)


def broadcast_fits(k: MicroContext, first: Tensor, second: Tensor, output: Tensor, at: Citation) -> None:
    """Note shapes that do not broadcast, or an output of another shape: kernels read and write out of bounds without a word."""
    shape = broadcast(first.shape, second.shape)
    if shape is None:
        why = f"{first.name!r} is {dims(first.shape)} and {second.name!r} {dims(second.shape)}, which do not broadcast"
        k.wrong(why, at, tensor=second)
    elif shape != output.shape:
        why = f"{output.name!r} is {dims(output.shape)}, its operands broadcast to {dims(shape)}"
        if prod(shape):
            _no_address_or_wrong(k, why, output, at)
        else:
            k.wrong(why, at, tensor=output)


def _no_address_or_wrong(k: MicroContext, why: str, output: Tensor, at: Citation) -> None:
    """Stop at an output of no bytes, which is not planned and has no address at all; into any other the kernel writes."""
    if output.elements:
        k.wrong(why, at, tensor=output)
    else:
        k.undefined(why, at, tensor=output)


def elementwise_shapes(k: MicroContext, a: Tensor, b: Tensor, y: Tensor, at: Citation) -> None:
    """Check the output of an op of two operands: one shape goes element by element (MatchingElementsSize), others broadcast."""
    if a.shape != b.shape:
        broadcast_fits(k, a, b, y, at)
    elif a.elements != y.elements:
        k.abort(f"{y.name!r} is {dims(y.shape)}, its operands are {dims(a.shape)}", MATCHING_SIZE, tensor=y)
