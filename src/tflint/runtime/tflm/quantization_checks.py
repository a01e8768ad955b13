"""What TFLM's kernels refuse of quantization parameters, or compute wrongly with them (lite/kernels/kernel_util.cc)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import dims, taken
from tflint.runtime.printed import Printed, not_equal, not_true
from tflint.runtime.tflm.kernel_util import activation, scale, scales, zero_point
from tflint.runtime.tflm.quantization_util import divide, float32, is_smaller_than_one, round_half_away
from tflint.runtime.verdict import Cause, Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

UTIL = "lite/kernels/kernel_util.cc"
POPULATE = Citation(UTIL, "PopulateConvolutionQuantizationParams")
BIAS_SCALE = Citation(UTIL, "GetQuantizedConvolutionMultipler")
ACTIVATION_RANGE, QUANTIZE = Citation(UTIL, "CalculateActivationRangeQuantized"), Citation(UTIL, "Quantize")
SMALLER_THAN_ONE = Citation("lite/kernels/internal/quantization_util.cc", "QuantizeMultiplierSmallerThanOneExp")
OUTPUTS = ("uint8", "int8", "int16")
WITH_BIAS = 3  # inputs
_ACTIVATION_BOUNDS = {"RELU": (0.0,), "RELU_N1_TO_1": (-1.0, 1.0), "RELU6": (0.0, 6.0)}


def quantized(k: MicroContext, tensor: Tensor, name: str, at: Citation) -> None:
    """Refuse a tensor without quantization; `name` is the operand's in the kernel."""
    if not tensor.is_quantized:
        why = f"{tensor.name!r} is {tensor.dtype} without quantization, {k.name} expects scale and zero point"
        message = not_equal(f"{name}->quantization.type", "kTfLiteAffineQuantization", 0, 1)
        k.refuse(why, at, cause=Cause.QUANTIZATION, tensor=tensor, message=message)


def unquantized(k: MicroContext, tensor: Tensor, name: str, at: Citation) -> None:
    """Refuse a tensor with quantization; `name` is the operand's in the kernel."""
    if tensor.is_quantized:
        why = f"{tensor.name!r} is {tensor.dtype} with quantization, {k.name} expects none"
        message = not_equal(f"{name}->quantization.type", "kTfLiteNoQuantization", 1, 0)
        k.refuse(why, at, cause=Cause.QUANTIZATION, tensor=tensor, message=message)


def zero_point_is(
    k: MicroContext,
    tensor: Tensor,
    expected: int,
    name: str,
    at: Citation,
    *,
    form: str | None = None,
    cause: Cause = Cause.CONSTRAINT,
) -> None:
    """Refuse another zero point than expected, for which the kernel may write another `form`."""
    found = zero_point(tensor)
    if found != expected:
        why = f"{tensor.name!r} has zero point {found}, {k.name} expects {expected} for {tensor.dtype}"
        message = not_equal(f"{name}->params.zero_point", form or expected, found, expected)
        k.refuse(why, at, cause=cause, tensor=tensor, message=message)


def scale_is_read(k: MicroContext, at: Citation, *tensors: Tensor) -> None:
    """Note quantized operands without quantization, whose scale a kernel reads as 0."""
    for tensor in tensors:
        if tensor.dtype in {"int8", "int16", "uint8"} and not tensor.is_quantized:
            why = f"{tensor.name!r} is {tensor.dtype} without quantization, which {k.name} reads as scale 0"
            k.wrong(why, at, cause=Cause.QUANTIZATION, tensor=tensor)


def same_scale(k: MicroContext, tensor: Tensor, output: Tensor, at: Citation, *, cause: Cause = Cause.COPY) -> None:
    """Note quantized operands whose values the kernel copies though scale or zero point differ; `cause` for one that also chooses."""
    if tensor.dtype in {"int8", "int16"} and (scale(tensor), zero_point(tensor)) != (scale(output), zero_point(output)):
        ours, theirs = (f"scale {scale(t):g} zero point {zero_point(t)}" for t in (tensor, output))
        why = f"{tensor.name!r} has {ours}, {output.name!r} {theirs}: {k.name} copies values as they are"
        k.wrong(why, at, cause=cause, tensor=tensor)


def smaller_than_one(k: MicroContext, multiplier: float, what: str, *tensors: Tensor) -> None:
    """Abort on a multiplier as QuantizeMultiplierSmallerThanOneExp does; `tensors` are those whose scales make it."""
    if not is_smaller_than_one(multiplier):
        cause = Cause.CONSTRAINT if all(t.is_quantized for t in tensors) else Cause.QUANTIZATION
        k.abort(f"{what} is {multiplier:g}, expected between 0 and 1", SMALLER_THAN_ONE, cause=cause, tensor=tensors[0])


def smaller_than_one_each(k: MicroContext, a: Tensor, b: Tensor, y: Tensor, *, shift: int) -> None:
    """Abort on the scales of a rescaled addition: each input's and the output's multiplier of a sum in `shift` more bits."""
    twice = 2 * max(scale(a), scale(b))
    what = f"{k.name}'s input scale over twice the larger one"
    smaller_than_one(k, divide(scale(a), twice), what, a)
    smaller_than_one(k, divide(scale(b), twice), what, b)
    what = f"twice the larger input scale over 2^{shift} × output scale"
    smaller_than_one(k, divide(twice, (1 << shift) * scale(y)), what, y, a, b)


def activation_range(k: MicroContext, output: Tensor) -> None:
    """Refuse what CalculateActivationRangeQuantized refuses: another output type, or an activation bound that leaves int32."""
    taken(k, output, OUTPUTS, ACTIVATION_RANGE, message=not_true("false"))
    if activation_fits(k, output):
        return
    if not k.features.activation_range_checked:
        k.wrong(activation_overflow(output), ACTIVATION_RANGE, cause=Cause.QUANTIZATION, tensor=output)
    else:
        message = not_true("no_integer_overflow_from_quantization")
        k.refuse(activation_overflow(output), QUANTIZE, cause=Cause.QUANTIZATION, tensor=output, message=message)


def activation_fits(k: MicroContext, output: Tensor) -> bool:
    """Return whether the fused activation's bounds fit int32 in the output's scale."""
    return all(_fits_int32(bound, scale(output)) for bound in _ACTIVATION_BOUNDS.get(activation(k), ()))


def activation_overflow(output: Tensor) -> str:
    """Return the sentence on an activation that does not fit."""
    return f"{output.name!r} has scale {scale(output):g}, its fused activation does not fit int32 then"


def _fits_int32(value: float, by: float) -> bool:
    quotient = round_half_away(float32(divide(value, by)))
    return -(2.0**31) <= quotient <= 2.0**31  # int32's maximum is 2^31 as a float


def one_scale_or_one_per_channel(k: MicroContext, weights: Tensor, channels: int, dimension: str, at: Citation) -> None:
    """Refuse weights with another number of scales than 1 or `channels`; `dimension` is the kernel's constant for their axis."""
    quantized(k, weights, "filter", at)
    count = len(scales(weights))
    if count not in {1, channels}:
        size = "affine_quantization->scale->size"
        message = not_true(f"{size} == 1 || {size} == filter->dims->data[{dimension}]")
        why = f"{weights.name!r} has {count} scales, expected 1 or {channels}"
        k.refuse(why, at, cause=Cause.QUANTIZATION, tensor=weights, message=message)


def convolution_quantization(
    k: MicroContext, x: Tensor, weights: Tensor, bias: Tensor | None, output: Tensor, *, channels: int
) -> None:
    """Refuse what PopulateConvolutionQuantizationParams refuses; `channels` is the number of output channels."""
    quantized(k, x, "input", POPULATE)
    quantized(k, weights, "filter", POPULATE)
    if len(scales(weights)) > 1:
        _per_channel(k, x, weights, channels)
    if x.dtype == "uint8":
        bias_scale(k, x, weights, bias, output)
    if x.dtype in {"int8", "uint8", "int16"}:
        activation_range(k, output)
    scale_is_read(k, POPULATE, output)


def _per_channel(k: MicroContext, x: Tensor, weights: Tensor, channels: int) -> None:
    count, axis = len(scales(weights)), weights.quantization.quantized_dimension if weights.quantization else 0
    if x.dtype not in {"int8", "int16"}:
        why = f"{weights.name!r} has {count} scales, expected one with {x.dtype} input"
        message = not_true("input->type == kTfLiteInt8 || input->type == kTfLiteInt16")
        k.refuse(why, POPULATE, cause=k.type_cause(x), tensor=weights, message=message)
    if weights.dtype not in {"int8", "int4"}:
        why = f"{weights.name!r} is {weights.dtype} with {count} scales, int8 and int4 may have several"
        message = not_true("filter->type == kTfLiteInt8 || filter->type == kTfLiteInt4")
        k.refuse(why, POPULATE, cause=k.type_cause(weights), tensor=weights, message=message)
    if count != channels:
        why = f"{weights.name!r} has {count} scales for {channels} output channels"
        message = not_equal("affine_quantization->scale->size", "num_channels", count, channels)
        k.refuse(why, POPULATE, cause=Cause.QUANTIZATION, tensor=weights, message=message)
    found = weights.shape[axis] if 0 <= axis < len(weights.shape) else None
    if found != channels:
        why = (
            f"{weights.name!r} is quantized along dimension {axis} of {dims(weights.shape)}, which is not its {channels} channels"
        )
        message = Printed("num_channels != filter->dims->data[affine_quantization->quantized_dimension]")
        k.refuse(why, POPULATE, cause=Cause.QUANTIZATION, tensor=weights, message=message)


def bias_scale(k: MicroContext, x: Tensor, weights: Tensor, bias: Tensor | None, output: Tensor) -> None:
    """Refuse what GetQuantizedConvolutionMultipler refuses: a bias scale off input × filter scale by over 2 % of the output's."""
    if k.features.missing_bias_read and len(k.operator.inputs or ()) < WITH_BIAS:
        k.undefined(f"{k.name} has no bias, and its kernel reads a third input anyway", BIAS_SCALE)
    if bias is not None:
        off = divide(abs(scale(x) * scale(weights) - scale(bias)), scale(output))
        if not off <= 0.02:
            why = (
                f"{bias.name!r} has scale {scale(bias):g}, input × weights give {scale(x) * scale(weights):g}: "
                f"off by {off:.3g} of the output scale {scale(output):g}, expected at most 0.02"
            )
            message = not_true("scale_diff / output_scale <= 0.02")
            k.refuse(why, BIAS_SCALE, cause=Cause.BIAS_SCALE, tensor=bias, message=message)
    if not float32(scale(x) * scale(weights)) >= 0:
        why = f"{weights.name!r} has scale {scale(weights):g}, input × weights scale must not be negative"
        message = not_true("input_product_scale >= 0")
        k.refuse(why, BIAS_SCALE, cause=Cause.QUANTIZATION, tensor=weights, message=message)


def twice_itself(k: MicroContext, x: Tensor, y: Tensor, *, shift: int) -> None:
    """Abort on the scales of a sum over one input, which is rescaled by twice its own scale in `shift` more bits."""
    twice = 2 * scale(x)
    smaller_than_one(k, divide(scale(x), twice), "the input scale over twice itself", x)
    smaller_than_one(k, divide(twice, (1 << shift) * scale(y)), f"twice the input scale over 2^{shift} × output scale", y, x)
