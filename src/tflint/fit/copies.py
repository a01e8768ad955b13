"""Operators that only move bytes, one contiguous piece each: where TFLM's kernel copies a piece onto itself, it changes nothing."""

from __future__ import annotations

from math import prod
from struct import iter_unpack
from typing import TYPE_CHECKING

from tflint.record import Record
from tflint.runtime.tflm.memory_helpers import type_size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tflint.model.view import Model, Operator, Tensor


class Copy(Record):
    """`size` bytes of tensor `source` from `start` on become tensor `target` from `at` on; tensors of one subgraph, by index."""

    source: int
    start: int
    target: int
    at: int
    size: int


def copies(model: Model, operator: Operator) -> tuple[Copy, ...]:
    """Return what an operator copies, empty for one that computes or whose pieces are not contiguous.

    All of each output is covered: what has an entry here has no other source.
    """
    find = _KINDS.get(operator.code.name)
    if find is None or any(tensor is None or not type_size(tensor.dtype) for tensor in model.outputs(operator)):
        return ()
    found = tuple(find(model, operator))
    covered = sum(copy.size for copy in found)
    return found if covered == sum(bytes_of(tensor) for tensor in model.outputs(operator) if tensor is not None) else ()


def bytes_of(tensor: Tensor) -> int:
    """Return a tensor's bytes, 0 where its type has no size."""
    return tensor.elements * (type_size(tensor.dtype) or 0)


def outermost(shape: tuple[int, ...], axis: int) -> bool:
    """Return whether an axis is the first whose size is not 1, or comes before it: its pieces then lie one after another."""
    return all(size == 1 for size in shape[:axis])


def _whole(model: Model, operator: Operator) -> Iterator[Copy]:
    """RESHAPE, SQUEEZE, EXPAND_DIMS: the same bytes in the same order."""
    source, target = model.inputs(operator)[0], model.outputs(operator)[0]
    if source is not None and target is not None and bytes_of(source) == bytes_of(target):
        yield Copy(source.index, 0, target.index, 0, bytes_of(target))


def _slice(model: Model, operator: Operator) -> Iterator[Copy]:
    """SLICE with constant begin."""
    source, begin, _size = (*model.inputs(operator), None, None, None)[:3]
    target = model.outputs(operator)[0]
    if source is None or begin is None or target is None:
        return
    starts = constant(model, begin)
    if starts is not None and len(starts) == len(source.shape) == len(target.shape):
        yield from _cut(source, target, starts)


def _strided_slice(model: Model, operator: Operator) -> Iterator[Copy]:
    """STRIDED_SLICE of stride 1 that keeps the rank; masks other than begin and end are left alone."""
    source, begin, _end, strides = (*model.inputs(operator), None, None, None, None)[:4]
    target, options = model.outputs(operator)[0], operator.options or {}
    if source is None or begin is None or strides is None or target is None:
        return
    if any(options.get(name) for name in ("ellipsis_mask", "new_axis_mask", "shrink_axis_mask", "offset")):
        return
    starts, steps, mask = constant(model, begin), constant(model, strides), options.get("begin_mask") or 0
    if starts is None or steps is None or any(step != 1 for step in steps) or not isinstance(mask, int):
        return
    if len(starts) == len(steps) == len(source.shape) == len(target.shape):
        from_zero = (0 if mask >> axis & 1 else start for axis, start in enumerate(starts))
        yield from _cut(
            source, target, tuple(start + (start < 0) * size for start, size in zip(from_zero, source.shape, strict=True))
        )


def _cut(source: Tensor, target: Tensor, starts: tuple[int, ...]) -> Iterator[Copy]:
    """Yield the one piece that a cut is, if it is cut on one axis with nothing but ones before it."""
    axes = [axis for axis, size in enumerate(source.shape) if target.shape[axis] != size]
    inside = all(
        start >= 0 and start + size <= whole for start, size, whole in zip(starts, target.shape, source.shape, strict=True)
    )
    if not inside or len(axes) > 1 or (axes and not outermost(source.shape, axes[0])):
        return
    axis = axes[0] if axes else 0
    start = starts[axis] * prod(source.shape[axis + 1 :]) * (type_size(source.dtype) or 0) if source.shape else 0
    yield Copy(source.index, start, target.index, 0, bytes_of(target))


def _parts(model: Model, operator: Operator) -> Iterator[Copy]:
    """SPLIT, SPLIT_V, UNPACK: one input cut into all outputs."""
    position = 1 if operator.code.name == "SPLIT" else 0
    inputs = model.inputs(operator)
    source = inputs[position] if position < len(inputs) else None
    axis = _axis(model, operator, source)
    targets = [tensor for tensor in model.outputs(operator) if tensor is not None]
    if source is None or axis is None or not outermost(source.shape, axis):
        return
    start = 0
    for target in targets:
        yield Copy(source.index, start, target.index, 0, bytes_of(target))
        start += bytes_of(target)


def _joined(model: Model, operator: Operator) -> Iterator[Copy]:
    """CONCATENATION, PACK: all inputs one after another."""
    target = model.outputs(operator)[0]
    axis = _axis(model, operator, target)
    if target is None or axis is None or not outermost(target.shape, axis):
        return
    if (operator.options or {}).get("fused_activation_function"):
        return
    at = 0
    for source in model.inputs(operator):
        if source is None:
            return
        yield Copy(source.index, 0, target.index, at, bytes_of(source))
        at += bytes_of(source)


def _axis(model: Model, operator: Operator, tensor: Tensor | None) -> int | None:
    """Return the axis along which an operator joins or parts `tensor`, None where it is not known."""
    if tensor is None:
        return None
    position = {"SPLIT": 0, "SPLIT_V": 2}.get(operator.code.name)
    if position is None:
        axis = (operator.options or {}).get("axis", 0)
    else:
        given = (*model.inputs(operator), None, None, None)[position]
        values = None if given is None else constant(model, given)
        axis = values[0] if values else None
    if not isinstance(axis, int):
        return None
    axis += len(tensor.shape) * (axis < 0)
    return axis if 0 <= axis < len(tensor.shape) else None


def constant(model: Model, tensor: Tensor) -> tuple[int, ...] | None:
    """Return a constant's int32 or int64 values, None for a computed tensor or another type."""
    data = model.constant(tensor)
    code = {"int32": "<i", "int64": "<q"}.get(tensor.dtype)
    if data is None or code is None or model.buffers[tensor.buffer].outside or len(data) % (4 if code == "<i" else 8):
        return None
    return tuple(value for (value,) in iter_unpack(code, data))


_KINDS: dict[str, Callable[[Model, Operator], Iterator[Copy]]] = {
    **dict.fromkeys(("RESHAPE", "SQUEEZE", "EXPAND_DIMS"), _whole),
    "SLICE": _slice,
    "STRIDED_SLICE": _strided_slice,
    **dict.fromkeys(("SPLIT", "SPLIT_V", "UNPACK"), _parts),
    **dict.fromkeys(("CONCATENATION", "PACK"), _joined),
}
