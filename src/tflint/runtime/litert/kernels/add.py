"""ADD and SUB (add.cc, sub.cc): the output takes the inputs' type and their broadcast shape, whatever the file says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import Kernel
from tflint.runtime.litert.kernel_util import (
    INTEGER8,
    activation_range,
    broadcast,
    is_power_of_two,
    ratio,
    smaller_than_one,
    zero_points_within,
)
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

LEFT_SHIFTS = {"int16": 15}
LEFT_SHIFT = 20
"""Fractional bits that the 8-bit kernels add before they scale."""
ADDED = frozenset({"float32", "float16", "int32", "int64", "uint8", "int8", "int16"})
SUBTRACTED = ADDED - {"float16"}


def _scales(k: Node, a: TensorState, b: TensorState, y: TensorState) -> None:
    """Abort where the multipliers do not lie between 0 and 1; SUB's output may have a greater one from 1.0.1 on."""
    largest = 2 * max(a.scale, b.scale)
    smaller_than_one(k, f"scale of {a.name!r} over twice the larger input scale", ratio(a.scale, largest))
    smaller_than_one(k, f"scale of {b.name!r} over twice the larger input scale", ratio(b.scale, largest))
    shift = LEFT_SHIFTS.get(y.dtype, LEFT_SHIFT)
    made = ratio(largest, (1 << shift) * y.scale)
    if not (k.operator.name == "SUB" and made > 1 and k.since("1.0.1")):
        smaller_than_one(k, f"twice the larger input scale over 2^{shift} x output scale", made)
    activation_range(k, y)


def _shifts(k: Node, a: TensorState, b: TensorState, y: TensorState) -> None:
    """PrepareInt16SubOpPOT: scales are powers of two, one input's the output's, the other's not larger."""
    apart = [round(ratio(y.scale, x.scale)) for x in (a, b)]
    why = f"input scales {a.scale:g} and {b.scale:g}, output scale {y.scale:g}: one must equal it, none exceed it"
    ensure.true(k, 1 in apart, why, "data->input1_shift == 0 || data->input2_shift == 0", cause=Cause.QUANTIZATION)
    ensure.true(k, a.scale <= y.scale, why, "data->input1_shift <= 0", cause=Cause.QUANTIZATION)
    ensure.true(k, b.scale <= y.scale, why, "data->input2_shift <= 0", cause=Cause.QUANTIZATION)
    activation_range(k, y)


def _quantized(k: Node, a: TensorState, b: TensorState, y: TensorState) -> None:
    is_sub = k.operator.name == "SUB"
    if a.dtype in INTEGER8:
        if is_sub:
            zero_points_within(k, a, b, y)
        _scales(k, a, b, y)
    elif a.dtype == "int16" and (is_sub or a.is_quantized):
        ensure.symmetric(k, input1=a, input2=b, output=y)
        if k.option("pot_scale_int16") and all(is_power_of_two(tensor.scale) for tensor in (a, b, y)):
            _shifts(k, a, b, y)
        else:
            _scales(k, a, b, y)


def prepare(k: Node) -> None:
    """Resize the output; abort where TFLITE_CHECK does."""
    ensure.counts(k, 2)
    a, b, y = k.need(0), k.need(1), k.made()
    ensure.same_type(k, a, b)
    y.dtype = b.dtype
    dims = broadcast(k, a, b)
    _quantized(k, a, b, y)
    k.resize(y, dims)


def evaluate_add(k: Node) -> None:
    """Refuse the types that Eval does not name."""
    ensure.takes(k, k.made(), ADDED, "Type {type} is unsupported by op Add.")


def evaluate_sub(k: Node) -> None:
    """Refuse the types that Eval does not name."""
    ensure.takes(k, k.made(), SUBTRACTED, "output type {number} is not supported, requires float|uint8|int32 types.")


KERNELS = (
    Kernel("ADD", prepare, evaluate_add, shares=(0, 1)),
    Kernel("SUB", prepare, evaluate_sub, shares=(0, 1)),
)
