"""SQUARED_DIFFERENCE (squared_difference.cc)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import Kernel
from tflint.runtime.litert.kernel_util import broadcast, ratio, smaller_than_one
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

LEFT_SHIFT = 7
INT8 = (-128, 127)


def _int8(node: Node, a: TensorState, b: TensorState, y: TensorState) -> None:
    for tensor in (a, b, y):
        why = f"{tensor.name!r} has zero point {tensor.zero_point}, outside of int8"
        message = "zero_point <= integer_type_max was not true."
        node.ensure(INT8[0] <= tensor.zero_point <= INT8[1], why, message, cause=Cause.QUANTIZATION)
    largest = 2 * max(a.scale, b.scale)
    for tensor in (a, b):
        smaller_than_one(node, f"scale of {tensor.name!r} over twice the larger input scale", ratio(tensor.scale, largest))
    what = f"(twice the larger input scale)^2 over 2^{2 * LEFT_SHIFT} x output scale"
    smaller_than_one(node, what, ratio(largest * largest, (1 << LEFT_SHIFT * 2) * y.scale))


def prepare(node: Node) -> None:
    """Check types; int8 zero points within the type, multipliers below 1."""
    ensure.counts(node, 2)
    a, b, y = node.need(0), node.need(1), node.made()
    ensure.same_type(node, a, b)
    y.dtype = b.dtype
    if a.dtype == "int8":
        _int8(node, a, b, y)
    node.resize(y, broadcast(node, a, b))


KERNELS = (Kernel("SQUARED_DIFFERENCE", prepare),)
