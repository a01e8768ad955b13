"""What kernels compute in common: broadcast shapes, activation ranges, fixed-point multipliers (kernels/kernel_util.cc)."""

from __future__ import annotations

from math import isfinite, log2, prod
from typing import TYPE_CHECKING

from tflint.model import schema
from tflint.runtime.litert import ensure
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

RELU, RELU_N1_TO_1, RELU6 = 1, 2, 3
"""ActivationFunctionType: those whose range is computed from the output's scale."""
ENDS = {RELU: (0.0,), RELU6: (0.0, 6.0), RELU_N1_TO_1: (-1.0, 1.0)}
MOST_INT32 = 2**31 - 1
LOG2_TOLERANCE = 1e-3
BIAS_TOLERANCE = 0.02
INTEGER8 = frozenset({"int8", "uint8"})
INTEGERS = frozenset({"int8", "uint8", "int16"})
LIMITS = {"uint8": (0, 255), "int8": (-128, 127), "int16": (-32768, 32767)}
BIAS_SOURCE = "kernels/kernel_util.cc: GetQuantizedConvolutionMultipler"
ABORTS = "kernels/internal/quantization_util.cc: QuantizeMultiplierSmallerThanOneExp"


def broadcast(k: Node, *tensors: TensorState) -> tuple[int, ...]:
    """Return the common shape; refuse shapes that do not go together (CalculateShapeForBroadcast)."""
    width = max(len(tensor.dims) for tensor in tensors)
    columns = list(zip(*((1,) * (width - len(tensor.dims)) + tensor.dims for tensor in tensors), strict=True))
    shapes = [str(list(tensor.dims)) for tensor in tensors]
    listed = f"{', '.join(shapes[:-1])} and {shapes[-1]}"
    for column in columns:
        if len({dim for dim in column if dim != 1}) > 1:
            printed = [shape.replace(" ", "") for shape in shapes]
            message = f"Given shapes, {', '.join(printed[:-1])} and {printed[-1]}, are not broadcastable."
            ensure.refuse(k, f"shapes {listed} do not broadcast to one another", message)
    return tuple(0 if 0 in column else max(column) for column in columns)


def activation(k: Node) -> int:
    """Return the fused activation's number, 0 (none) for a number that the schema does not have (ConvertActivation in core/api/flatbuffer_conversions.cc)."""
    number = k.number("fused_activation_function")
    return number if number in schema.ENUMS["ActivationFunctionType"] else 0


def activation_range(k: Node, tensor: TensorState) -> None:
    """Refuse an output whose scale puts the activation's ends outside of 32 bits (CalculateActivationRangeQuantized)."""
    ensure.takes(k, tensor, INTEGERS, "false was not true.")
    for end in ENDS.get(activation(k), ()):
        holds = tensor.scale != 0 and isfinite(tensor.scale) and abs(end / tensor.scale) <= MOST_INT32
        why = f"{tensor.name!r} has scale {tensor.scale:g}: the activation's end {end:g} does not fit 32 bits"
        ensure.true(k, holds, why, "no_integer_overflow_from_quantization", cause=Cause.QUANTIZATION)


def zero_points_within(k: Node, a: TensorState, b: TensorState, y: TensorState) -> None:
    """Refuse zero points outside of the output's type."""
    low, high = LIMITS[y.dtype]
    for name, tensor in (("input1", a), ("input2", b), ("output", y)):
        why = f"{tensor.name!r} has zero point {tensor.zero_point}, expected {low} to {high}"
        expression = f"{name}_quantization_params.zero_point"
        ensure.true(k, tensor.zero_point >= low, why, f"{expression} >= integer_type_min", cause=Cause.QUANTIZATION)
        ensure.true(k, tensor.zero_point <= high, why, f"{expression} <= integer_type_max", cause=Cause.QUANTIZATION)


def smaller_than_one(k: Node, what: str, multiplier: float) -> None:
    """Abort unless a multiplier lies strictly between 0 and 1 (QuantizeMultiplierSmallerThanOneExp)."""
    if not 0 < multiplier < 1:
        ensure.abort(k, f"{what} is {multiplier:g}, expected between 0 and 1", source=f"{k.source}; {ABORTS}")


def ratio(numerator: float, denominator: float) -> float:
    """Divide as the hardware does: infinite or not a number where the denominator is 0."""
    if denominator:
        return numerator / denominator
    return float("inf") if numerator > 0 else float("nan")


def is_power_of_two(scale: float) -> bool:
    """Return whether a scale is a power of two to within a thousandth of its exponent (CheckedLog2)."""
    return scale > 0 and isfinite(scale) and abs(log2(scale) - round(log2(scale))) < LOG2_TOLERANCE


def bias_scale(k: Node, x: TensorState, weights: TensorState, bias: TensorState | None, y: TensorState) -> None:
    """Refuse a bias whose scale is not input x weights, and a negative product (GetQuantizedConvolutionMultipler)."""
    product = x.scale * weights.scale
    if bias is not None and not ratio(abs(product - bias.scale), y.scale) <= BIAS_TOLERANCE:
        why = (
            f"bias {bias.name!r} has scale {bias.scale:g}, input x weights is {product:g}: {abs(product - bias.scale):g} apart, "
            f"expected at most {BIAS_TOLERANCE * y.scale:g}"
        )
        message = "scale_diff / output_scale <= 0.02 was not true."
        ensure.refuse(k, why, message, cause=Cause.BIAS_SCALE, source=BIAS_SOURCE)
    why = f"input scale {x.scale:g} times weights' scale {weights.scale:g} is negative"
    if not product >= 0:
        ensure.refuse(k, why, "input_product_scale >= 0 was not true.", cause=Cause.QUANTIZATION, source=BIAS_SOURCE)


def convolution_quantization(  # noqa: PLR0917  the four tensors of a convolution
    k: Node, x: TensorState, w: TensorState, bias: TensorState | None, y: TensorState, channels: int
) -> None:
    """Refuse what a quantized convolution cannot scale by (PopulateConvolutionQuantizationParams)."""
    ensure.affine(k, input=x, filter=w)
    if len(w.scales) > 1:
        ensure.takes(k, x, {"int8", "int16"}, "input->type == kTfLiteInt8 || input->type == kTfLiteInt16 was not true.")
        ensure.takes(k, w, {"int8", "int4"}, "filter->type == kTfLiteInt8 || filter->type == kTfLiteInt4 was not true.")
        axis = w.quantization.quantized_dimension if w.quantization else 0
        why = f"filter {w.name!r} has {len(w.scales)} scales along axis {axis} of {list(w.dims)}, for {channels} channels"
        names = "affine_quantization->scale->size", "num_channels"
        ensure.equal(k, len(w.scales), channels, *names, why, cause=Cause.QUANTIZATION)
        dimension = "filter->dims->data[affine_quantization->quantized_dimension]"
        ensure.equal(k, channels, w.dims[axis], "num_channels", dimension, why, cause=Cause.QUANTIZATION)
    if x.dtype == "uint8":
        bias_scale(k, x, w, bias, y)
    activation_range(k, y)


def elements(tensor: TensorState) -> int:
    """Return how many elements a tensor has."""
    return prod(tensor.dims)
