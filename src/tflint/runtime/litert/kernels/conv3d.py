"""CONV_3D (conv3d.cc): im2col for all but plain 1x1x1 windows."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.litert.kernel import Kernel
from tflint.runtime.litert.kernels.padding import out_size

if TYPE_CHECKING:
    from tflint.runtime.litert.kernel import Node

SOURCE = "kernels/conv3d.cc: Prepare"
AXES = ("d", "h", "w")


def prepare(node: Node) -> None:
    """Give the output its shape; im2col holds a window's values for every output position."""
    x, w, y = node.input(0), node.input(1), node.output()
    if x is None or w is None or y is None:
        raise node.refuse("CONV_3D misses an input or its output", source=SOURCE)
    strides = [node.number(f"stride_{axis}") for axis in AXES]
    dilations = [node.number(f"dilation_{axis}_factor") for axis in AXES]
    extent = [out_size(node.number("padding"), x.dims[1 + i], w.dims[i], strides[i], dilations[i]) for i in range(3)]
    node.resize(y, (x.dims[0], *extent, w.dims[4]))
    if [*strides, *dilations, *w.dims[:3]] != [1] * 9:
        node.temporary(x.dtype, (x.dims[0], *extent, prod(w.dims[:4])))


KERNELS = (Kernel("CONV_3D", prepare),)
