"""Bias whose scale is not the product of input and weight scale.

## Why
A quantized layer adds the bias to products of input and weight, so the bias must be counted in steps of exactly input scale × weight
scale. The kernel takes that for granted, or refuses a model in which it is plainly not so.

## Example
A bias that kept its own scale:

    models/gesture.tflite: error: bias-scale-mismatch: op 0 FULLY_CONNECTED: 'dense/bias' has scale 0.5, input × weights give 0.125: off by 0.75 of the output scale 0.5, expected at most 0.02
        refused at AllocateTensors()
        the runtime prints: scale_diff / output_scale <= 0.02 was not true.
        decided in lite/kernels/kernel_util.cc:GetQuantizedConvolutionMultipler

## Runtime
`scale_diff / output_scale <= 0.02 was not true.` (`tensorflow/lite/kernels/kernel_util.cc`, `GetQuantizedConvolutionMultipler`);
the int8 convolutions do not check at all, and add a bias of the wrong size.
LiteRT: the same line for uint8 convolutions and for layers with one scale.

## Fix
Let the converter quantize the bias (it does, with a `representative_dataset`). A tool that changes an input's scale must rescale the bias with it.
"""

from __future__ import annotations

from itertools import repeat
from operator import mul, sub, truediv
from typing import TYPE_CHECKING

from tflint.api import Cause, Judgements, Model, Rule, Severity, judgements, parse_share

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tflint.api import Facts, Finding, Operator

rule = Rule(__name__, severity=Severity.WARNING, since="0.1")
SMALLEST = 1e-38  # what a product of scales counts for at least
WITH_BIAS = ("CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED")
tolerance = rule.option("tolerance", 0.01, parse_share, "largest relative difference that is still taken for rounding")


@rule.on(Judgements)
def check(own: Judgements, _facts: Facts) -> Iterator[Finding]:
    """Report what the runtime's own tolerance refuses or lets pass wrongly."""
    for it in own:
        yield rule.judged(it, it.severity)


@rule.on(Model)
def check_products(model: Model, facts: Facts) -> Iterator[Finding]:
    """Compare each bias with the product of scales where no kernel looks at it."""
    for operator in model.operators():
        if operator.code.name in WITH_BIAS:
            yield from _product(operator, facts)


def _product(operator: Operator, facts: Facts) -> Iterator[Finding]:
    given, weights, bias = (*facts.model.inputs(operator), None, None, None)[:3]
    if (
        given is None
        or weights is None
        or bias is None
        or not (given.is_quantized and weights.is_quantized and bias.is_quantized)
    ):
        return
    assert given.quantization is not None
    assert weights.quantization is not None
    assert bias.quantization is not None
    scales, factor = bias.quantization.scale, given.quantization.scale[0]
    if _agree(scales, weights.quantization.scale, factor, facts.option(tolerance)):
        return
    difference, channel, scale, product = _worst(scales, [*map(mul, repeat(factor), weights.quantization.scale)])
    if difference > facts.option(tolerance) and not _judged(operator, facts):
        message = f"op {operator.index} {operator.name}: scale of bias {bias.name!r} is {scale:.6g}, input × weight scale is {product:.6g}"
        yield rule.finding(operator, message, scale=scale, product=product, channel=channel)


def _agree(scales: Sequence[float], weights: Sequence[float], factor: float, most: float) -> bool:
    """Return whether all scales are `factor` × weights' up to half of `most`, as nearly all are: quicker than the largest difference."""
    if len(scales) != len(weights) or not factor > 0 or not min(weights) > SMALLEST / factor:
        return False
    ratios: list[float] = [*map(truediv, scales, weights)]
    return max(ratios) / factor - 1 < most / 2 and 1 - min(ratios) / factor < most / 2


def _judged(operator: Operator, facts: Facts) -> bool:
    return any(it.cause is Cause.BIAS_SCALE and it.location.path == operator.location.path for it in facts(judgements))


def _worst(scales: Sequence[float], products: Sequence[float]) -> tuple[float, int, float, float]:
    """Return the largest relative difference, its channel and both figures; a single scale serves for all channels."""
    count = max(len(scales), len(products))
    scales, products = _for_each(scales, count), _for_each(products, count)
    sizes = map(max, repeat(SMALLEST), map(abs, products))
    differences = [*map(truediv, map(abs, map(sub, scales, products)), sizes)]
    difference = max(differences)
    channel = differences.index(difference)
    return difference, channel, scales[channel], products[channel]


def _for_each(values: Sequence[float], count: int) -> Sequence[float]:
    return values if len(values) == count else (*values, *[values[-1]] * (count - len(values)))
