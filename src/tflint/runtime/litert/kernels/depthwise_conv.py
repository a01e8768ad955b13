"""DEPTHWISE_CONV_2D (depthwise_conv.cc): buffers only in its hybrid form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert.kernel import Kernel
from tflint.runtime.litert.kernels.padding import out_size

if TYPE_CHECKING:
    from tflint.runtime.litert.kernel import Node

RANK = 4
SOURCE = "kernels/depthwise_conv.cc: Prepare"


def prepare(node: Node) -> None:
    """Give the output its shape; quantized input, scales and offsets for float input with int8 filters."""
    x, w, y = node.input(0), node.input(1), node.output()
    if x is None or w is None or y is None:
        raise node.refuse("DEPTHWISE_CONV_2D misses an input or its output", source=SOURCE)
    node.ensure(len(x.dims) == len(w.dims) == RANK, f"ranks {len(x.dims)} and {len(w.dims)}, 4 wanted", source=SOURCE)
    height, width = (
        out_size(
            node.number("padding"), x.dims[i], w.dims[i], node.number(f"stride_{axis}"), node.number(f"dilation_{axis}_factor")
        )
        for i, axis in ((1, "h"), (2, "w"))
    )
    node.resize(y, (x.dims[0], height, width, w.dims[3]))
    if x.dtype == "float32" and w.dtype == "int8":
        node.temporary("int8", x.dims)
        node.temporary("float32", (x.dims[0],))
        node.temporary("int32", (x.dims[0],))


KERNELS = (Kernel("DEPTHWISE_CONV_2D", prepare),)
