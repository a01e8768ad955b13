"""AVERAGE_POOL_2D, MAX_POOL_2D, L2_POOL_2D (pooling.cc): the window gives the output its shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert.kernel import Kernel
from tflint.runtime.litert.kernels.padding import out_size

if TYPE_CHECKING:
    from tflint.runtime.litert.kernel import Node

RANK = 4
"""Batch, rows, columns, channels."""
SOURCE = "kernels/pooling.cc: GenericPrepare"


def prepare(node: Node) -> None:
    """Resize the output."""
    x, y = node.input(0), node.output()
    if x is None or y is None:
        raise node.refuse("a pool misses its input or output", source=SOURCE)
    node.ensure(
        len(x.dims) == RANK, f"the input has rank {len(x.dims)}, a pool takes 4", "NumDimensions(input) != 4", source=SOURCE
    )
    padding = node.number("padding")
    height = out_size(padding, x.dims[1], node.number("filter_height"), node.number("stride_h"))
    width = out_size(padding, x.dims[2], node.number("filter_width"), node.number("stride_w"))
    node.resize(y, (x.dims[0], height, width, x.dims[3]))


KERNELS = tuple(Kernel(op, prepare) for op in ("AVERAGE_POOL_2D", "MAX_POOL_2D", "L2_POOL_2D"))
