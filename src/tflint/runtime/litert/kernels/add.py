"""ADD and SUB (add.cc, sub.cc): the output takes the inputs' type and their broadcast shape, whatever the file says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import Kernel
from tflint.runtime.litert.kernel_util import INTEGER8, activation_range, broadcast, is_power_of_two, ratio, smaller_than_one
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

LEFT_SHIFTS = {"int16": 15}
LEFT_SHIFT = 20
"""Fractional bits that the 8-bit kernels add before they scale."""
LIMITS = {"uint8": (0, 255), "int8": (-128, 127), "int16": (-32768, 32767)}


def _scales(node: Node, a: TensorState, b: TensorState, y: TensorState) -> None:
    """Abort where the multipliers do not lie between 0 and 1; SUB's output may have a greater one from 1.0.1 on."""
    largest = 2 * max(a.scale, b.scale)
    smaller_than_one(node, f"scale of {a.name!r} over twice the larger input scale", ratio(a.scale, largest))
    smaller_than_one(node, f"scale of {b.name!r} over twice the larger input scale", ratio(b.scale, largest))
    shift = LEFT_SHIFTS.get(y.dtype, LEFT_SHIFT)
    made = ratio(largest, (1 << shift) * y.scale)
    if not (node.operator.name == "SUB" and made > 1 and node.since("1.0.1")):
        smaller_than_one(node, f"twice the larger input scale over 2^{shift} x output scale", made)
    activation_range(node, y)


def _zero_points(node: Node, *tensors: TensorState) -> None:
    """PrepareGeneralSubOp: zero points within the type."""
    for tensor in tensors:
        low, high = LIMITS[tensor.dtype]
        why = f"{tensor.name!r} has zero point {tensor.zero_point}, outside of {tensor.dtype}"
        node.ensure(
            low <= tensor.zero_point <= high, why, "zero_point <= integer_type_max was not true.", cause=Cause.QUANTIZATION
        )


def _shifts(node: Node, a: TensorState, b: TensorState, y: TensorState) -> None:
    """PrepareInt16SubOpPOT: scales are powers of two, one input's the output's, the other's not larger."""
    apart = [round(ratio(y.scale, x.scale)) for x in (a, b)]
    holds = 1 in apart and min(a.scale, b.scale) <= y.scale and max(a.scale, b.scale) <= y.scale
    why = f"input scales {a.scale:g} and {b.scale:g}, output scale {y.scale:g}: one must equal it, none exceed it"
    node.ensure(holds, why, "data->input1_shift == 0 || data->input2_shift == 0 was not true.", cause=Cause.QUANTIZATION)
    activation_range(node, y)


def _quantized(node: Node, a: TensorState, b: TensorState, y: TensorState) -> None:
    is_sub = node.operator.name == "SUB"
    if a.dtype in INTEGER8:
        if is_sub:
            _zero_points(node, a, b, y)
        _scales(node, a, b, y)
    elif a.dtype == "int16" and (is_sub or a.is_quantized):
        ensure.symmetric(node, a, b, y)
        if node.option("pot_scale_int16") and all(is_power_of_two(tensor.scale) for tensor in (a, b, y)):
            _shifts(node, a, b, y)
        else:
            _scales(node, a, b, y)


def prepare(node: Node) -> None:
    """Resize the output; abort where TFLITE_CHECK does."""
    ensure.counts(node, 2)
    a, b, y = node.need(0), node.need(1), node.made()
    ensure.same_type(node, a, b)
    y.dtype = b.dtype
    dims = broadcast(node, a, b)
    _quantized(node, a, b, y)
    node.resize(y, dims)


KERNELS = (Kernel("ADD", prepare, shares=(0, 1)), Kernel("SUB", prepare, shares=(0, 1)))
