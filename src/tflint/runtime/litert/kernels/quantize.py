"""QUANTIZE (quantize.cc): which type to which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.kernel import Node

TARGETS = {
    "float32": frozenset({"uint8", "int8", "int16", "int4", "uint4"}),
    "int16": frozenset({"int8", "int16", "int32"}),
    "int32": frozenset({"int8", "int16"}),
    "int8": frozenset({"uint8", "int8", "int16"}),
    "uint8": frozenset({"uint8", "int8", "int16"}),
}
NEWER = {"float32": frozenset({"int4", "uint4"}), "int8": frozenset({"int16"}), "uint8": frozenset({"int16"})}
"""What came with 2.3.0."""


def prepare(node: Node) -> None:
    """Check the pair of types; the output has scales."""
    ensure.counts(node, 1)
    x, y = node.need(), node.made()
    ensure.affine(node, y)
    ensure.takes(node, x, TARGETS)
    newer = frozenset() if node.since("2.3.0") else NEWER.get(x.dtype, frozenset())
    ensure.takes(node, y, TARGETS[x.dtype] - newer)
    if x.dtype == y.dtype == "int16":
        ensure.symmetric(node, x, y)
    node.resize(y, x.dims)


KERNELS = (Kernel("QUANTIZE", prepare),)
