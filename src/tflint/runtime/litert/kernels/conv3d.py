"""CONV_3D (conv3d.cc): im2col for all but plain 1x1x1 windows."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import Kernel
from tflint.runtime.litert.kernels.padding import out_size

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

AXES = ("d", "h", "w")
RANK = 5


def _checked(node: Node) -> tuple[TensorState, TensorState, TensorState]:
    ensure.counts(node, (2, 3))
    y, x, w = node.made(), node.need(0), node.need(1)
    ensure.rank(node, x, RANK)
    ensure.rank(node, w, RANK)
    if node.since("2.3.0"):
        why = f"input {list(x.dims)} and filter {list(w.dims)}, of which one is empty"
        node.ensure(min(*x.dims[1:], *w.dims) > 0, why, "input->dims->data[1] > 0 was not true.")
        ensure.positive(node, *(f"{what}" for axis in AXES for what in (f"stride_{axis}", f"dilation_{axis}_factor")))
    why = f"{x.dims[4]} input channels, the filter takes {w.dims[3]}"
    node.ensure(x.dims[4] == w.dims[3], why, f"input->dims->data[4] != filter->dims->data[3] ({x.dims[4]} != {w.dims[3]})")
    for tensor in (x, w, y):
        ensure.is_type(node, tensor, "float32")
    bias = node.input(2)
    if bias is not None:
        ensure.is_type(node, bias, "float32")
        ensure.elements(node, bias, w.dims[4])
    return x, w, y


def prepare(node: Node) -> None:
    """Give the output its shape; im2col holds a window's values for every output position."""
    x, w, y = _checked(node)
    strides = [node.number(f"stride_{axis}") for axis in AXES]
    dilations = [node.number(f"dilation_{axis}_factor") for axis in AXES]
    extent = [out_size(node, x.dims[1 + i], w.dims[i], strides[i], dilations[i]) for i in range(3)]
    node.resize(y, (x.dims[0], *extent, w.dims[4]))
    if [*strides, *dilations, *w.dims[:3]] != [1] * 9:
        node.temporary(x.dtype, (x.dims[0], *extent, prod(w.dims[:4])), name="im2col")


KERNELS = (Kernel("CONV_3D", prepare, file="conv3d"),)
