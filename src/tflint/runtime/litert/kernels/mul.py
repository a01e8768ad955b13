"""MUL and DIV (mul.cc, div.cc)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.graph_info import AllocationType
from tflint.runtime.litert.kernel import Kernel
from tflint.runtime.litert.kernel_util import INTEGER8, INTEGERS, activation, activation_range, broadcast

if TYPE_CHECKING:
    from tflint.runtime.litert.kernel import Node


def prepare_mul(node: Node) -> None:
    """Check types and the activation's range; the product of two constants is computed at once."""
    ensure.counts(node, 2)
    a, b, y = node.need(0), node.need(1), node.made()
    ensure.same_type(node, a, b)
    if y.dtype == "complex64" and activation(node):
        raise node.refuse("MUL of complex64 with an activation", "Activation is not allowed for COMPLEX64 input.")
    dims = broadcast(node, a, b)
    if y.dtype in INTEGER8 or (y.dtype == "int16" and y.is_quantized):
        activation_range(node, y)
    if a.is_known and b.is_known:
        y.allocation = AllocationType.PERSISTENT_RO
    node.resize(y, dims)


def prepare_div(node: Node) -> None:
    """Check types and the activation's range."""
    ensure.counts(node, 2)
    a, b, y = node.need(0), node.need(1), node.made()
    ensure.same_type(node, a, b)
    y.dtype = b.dtype
    dims = broadcast(node, a, b)
    if y.dtype in INTEGERS:
        activation_range(node, y)
    node.resize(y, dims)


KERNELS = (Kernel("MUL", prepare_mul, shares=(0, 1)), Kernel("DIV", prepare_div, shares=(0, 1)))
