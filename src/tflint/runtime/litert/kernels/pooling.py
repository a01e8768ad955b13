"""AVERAGE_POOL_2D, MAX_POOL_2D, L2_POOL_2D (pooling.cc): the window gives the output its shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import Kernel
from tflint.runtime.litert.kernel_util import INTEGER8
from tflint.runtime.litert.kernels.padding import out_size

if TYPE_CHECKING:
    from tflint.runtime.litert.kernel import Node

RANK = 4
"""Batch, rows, columns, channels."""


def prepare(node: Node) -> None:
    """GenericPrepare: types, rank, strides."""
    ensure.counts(node, 1)
    y, x = node.made(), node.need()
    ensure.rank(node, x, RANK)
    ensure.same_type(node, x, y)
    ensure.positive(node, "stride_h", "stride_w")
    if x.dtype in INTEGER8 and node.operator.name == "L2_POOL_2D":
        ensure.is_type(node, x, "float32")
    height = out_size(node, x.dims[1], node.number("filter_height"), node.number("stride_h"))
    width = out_size(node, x.dims[2], node.number("filter_width"), node.number("stride_w"))
    node.resize(y, (x.dims[0], height, width, x.dims[3]))


KERNELS = tuple(Kernel(op, prepare, file="pooling") for op in ("AVERAGE_POOL_2D", "MAX_POOL_2D", "L2_POOL_2D"))
