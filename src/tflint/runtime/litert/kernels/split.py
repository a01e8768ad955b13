"""SPLIT and SPLIT_V (split.cc, split_v.cc)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

TYPES = frozenset({"float32", "uint8", "int8", "int16", "int32", "int64"})


def _typed(node: Node, x: TensorState) -> list[TensorState]:
    ensure.takes(node, x, TYPES)
    outputs = [node.made(i) for i in range(len(node.state.outputs))]
    for y in outputs:
        y.dtype = x.dtype
    return outputs


def _axis(node: Node, x: TensorState, values: tuple[int, ...]) -> int:
    axis = values[0] + (len(x.dims) if values[0] < 0 else 0)
    why = f"axis {values[0]} of {x.name!r}, which has rank {len(x.dims)}"
    node.ensure(0 <= axis < len(x.dims), why, f"axis_value {'>= 0' if axis < 0 else '< NumDimensions(input)'} was not true.")
    return axis


def _cut(node: Node, x: TensorState, outputs: list[TensorState], axis: int, sizes: list[int]) -> None:
    for y, size in zip(outputs, sizes, strict=False):
        node.resize(y, (*x.dims[:axis], size, *x.dims[axis + 1 :]))


def prepare(node: Node) -> None:
    """SPLIT: equal parts, as many as there are outputs."""
    ensure.counts(node, 2, node.number("num_splits"))
    axis, x = node.need(0), node.need(1)
    outputs = _typed(node, x)
    values = node.integers(0)
    if not axis.is_known:
        node.make_dynamic(*outputs)
    elif values:
        place = _axis(node, x, values)
        parts = len(outputs)
        node.ensure(parts != 0, "a split into no parts", "num_splits != 0 was not true.")
        why = f"axis {place} of {x.name!r} has {x.dims[place]}, which {parts} does not divide"
        node.ensure(x.dims[place] % parts == 0, why, "Not an even split")
        _cut(node, x, outputs, place, [x.dims[place] // parts] * parts)


def _sizes(node: Node, given: tuple[int, ...], whole: int) -> list[int]:
    rest = whole - sum(size for size in given if size != -1)
    node.ensure(
        given.count(-1) <= 1, f"sizes {list(given)} leave more than one open", "The size_splits contains more than one -1."
    )
    message = "The size_splits must sum to the dimension of value along axis."
    node.ensure(rest == 0 or (-1 in given and rest > 0), f"sizes {list(given)} do not sum to {whole}", message)
    return [rest if size == -1 else size for size in given]


def prepare_v(node: Node) -> None:
    """SPLIT_V: parts of given sizes, one of which may be left open."""
    ensure.counts(node, 3, node.number("num_splits"))
    x, sizes, axis = node.need(0), node.need(1), node.need(2)
    outputs = _typed(node, x)
    ensure.rank(node, sizes, 1)
    ensure.elements(node, sizes, len(outputs))
    if not (sizes.is_known and axis.is_known):
        node.make_dynamic(*outputs)
        return
    ensure.takes(node, sizes, {"int32", "int64"})
    given, values = node.integers(1), node.integers(2)
    if given is not None and values:
        place = _axis(node, x, values)
        _cut(node, x, outputs, place, _sizes(node, given, x.dims[place]))


KERNELS = (Kernel("SPLIT", prepare), Kernel("SPLIT_V", prepare_v))
