"""What CONV_2D and DEPTHWISE_CONV_2D have in common: their window, their operands' dims, and the checks on both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import dims
from tflint.runtime.printed import not_equal, not_true
from tflint.runtime.tflm import esp_nn, padding
from tflint.runtime.tflm.build import Library
from tflint.runtime.tflm.cmsis_nn import Dims, Window
from tflint.runtime.tflm.eval_checks import reinterpreted
from tflint.runtime.tflm.kernel_util import dimension, zero_point
from tflint.runtime.tflm.quantization_checks import convolution_quantization
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Citation

QUANTIZED = ("int8", "int16")
TYPES = {"float32": ("float32",), "int8": ("int8", "int4"), "int16": ("int8",)}
"""The weights' types that go with an input's."""


def nhwc(tensor: Tensor) -> Dims:
    """Return a tensor's four dims, 0 for those that it does not have."""
    shape = tensor.shape
    return Dims(*shape) if len(shape) == 4 else Dims(*(dimension(tensor, axis) for axis in range(4)))


def of(k: MicroContext, x: Tensor, weights: Tensor) -> Window:
    """Return a convolution's stride, leading padding and dilation (ComputePaddingHeightWidth in CalculateOpData)."""
    stride = k.integer("stride_h"), k.integer("stride_w")
    dilation = k.integer("dilation_h_factor"), k.integer("dilation_w_factor")
    size, kernel = (dimension(x, 1), dimension(x, 2)), (dimension(weights, 1), dimension(weights, 2))
    return Window(stride, padding.leading_paddings(padding.of(k), size, kernel, stride, dilation), dilation)


def for_esp_nn(k: MicroContext, x: Tensor, weights: Tensor, y: Tensor, multiplier: int = 1) -> esp_nn.Convolution:
    """Return a convolution as ESP-NN's size functions get it."""
    one, kernel, out, window = nhwc(x), nhwc(weights), nhwc(y), of(k, x, weights)
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


def keep_multipliers(k: MicroContext, channels: int) -> None:
    """Ask for what rescales each output channel."""
    k.persistent(4 * channels, "multiplier of each output channel")
    k.persistent(4 * channels, "shift of each output channel")


def keep_reference_multipliers(k: MicroContext, x: Tensor, channels: int) -> None:
    """Keep what the reference kernels of TFLM's main keep whatever the input's type is, and Edge Impulse's for all but float32."""
    if not (k.features.no_multipliers_for_float and x.dtype == "float32"):
        keep_multipliers(k, channels)


def op_data(
    k: MicroContext, x: Tensor, weights: Tensor, y: Tensor, *, channels: int, at: Citation, temporaries: bool = True
) -> None:
    """Walk CalculateOpDataConv or CalculateOpDataDepthwiseConv: operand counts and quantization."""
    found = len(k.operator.inputs or ())
    if found not in {2, 3}:
        k.refuse(f"{k.name} has {found} inputs, expected 2 or 3", at, message=not_true("has_bias || node->inputs->size == 2"))
    found = len(k.operator.outputs or ())
    if found != 1:
        message = not_equal("node->outputs->size", 1, found, 1)
        k.refuse(f"{k.name} has {found} outputs, expected 1", at, message=message)
    bias = k.input(2)
    if temporaries:
        k.temp(x, weights, bias, y)
    if x.dtype != "float32":
        convolution_quantization(k, x, weights, bias, y, channels=channels)


def without_multipliers(k: MicroContext, x: Tensor, weights: Tensor, at: Citation, *, int16: bool) -> None:
    """Stop at quantized operands for which CMSIS-NN's kernel allocated no multipliers, which it computes anyway."""
    kept = x.dtype in {"float32", "int8"} or (x.dtype == "int16" and int16) or not (x.is_quantized and weights.is_quantized)
    if not (kept or k.features.cmsis_nn_checks_types or k.features.cmsis_nn_multipliers_for_every_type):
        why = f"{x.name!r} is {x.dtype}, and {k.name} of CMSIS-NN writes multipliers for it that it never allocated"
        k.undefined(why, at, cause=Cause.TYPE, tensor=x)


def may_lack_bias(k: MicroContext, position: int, at: Citation) -> None:
    """Stop at an op without bias where Eval asked for its data anyway (GetTensorData, before GetOptionalTensorData)."""
    optional = k.features.cmsis_nn_optional_bias if k.build.library is Library.CMSIS_NN else k.features.optional_bias
    if not optional and len(k.operator.inputs or ()) <= position:
        k.undefined(f"{k.name} has no bias, and its kernel reads it anyway", at)


def symmetric(k: MicroContext, weights: Tensor, at: Citation) -> None:
    """Note weights with a zero point, which the kernel leaves out."""
    if weights.dtype in {"int4", "int8"} and weights.quantization is not None and any(weights.quantization.zero_point):
        why = f"{weights.name!r} has zero point {zero_point(weights)}, {k.name} computes with 0"
        k.wrong(why, at, cause=Cause.SYMMETRY, tensor=weights)


def bias_fits(k: MicroContext, bias: Tensor | None, dtype: str, channels: int, at: Citation) -> None:
    """Note a bias of another type than the kernel reads, or of another length than it has channels."""
    if bias is None:
        return
    reinterpreted(k, bias, dtype, at)
    if bias.elements != channels:
        k.wrong(f"{bias.name!r} has {bias.elements} elements, {k.name} reads {channels}", at, tensor=bias)


def output_fits(k: MicroContext, x: Tensor, weights: Tensor, y: Tensor, *, channels: int, at: Citation) -> None:
    """Note a stride that does not move, or an output of another shape than the window gives."""
    window = of(k, x, weights)
    if min(window.stride) <= 0:
        k.wrong(f"stride is {dims(window.stride)}, expected at least 1", at)
        return
    size = padding.windowed_output_size(padding.of(k), x.shape[1:3], weights.shape[1:3], window.stride, window.dilation)
    expected = (x.shape[0], *size, channels)
    if y.shape != expected:
        why = f"{y.name!r} is {dims(y.shape)}, {k.name} of {dims(x.shape)} by {dims(weights.shape)} gives {dims(expected)}"
        k.wrong(why, at, tensor=y)
