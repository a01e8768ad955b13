"""What CONV_2D and DEPTHWISE_CONV_2D have in common: their window, their operands' dims, and the checks on both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm import esp_nn, padding
from tflint.runtime.tflm.cmsis_nn import Dims, Window
from tflint.runtime.tflm.kernel_util import crashes, dims, integer, refused, wrong, zero_point
from tflint.runtime.tflm.steps import dimension, reinterpreted
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict


def nhwc(tensor: Tensor) -> Dims:
    """Return a tensor's four dims, 0 for those that it does not have."""
    return Dims(*(dimension(tensor, axis) for axis in range(4)))


def of(node: Node, x: Tensor, weights: Tensor) -> Window:
    """Return a convolution's stride, leading padding and dilation (ComputePaddingHeightWidth in CalculateOpData)."""
    stride = integer(node, "stride_h"), integer(node, "stride_w")
    dilation = integer(node, "dilation_h_factor"), integer(node, "dilation_w_factor")
    size, kernel = ((dimension(tensor, 1), dimension(tensor, 2)) for tensor in (x, weights))
    return Window(stride, padding.leading_paddings(padding.of(node), size, kernel, stride, dilation), dilation)


def for_esp_nn(node: Node, x: Tensor, weights: Tensor, y: Tensor, multiplier: int = 1) -> esp_nn.Convolution:
    """Return a convolution as ESP-NN's size functions get it."""
    one, kernel, out, window = nhwc(x), nhwc(weights), nhwc(y), of(node, x, weights)
    return esp_nn.Convolution(
        input=esp_nn.Size(w=one.w, h=one.h),
        channels=one.c,
        filter=esp_nn.Size(w=kernel.w, h=kernel.h),
        output=esp_nn.Size(w=out.w, h=out.h),
        output_channels=out.c,
        stride=esp_nn.Size(w=window.stride[1], h=window.stride[0]),
        pad=esp_nn.Size(w=window.padding[1], h=window.padding[0]),
        multiplier=multiplier,
    )


def counts(node: Node, source: str) -> Iterator[Verdict]:
    """Refuse other than 2 or 3 inputs and 1 output (CalculateOpDataConv, CalculateOpDataDepthwiseConv)."""
    found = len(node.operator.inputs or ())
    if found not in {2, 3}:
        why = f"{node.name} has {found} inputs, 2 or 3 wanted"
        yield refused(node, why, message="has_bias || node->inputs->size == 2 was not true.", source=source)
    found = len(node.operator.outputs or ())
    if found != 1:
        why = f"{node.name} has {found} outputs, 1 wanted"
        yield refused(node, why, message=f"node->outputs->size != 1 ({found} != 1)", source=source)


def without_multipliers(node: Node, x: Tensor, int16: bool, source: str) -> Iterator[Verdict]:
    """Tell quantized operands for which CMSIS-NN's kernel allocated no multipliers, and computed them all the same."""
    kept = x.dtype in {"float32", "int8"} or (x.dtype == "int16" and int16)
    features = node.build.features
    if not (kept or features.cmsis_nn_checks_types or features.cmsis_nn_multipliers_for_every_type):
        why = f"{x.name!r} is {x.dtype}, and {node.name} of CMSIS-NN writes multipliers for it that it never allocated"
        yield crashes(node, why, cause=Cause.TYPE, tensor=x, source=source)


def symmetric(node: Node, weights: Tensor, source: str) -> Iterator[Verdict]:
    """Tell weights with a zero point, which the kernel leaves out."""
    if weights.dtype in {"int4", "int8"} and weights.quantization is not None and any(weights.quantization.zero_point):
        why = f"{weights.name!r} has zero point {zero_point(weights)}, {node.name} computes with 0"
        yield wrong(node, why, cause=Cause.SYMMETRY, tensor=weights, source=source)


def bias_fits(node: Node, bias: Tensor | None, dtype: str, channels: int, source: str) -> Iterator[Verdict]:
    """Tell a bias of another type than the kernel reads, or of another length than it has channels."""
    if bias is None:
        return
    yield from reinterpreted(node, bias, dtype, source)
    if bias.elements != channels:
        why = f"{bias.name!r} has {bias.elements} elements, {node.name} reads {channels}"
        yield wrong(node, why, tensor=bias, source=source)


def output_fits(node: Node, x: Tensor, weights: Tensor, y: Tensor, *, channels: int, source: str) -> Iterator[Verdict]:
    """Tell a stride that does not move, or an output of another shape than the window gives."""
    if min(of(node, x, weights).stride) <= 0:
        stride = dims(of(node, x, weights).stride)
        yield wrong(node, f"stride is {stride}, 1 or more wanted", source=source)
        return
    window = of(node, x, weights)
    size = padding.windowed_output_size(padding.of(node), x.shape[1:3], weights.shape[1:3], window.stride, window.dilation)
    expected = (x.shape[0], *size, channels)
    if y.shape != expected:
        why = f"{y.name!r} is {dims(y.shape)}, {node.name} of {dims(x.shape)} by {dims(weights.shape)} gives {dims(expected)}"
        yield wrong(node, why, tensor=y, source=source)
