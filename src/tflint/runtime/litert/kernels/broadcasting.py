"""Kernels of two inputs that broadcast, where Prepare checks types at most (comparisons.cc, logical.cc, floor_div.cc and others)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import Kernel
from tflint.runtime.litert.kernel_util import broadcast

if TYPE_CHECKING:
    from tflint.runtime.litert.kernel import Node

TYPES = {
    "BITWISE_XOR": frozenset(),
    "FLOOR_DIV": frozenset({"float32", "int32", "int16", "int8"}),
    "FLOOR_MOD": frozenset({"float32", "int32", "int16", "int8", "int64"}),
    "LOGICAL_AND": frozenset({"bool"}),
    "LOGICAL_OR": frozenset({"bool"}),
    "MAXIMUM": frozenset(),
    "MINIMUM": frozenset(),
    "POW": frozenset({"int32", "float32"}),
    "RIGHT_SHIFT": frozenset(),
}
"""The types that an op takes, none where Prepare takes any; the output takes the inputs' type."""
COMPARISONS = ("EQUAL", "NOT_EQUAL", "GREATER", "GREATER_EQUAL", "LESS", "LESS_EQUAL")
TAKE_STRINGS = frozenset({"EQUAL", "NOT_EQUAL"})
ATAN2_TYPES = frozenset({"float32", "float64", "bfloat16", "float16"})
FILES = {"LOGICAL_AND": "logical", "LOGICAL_OR": "logical", "MAXIMUM": "maximum_minimum", "MINIMUM": "maximum_minimum"}


def prepare(node: Node) -> None:
    """Check types; the output takes the inputs' type and their common shape."""
    ensure.counts(node, 2)
    a, b, y = node.need(0), node.need(1), node.made()
    ensure.same_type(node, a, b)
    if TYPES[node.operator.name]:
        ensure.takes(node, a, TYPES[node.operator.name])
    y.dtype = a.dtype
    node.resize(y, broadcast(node, a, b))


def prepare_comparison(node: Node) -> None:
    """ComparisonPrepareCommon: the output is bool."""
    ensure.counts(node, 2)
    a, b, y = node.need(0), node.need(1), node.made()
    if a.dtype == "string" and node.operator.name not in TAKE_STRINGS:
        why = f"{a.name!r} is string, {node.operator.name} compares numbers"
        raise node.refuse(why, "input1->type != kTfLiteString was not true.")
    ensure.same_type(node, a, b)
    y.dtype = "bool"
    node.resize(y, broadcast(node, a, b))


def prepare_atan2(node: Node) -> None:
    """Atan2Prepare: equal ranks, nothing broadcasts."""
    ensure.counts(node, 2)
    a, b, y = node.need(0), node.need(1), node.made()
    ensure.rank(node, b, len(a.dims))
    ensure.same_type(node, a, b)
    ensure.same_type(node, a, y)
    ensure.takes(node, a, ATAN2_TYPES)
    node.resize(y, a.dims)


KERNELS = (
    *(Kernel(op, prepare, file=FILES.get(op, "")) for op in TYPES),
    *(Kernel(op, prepare_comparison, file="comparisons") for op in COMPARISONS),
    Kernel("ATAN2", prepare_atan2),
)
