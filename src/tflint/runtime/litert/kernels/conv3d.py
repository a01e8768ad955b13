"""CONV_3D (conv3d.cc): im2col for all but plain 1x1x1 windows."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import Kernel
from tflint.runtime.litert.kernels.padding import checked_out_size

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

AXES = {"d": "depth", "h": "height", "w": "width"}
RANK = 5
BIASED = 3
"""Inputs of CONV_3D_TRANSPOSE but for its bias."""


def _checked(k: Node) -> tuple[TensorState, TensorState, TensorState]:
    ensure.count_inputs(k, (2, 3), "node->inputs->size == 2 || node->inputs->size == 3")
    ensure.equal(k, len(k.state.outputs), 1, "node->outputs->size", 1)
    y, x, w = k.made(), k.need(0), k.need(1)
    ensure.rank(k, x, RANK, "input->dims->size")
    ensure.rank(k, w, RANK, "filter->dims->size")
    names = "input->dims->data[4]", "filter->dims->data[3]"
    ensure.equal(k, x.dims[4], w.dims[3], *names, f"{x.dims[4]} input channels, the filter expects {w.dims[3]}")
    if k.since("2.2.0"):
        _not_empty(k, x, w)
    ensure.is_type(k, x, "float32", "input_type")
    ensure.is_type(k, w, "float32", "filter->type")
    ensure.is_type(k, y, "float32", "output->type", "input_type")
    _bias(k, w)
    if k.since("2.2.0"):
        ensure.positive(k, **{f"stride_{axis}": f"stride_{name}" for axis, name in AXES.items()})
        ensure.positive(k, **{f"dilation_{axis}_factor": f"dilation_{name}_factor" for axis, name in AXES.items()})
    return x, w, y


def _not_empty(k: Node, x: TensorState, w: TensorState) -> None:
    why = f"input {list(x.dims)} and filter {list(w.dims)}, of which one is empty"
    for name, tensor, axes in (("input", x, range(1, RANK)), ("filter", w, range(RANK))):
        for axis in axes:
            ensure.true(k, tensor.dims[axis] > 0, why, f"{name}->dims->data[{axis}] > 0")


def _bias(k: Node, w: TensorState) -> None:
    bias = k.input(2)
    if bias is not None:
        ensure.is_type(k, bias, "float32", "bias->type", "input_type")
        ensure.elements(k, bias, w.dims[4], "NumElements(bias)", "SizeOfDimension(filter, 4)")


def prepare(k: Node) -> None:
    """Give the output its shape; im2col holds a window's values for every output position."""
    x, w, y = _checked(k)
    strides = [k.number(f"stride_{axis}") for axis in AXES]
    dilations = [k.number(f"dilation_{axis}_factor") for axis in AXES]
    extent = [checked_out_size(k, x.dims[1 + i], w.dims[i], strides[i], dilations[i]) for i in range(3)]
    k.resize(y, (x.dims[0], *extent, w.dims[4]))
    if [*strides, *dilations, *w.dims[:3]] != [1] * 9:
        k.temporary(x.dtype, (x.dims[0], *extent, prod(w.dims[:4])), name="im2col")


def prepare_transposed(k: Node) -> None:
    """CONV_3D_TRANSPOSE (conv3d_transpose.cc): the output's shape is an operand; col2im is left to the heap's side of the plan."""
    inputs = len(k.state.inputs)
    ensure.count_inputs(k, (3, 4), "node->inputs->size == 3 || node->inputs->size == 4")
    ensure.equal(k, len(k.state.outputs), 1, "node->outputs->size", 1)
    y, shape, w, x = k.made(), k.need(0), k.need(1), k.need(2)
    ensure.rank(k, shape, 1, "output_shape->dims->size")
    ensure.elements(k, shape, RANK, "NumElements(output_shape)")
    ensure.rank(k, x, RANK, "input->dims->size")
    ensure.rank(k, w, RANK, "filter->dims->size")
    _check_transposed(k, x, w, y, shape)
    bias = k.input(3) if inputs > BIASED else None
    if bias is not None:
        ensure.is_type(k, bias, "float32", "bias->type", "input->type")
        ensure.elements(k, bias, w.dims[3], "NumElements(bias)", "SizeOfDimension(filter, 3)")
    dims = k.integers(0)
    if not shape.is_known:
        k.make_dynamic(y)
    elif dims is not None:
        _check_output(k, dims, x, w)
        k.resize(y, dims)


def _check_transposed(k: Node, x: TensorState, w: TensorState, y: TensorState, shape: TensorState) -> None:
    names = "SizeOfDimension(input, 4)", "SizeOfDimension(filter, 4)"
    ensure.equal(k, x.dims[4], w.dims[4], *names, f"{x.dims[4]} input channels, the filter expects {w.dims[4]}")
    _not_empty(k, x, w)
    ensure.positive(k, **{f"stride_{axis}": f"stride_{name}" for axis, name in AXES.items()})
    ensure.positive(k, **{f"dilation_{axis}_factor": f"dilation_{name}_factor" for axis, name in AXES.items()})
    ensure.is_type(k, x, "float32", "input->type")
    ensure.is_type(k, w, "float32", "filter->type")
    ensure.is_type(k, y, "float32", "output->type", "input->type")
    ensure.is_type(k, shape, "int32", "output_shape->type")


def _check_output(k: Node, dims: tuple[int, ...], x: TensorState, w: TensorState) -> None:
    """ResizeOutputAndTemporaryTensors: a convolution of the same window would make the input from the output."""
    why = f"output shape {list(dims)} for input {list(x.dims)} and filter {list(w.dims)}"
    ensure.that(k, min(dims) >= 0, why, "Conv3DTranspose output shape has a negative dimension.")
    ensure.equal(k, dims[0], x.dims[0], "shape_data[0]", "SizeOfDimension(input, 0)", why)
    ensure.equal(k, dims[4], w.dims[3], "shape_data[4]", "filter_output_channels", why)
    for place, (axis, name) in enumerate(AXES.items()):
        stride, dilation = k.number(f"stride_{axis}"), k.number(f"dilation_{axis}_factor")
        found = checked_out_size(k, dims[1 + place], w.dims[place], stride, dilation)
        ensure.equal(k, found, x.dims[1 + place], f"unused_out_{name}", f"SizeOfDimension(input, {1 + place})", why)


KERNELS = (
    Kernel("CONV_3D", prepare, file="conv3d"),
    Kernel("CONV_3D_TRANSPOSE", prepare_transposed, file="conv3d_transpose"),
)
