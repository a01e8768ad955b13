"""What operators that only move bytes read and write, run by run, in the order in which TFLM's kernels do it.

slice.cc, strided_slice.cc, concatenation.cc, split.cc and split_v.cc copy element by element or run by run, from front to back;
pack.cc and unpack.cc part by part; reshape.cc, squeeze.cc and expand_dims.cc copy all at once.
"""

from __future__ import annotations

from itertools import product
from math import prod
from typing import TYPE_CHECKING

from tflint.record import Record
from tflint.runtime.tflm.memory_helpers import type_size

if TYPE_CHECKING:
    from tflint.model.view import Model, Operator, Tensor

MOST_RUNS = 256  # an operator that copies in more pieces is taken for one that reads everything and computes


class Run(Record):
    """`size` bytes of tensor `source` from byte `start` on, copied to tensor `target` from byte `at` on."""

    source: int
    start: int
    target: int
    at: int
    size: int


def moves(model: Model, operator: Operator) -> tuple[Run, ...] | None:
    """Return the runs that an operator copies, in order; None for one that computes, or is not understood in full."""
    inputs, outputs = model.inputs(operator), model.outputs(operator)
    if not outputs or any(tensor is None or not type_size(tensor.dtype) for tensor in outputs):
        return None
    name = operator.code.name
    if name in {"RESHAPE", "SQUEEZE", "EXPAND_DIMS"}:
        found = _reshaped(inputs[:1], outputs)
    elif name in {"SLICE", "STRIDED_SLICE"}:
        found = _sliced(model, operator)
    elif name in {"CONCATENATION", "PACK"}:
        found = _joined(operator, inputs, outputs[0])
    elif name in {"SPLIT", "SPLIT_V", "UNPACK"}:
        found = _split(model, operator, inputs, outputs)
    else:
        found = None
    return None if found is None or len(found) > MOST_RUNS else tuple(found)


def region(shape: tuple[int, ...], starts: tuple[int, ...], sizes: tuple[int, ...]) -> list[tuple[int, int]] | None:
    """Return the runs, (first element, count), of a box in a row-major array; None where there are too many."""
    axis = len(shape)
    while axis > 0 and sizes[axis - 1] == shape[axis - 1]:
        axis -= 1
    inner = prod(shape[axis:])
    strides = [prod(shape[k + 1 :]) for k in range(len(shape))]
    if axis == 0:
        return [(0, inner)]
    if prod(sizes[: axis - 1]) > MOST_RUNS:
        return None
    first = starts[axis - 1] * inner
    places = product(*(range(start, start + size) for start, size in zip(starts[: axis - 1], sizes[: axis - 1], strict=True)))
    return [(sum(map(int.__mul__, place, strides)) + first, sizes[axis - 1] * inner) for place in places]


def _reshaped(inputs: tuple[Tensor | None, ...], outputs: tuple[Tensor | None, ...]) -> list[Run] | None:
    source, target = inputs[0], outputs[0]
    if source is None or target is None or _size(source) != _size(target):
        return None
    return [Run(source.index, 0, target.index, 0, _size(source))]


def _sliced(model: Model, operator: Operator) -> list[Run] | None:
    inputs, target = model.inputs(operator), model.outputs(operator)[0]
    source = inputs[0] if inputs else None
    begins = _numbers(model, inputs[1] if len(inputs) > 1 else None)
    if source is None or target is None or begins is None or not len(begins) == len(source.shape) == len(target.shape):
        return None
    if operator.code.name == "STRIDED_SLICE":
        begins = _begins(model, operator, source, begins)
    if begins is None or any(b < 0 or b + n > whole for b, n, whole in zip(begins, target.shape, source.shape, strict=True)):
        return None
    width, at, found = type_size(source.dtype) or 0, 0, []
    runs = region(source.shape, begins, target.shape)
    for first, count in runs or ():
        found.append(Run(source.index, first * width, target.index, at, count * width))
        at += count * width
    return found if runs is not None and at == _size(target) else None


def _begins(model: Model, operator: Operator, source: Tensor, begins: tuple[int, ...]) -> tuple[int, ...] | None:
    """Return where a STRIDED_SLICE of stride 1 begins (StartForAxis); None for one that does more than cut."""
    inputs, options = model.inputs(operator), operator.options or {}
    strides = _numbers(model, inputs[3] if len(inputs) > 3 else None)  # noqa: PLR2004  the fourth operand
    if (
        strides is None
        or set(strides) - {1}
        or any(options.get(it) for it in ("ellipsis_mask", "new_axis_mask", "shrink_axis_mask"))
    ):
        return None
    mask = options.get("begin_mask", 0)
    if not isinstance(mask, int) or options.get("offset"):
        return None
    wrapped = (begin + size if begin < 0 else begin for begin, size in zip(begins, source.shape, strict=True))
    return tuple(0 if mask >> k & 1 else min(max(begin, 0), source.shape[k]) for k, begin in enumerate(wrapped))


def _joined(operator: Operator, inputs: tuple[Tensor | None, ...], target: Tensor | None) -> list[Run] | None:
    options = operator.options or {}
    if target is None or options.get("fused_activation_function"):
        return None
    axis = _positive(options.get("axis", 0), target)
    if axis is None:
        return None
    parts = [tensor for tensor in inputs if tensor is not None]
    outer, inner = prod(target.shape[:axis]), _size(target) // max(prod(target.shape[: axis + 1]), 1)
    widths = [inner if operator.code.name == "PACK" else _extent(part, axis) * inner for part in parts]
    if len(parts) != len(inputs) or outer * len(parts) > MOST_RUNS or outer * sum(widths) != _size(target):
        return None
    row = sum(widths)
    found = [
        Run(part.index, k * width, target.index, k * row + sum(widths[:number]), width)
        for k in range(outer)
        for number, (part, width) in enumerate(zip(parts, widths, strict=True))
    ]
    if not all(_size(part) == outer * width for part, width in zip(parts, widths, strict=True)):
        return None
    return _part_by_part(found, len(parts)) if operator.code.name == "PACK" else found


def _split(
    model: Model, operator: Operator, inputs: tuple[Tensor | None, ...], outputs: tuple[Tensor | None, ...]
) -> list[Run] | None:
    name = operator.code.name
    source = inputs[1] if name == "SPLIT" and len(inputs) > 1 else inputs[0]
    where = {"SPLIT": 0, "SPLIT_V": 2}.get(name)
    given = None if where is None or where >= len(inputs) else _numbers(model, inputs[where])
    number = (operator.options or {}).get("axis", 0) if where is None else (given[0] if given else None)
    axis = None if source is None else _positive(number, source)
    parts = [tensor for tensor in outputs if tensor is not None]
    if source is None or axis is None or len(parts) != len(outputs):
        return None
    outer, inner = prod(source.shape[:axis]), _size(source) // max(prod(source.shape[: axis + 1]), 1)
    widths = [inner if name == "UNPACK" else _extent(part, axis) * inner for part in parts]
    row = sum(widths)
    if outer * len(parts) > MOST_RUNS or outer * row != _size(source):
        return None
    if any(_size(part) != outer * width for part, width in zip(parts, widths, strict=True)):
        return None
    found = [
        Run(source.index, k * row + sum(widths[:number]), part.index, k * width, width)
        for k in range(outer)
        for number, (part, width) in enumerate(zip(parts, widths, strict=True))
    ]
    return _part_by_part(found, len(parts)) if name == "UNPACK" else found


def _part_by_part(runs: list[Run], parts: int) -> list[Run]:
    """Return runs, row after row, in the order of pack.cc and unpack.cc: each part from its first row to its last, then the next."""
    return [run for number in range(parts) for run in runs[number::parts]]


def _extent(tensor: Tensor, axis: int) -> int:
    return tensor.shape[axis] if axis < len(tensor.shape) else 0


def _positive(axis: object, tensor: Tensor) -> int | None:
    if not isinstance(axis, int) or not -len(tensor.shape) <= axis < len(tensor.shape):
        return None
    return axis % len(tensor.shape)


def _size(tensor: Tensor) -> int:
    return prod(tensor.shape) * (type_size(tensor.dtype) or 0)


def _numbers(model: Model, tensor: Tensor | None) -> tuple[int, ...] | None:
    """Return the values of a constant operand, None for one that is computed or has another type."""
    data = None if tensor is None else model.constant(tensor)
    width = {"int32": 4, "int64": 8}.get("" if tensor is None else tensor.dtype, 0)
    if data is None or not width or tensor is None or model.buffers[tensor.buffer].outside:
        return None
    return tuple(int.from_bytes(data[k : k + width], "little", signed=True) for k in range(0, len(data) // width * width, width))
