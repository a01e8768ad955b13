"""SPLIT and SPLIT_V (split.cc, split_v.cc)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

TYPES = frozenset({"float32", "uint8", "int8", "int16", "int32", "int64"})


def _typed(k: Node, x: TensorState) -> list[TensorState]:
    ensure.takes(k, x, TYPES, "is_supported_type was not true.")
    outputs = [k.made(i) for i in range(len(k.state.outputs))]
    for y in outputs:
        y.dtype = x.dtype
    return outputs


def _axis_value(k: Node, position: int) -> tuple[int, ...] | None:
    """Return a constant axis; the kernels read the first int of its buffer, whatever its shape and type are."""
    return None if k.integers(position) is None else k.int32(position)


def _axis(k: Node, x: TensorState, values: tuple[int, ...]) -> int:
    axis = values[0] + (len(x.dims) if values[0] < 0 else 0)
    why = f"axis {values[0]} of {x.name!r}, which has rank {len(x.dims)}"
    ensure.true(k, axis >= 0, why, "axis_value >= 0")
    ensure.true(k, axis < len(x.dims), why, "axis_value < NumDimensions(input)")
    return axis


def _cut(k: Node, x: TensorState, outputs: list[TensorState], axis: int, sizes: list[int]) -> None:
    for y, size in zip(outputs, sizes, strict=False):
        k.resize(y, (*x.dims[:axis], size, *x.dims[axis + 1 :]))


def prepare(k: Node) -> None:
    """SPLIT: equal parts, as many as there are outputs."""
    ensure.counts(k, 2, k.number("num_splits"), outputs_are="op_context.params->num_splits")
    axis, x = k.follow(0), k.follow(1)
    outputs = _typed(k, x)
    values = _axis_value(k, 0)
    if not axis.is_known:
        k.make_dynamic(*outputs)
    elif values:
        place = _axis(k, x, values)
        parts = len(outputs)
        ensure.true(k, parts != 0, "a split into no parts", "num_splits != 0")
        why = f"axis {place} of {x.name!r} has {x.dims[place]}, which {parts} does not divide"
        ensure.that(k, x.dims[place] % parts == 0, why, "Not an even split")
        _cut(k, x, outputs, place, [x.dims[place] // parts] * parts)


def _sizes(k: Node, given: tuple[int, ...], whole: int) -> list[int]:
    rest = whole - sum(size for size in given if size != -1)
    ensure.that(
        k, given.count(-1) <= 1, f"sizes {list(given)} leave more than one open", "The size_splits contains more than one -1."
    )
    why = f"sizes {list(given)} do not sum to {whole}"
    if -1 in given:
        ensure.that(k, rest >= 0, why, "The sum of size_splits must be less than the dimension of value.")
    else:
        ensure.that(k, rest == 0, why, "The size_splits must sum to the dimension of value along axis.")
    return [rest if size == -1 else size for size in given]


def prepare_v(k: Node) -> None:
    """SPLIT_V: parts of given sizes, one of which may be left open."""
    ensure.counts(k, 3, k.number("num_splits"), outputs_are="op_context.params->num_splits")
    ensure.true(k, k.input() is not None, "the input of SPLIT_V is left out", "op_context.input != nullptr")
    x = k.need(0)
    outputs = _typed(k, x)
    sizes, axis = k.follow(1), k.follow(2)
    ensure.rank(k, sizes, 1, "NumDimensions(size_splits)")
    why = f"{sizes.name!r} has {sizes.dims[0]} sizes for {len(outputs)} outputs"
    ensure.equal(k, len(outputs), sizes.dims[0], "NumOutputs(node)", "NumElements(size_splits)", why)
    if not (sizes.is_known and axis.is_known):
        k.make_dynamic(*outputs)
        return
    ensure.takes(k, sizes, {"int32", "int64"}, "size_splits only support type int32|int64.")
    given, values = k.integers(1), _axis_value(k, 2)
    if given is not None and values:
        place = _axis(k, x, values)
        _cut(k, x, outputs, place, _sizes(k, given, x.dims[place]))


KERNELS = (Kernel("SPLIT", prepare), Kernel("SPLIT_V", prepare_v))
