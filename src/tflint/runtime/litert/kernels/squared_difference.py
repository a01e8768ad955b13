"""SQUARED_DIFFERENCE (squared_difference.cc)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import Kernel
from tflint.runtime.litert.kernel_util import broadcast, ratio, smaller_than_one, zero_points_within

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

LEFT_SHIFT = 7
MESSAGE = "SquaredDifference only supports FLOAT32 and INT32 now, got {number}."


def _int8(k: Node, a: TensorState, b: TensorState, y: TensorState) -> None:
    zero_points_within(k, a, b, y)
    largest = 2 * max(a.scale, b.scale)
    for tensor in (a, b):
        smaller_than_one(k, f"scale of {tensor.name!r} over twice the larger input scale", ratio(tensor.scale, largest))
    what = f"(twice the larger input scale)^2 over 2^{2 * LEFT_SHIFT} x output scale"
    smaller_than_one(k, what, ratio(largest * largest, (1 << LEFT_SHIFT * 2) * y.scale))


def prepare(k: Node) -> None:
    """Check types; int8 zero points within the type, multipliers below 1."""
    ensure.counts(k, 2)
    a, b, y = k.need(0), k.need(1), k.made()
    ensure.same_type(k, a, b)
    y.dtype = b.dtype
    if a.dtype == "int8":
        _int8(k, a, b, y)
    k.resize(y, broadcast(k, a, b))


def evaluate(k: Node) -> None:
    """Refuse the types that Eval does not name."""
    ensure.takes(k, k.made(), {"float32", "int32", "int8"}, MESSAGE)


KERNELS = (Kernel("SQUARED_DIFFERENCE", prepare, evaluate),)
