"""REVERSE_V2, REVERSE_SEQUENCE, CUMSUM (reverse.cc, reverse_sequence.cc, cumsum.cc): along an axis, in the input's shape."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.kernel import Node

REVERSED = frozenset({"int32", "float32", "uint8", "int8", "int16", "int64", "bool", "float16", "bfloat16"})
SEQUENCES = frozenset({"int32", "float32", "uint8", "int16", "int64"})
SUMMED = frozenset({"int32", "float32", "int64"})
MOST_AXES = 8


def prepare(node: Node) -> None:
    """REVERSE_V2: no more axes than the input has."""
    ensure.counts(node, 2)
    x, axis = node.need(0), node.need(1)
    ensure.rank(node, axis, 1)
    ensure.rank_between(node, x, prod(axis.dims), MOST_AXES if node.since("1.0.1") else max(len(x.dims), MOST_AXES))
    ensure.takes(node, x, REVERSED)
    ensure.is_type(node, axis, "int32")
    y = node.made()
    ensure.same_type(node, y, x)
    node.resize(y, x.dims)


def prepare_sequence(node: Node) -> None:
    """REVERSE_SEQUENCE: a vector of lengths."""
    ensure.counts(node, 2)
    x, lengths = node.need(0), node.need(1)
    ensure.rank(node, lengths, 1)
    ensure.takes(node, x, SEQUENCES)
    ensure.takes(node, lengths, {"int32", "int64"})
    y = node.made()
    ensure.same_type(node, y, x)
    node.resize(y, x.dims)


def prepare_cumsum(node: Node) -> None:
    """CUMSUM: one axis; a missing one is read through a null pointer."""
    ensure.counts(node, 2)
    x, axis = node.need(0), node.input(1)
    ensure.takes(node, x, SUMMED)
    if axis is None:
        raise node.crash("CUMSUM without an axis is followed through a null pointer")
    ensure.is_type(node, axis, "int32")
    ensure.elements(node, axis, 1)
    ensure.rank_at_least(node, x, 1)
    node.resize(node.made(), x.dims)


KERNELS = (
    Kernel("REVERSE_V2", prepare, file="reverse"),
    Kernel("REVERSE_SEQUENCE", prepare_sequence),
    Kernel("CUMSUM", prepare_cumsum),
)
