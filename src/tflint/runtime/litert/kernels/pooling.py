"""AVERAGE_POOL_2D, MAX_POOL_2D, L2_POOL_2D (pooling.cc): the window gives the output its shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import Kernel
from tflint.runtime.litert.kernel_util import INTEGER8, activation_range
from tflint.runtime.litert.kernels.padding import out_size

if TYPE_CHECKING:
    from tflint.runtime.litert.kernel import Node

RANK = 4
"""Batch, rows, columns, channels."""
POOLED = frozenset({"float32", "uint8", "int8", "int16"}), "Type {type} not currently supported."
EVALUATED = {
    "AVERAGE_POOL_2D": POOLED,
    "MAX_POOL_2D": POOLED,
    "L2_POOL_2D": (frozenset({"float32"}), "Type {number} not currently supported."),
}


def prepare(k: Node) -> None:
    """GenericPrepare: types, rank, strides."""
    ensure.counts(k, 1)
    y, x = k.made(), k.need()
    ensure.rank(k, x, RANK, "NumDimensions(input)")
    ensure.same_type(k, x, y, "input->type", "output->type")
    ensure.positive(k, stride_h="stride_height", stride_w="stride_width")
    if x.dtype in INTEGER8 and k.operator.name == "L2_POOL_2D":
        ensure.is_type(k, x, "float32", "input->type")
    height = out_size(k, x.dims[1], k.number("filter_height"), k.number("stride_h"))
    width = out_size(k, x.dims[2], k.number("filter_width"), k.number("stride_w"))
    k.resize(y, (x.dims[0], height, width, x.dims[3]))


def evaluate(k: Node) -> None:
    """Refuse the types that the op's Eval does not name, and an activation whose ends an integer scale cannot reach."""
    x, y = k.need(), k.made()
    ensure.takes(k, x, *EVALUATED[k.operator.name])
    if x.dtype == "uint8" and k.operator.name == "AVERAGE_POOL_2D":
        activation_range(k, y)


KERNELS = tuple(Kernel(op, prepare, evaluate, file="pooling") for op in ("AVERAGE_POOL_2D", "MAX_POOL_2D", "L2_POOL_2D"))
