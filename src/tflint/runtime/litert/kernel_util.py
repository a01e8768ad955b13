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
ABORTS = "kernels/internal/quantization_util.cc: QuantizeMultiplierSmallerThanOneExp"


def broadcast(node: Node, *tensors: TensorState) -> tuple[int, ...]:
    """Return the common shape; refuse shapes that do not go together (CalculateShapeForBroadcast)."""
    width = max(len(tensor.dims) for tensor in tensors)
    columns = list(zip(*((1,) * (width - len(tensor.dims)) + tensor.dims for tensor in tensors), strict=True))
    shapes = " and ".join(str(list(tensor.dims)) for tensor in tensors)
    for column in columns:
        message = f"Given shapes, {shapes.replace(' ', '').replace('and', ' and ')}, are not broadcastable."
        holds = len({dim for dim in column if dim != 1}) <= 1
        node.ensure(holds, f"shapes {shapes} do not broadcast to one another", message)
    return tuple(0 if 0 in column else max(column) for column in columns)


def activation(node: Node) -> int:
    """Return the fused activation, none for a number that the schema does not have (ParseActivation)."""
    number = node.number("fused_activation_function")
    return number if number in schema.ENUMS["ActivationFunctionType"] else 0


def activation_range(node: Node, tensor: TensorState) -> None:
    """Refuse an output whose scale puts the activation's ends outside of 32 bits (CalculateActivationRangeQuantized)."""
    ensure.takes(node, tensor, INTEGERS)
    for end in ENDS.get(activation(node), ()):
        holds = tensor.scale != 0 and isfinite(tensor.scale) and abs(end / tensor.scale) <= MOST_INT32
        why = f"{tensor.name!r} has scale {tensor.scale:g}: the activation's end {end:g} does not fit 32 bits"
        node.ensure(holds, why, "no_integer_overflow_from_quantization was not true.", cause=Cause.QUANTIZATION)


def smaller_than_one(node: Node, what: str, multiplier: float) -> None:
    """Abort unless a multiplier lies strictly between 0 and 1 (QuantizeMultiplierSmallerThanOneExp)."""
    if not 0 < multiplier < 1:
        raise node.abort(f"{what} is {multiplier:g}, it must lie between 0 and 1", source=f"{node.source}; {ABORTS}")


def ratio(numerator: float, denominator: float) -> float:
    """Divide as the hardware does: infinite or not a number where the denominator is 0."""
    if denominator:
        return numerator / denominator
    return float("inf") if numerator > 0 else float("nan")


def is_power_of_two(scale: float) -> bool:
    """Tell whether a scale is a power of two to within a thousandth of its exponent (CheckedLog2)."""
    return scale > 0 and isfinite(scale) and abs(log2(scale) - round(log2(scale))) < LOG2_TOLERANCE


def bias_scale(node: Node, x: TensorState, weights: TensorState, bias: TensorState | None, y: TensorState) -> None:
    """Refuse a bias whose scale is not input x weights, and a negative product (GetQuantizedConvolutionMultipler)."""
    product = x.scale * weights.scale
    source = "kernels/kernel_util.cc: GetQuantizedConvolutionMultipler"
    if bias is not None:
        apart = abs(product - bias.scale)
        why = (
            f"bias {bias.name!r} has scale {bias.scale:g}, input x weights is {product:g}: {apart:g} apart, "
            f"{BIAS_TOLERANCE * y.scale:g} allowed"
        )
        holds = ratio(apart, y.scale) <= BIAS_TOLERANCE
        node.ensure(holds, why, "scale_diff / output_scale <= 0.02 was not true.", cause=Cause.BIAS_SCALE, source=source)
    why = f"input scale {x.scale:g} times weights' scale {weights.scale:g} is negative"
    node.ensure(product >= 0, why, "input_product_scale >= 0 was not true.", cause=Cause.QUANTIZATION, source=source)


def convolution_quantization(  # noqa: PLR0917  the four tensors of a convolution
    node: Node, x: TensorState, w: TensorState, bias: TensorState | None, y: TensorState, channels: int
) -> None:
    """Refuse what a quantized convolution cannot scale by (PopulateConvolutionQuantizationParams)."""
    ensure.affine(node, x, w)
    if len(w.scales) > 1:
        ensure.takes(node, x, {"int8", "int16"})
        ensure.takes(node, w, {"int8", "int4"})
        axis = w.quantization.quantized_dimension if w.quantization else 0
        holds = len(w.scales) == channels == w.dims[axis]
        why = f"filter {w.name!r} has {len(w.scales)} scales along axis {axis} of {list(w.dims)}, for {channels} channels"
        node.ensure(holds, why, "affine_quantization->scale->size != num_channels", cause=Cause.QUANTIZATION)
    if x.dtype == "uint8":
        bias_scale(node, x, w, bias, y)
    activation_range(node, y)


def elements(tensor: TensorState) -> int:
    """Return how many elements a tensor has."""
    return prod(tensor.dims)
