"""Quantization parameters that cannot be right.

## Why
A scale says how much one step of an integer is worth: it has to be a positive, finite number, one for the tensor or one for each channel.
With anything else the kernel multiplies by nonsense (a scale of 0, which many kernels accept: a warning), or refuses the model. A
`quantized_dimension` that TFLM never reads, as a bias has, is a note.

## Example
A weight tensor with more scales than channels:

    models/gesture.tflite: error: invalid-scale: 'dense/weights': 5 scales for 4 channels in dimension 0

## Runtime
`num_channels != filter->dims->data[affine_quantization->quantized_dimension]` (`tensorflow/lite/kernels/kernel_util.cc`,
`PopulateConvolutionQuantizationParams`); `TFLITE_CHECK` in `QuantizeMultiplier`; LiteRT: `quantized_dimension must be in range [0, …)`.

## Fix
Convert again with representative data that has some spread. Tools that change shapes must carry `scale`, `zero_point` and
`quantized_dimension` along.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tflint.api import Model, Rule, Severity, judgements, wiring

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding, Quantization, Tensor

rule = Rule(__name__, severity=Severity.ERROR, since="0.1")
LIMITS = {"int4": (-8, 7), "int8": (-128, 127), "uint8": (0, 255), "int16": (-32768, 32767), "int32": (-(1 << 31), (1 << 31) - 1)}


@rule.on(Model)
def check(model: Model, facts: Facts) -> Iterator[Finding]:
    """Report the worst that is wrong with each tensor's parameters; a dimension that LiteRT refuses has a rule of its own."""
    for tensor in model.tensors():
        quantization = tensor.quantization
        if quantization is not None and quantization.scale and tensor.dtype in LIMITS:
            wrong = _wrong(tensor, quantization, facts)
            if wrong and not _is_refused(tensor, facts):
                severity, why = max(wrong, key=lambda it: it[0])
                scales, dimension = len(quantization.scale), quantization.quantized_dimension
                yield rule.finding(tensor, f"{tensor.name!r}: {why}", severity=severity, scales=scales, dimension=dimension)


def _is_refused(tensor: Tensor, facts: Facts) -> bool:
    """Return whether LiteRT's loader refuses the tensor, which is reported as its verdict."""
    return facts.board.target.is_litert and any(it.location.path == tensor.location.path for it in facts(judgements))


def _wrong(tensor: Tensor, quantization: Quantization, facts: Facts) -> list[tuple[Severity, str]]:
    dimension, scales, shape = quantization.quantized_dimension, len(quantization.scale), tensor.shape
    found = _values(tensor, quantization)
    if 0 <= dimension < (len(shape) or 1):
        channels = shape[dimension] if shape else 1
        if scales not in (1, channels):
            found.append((Severity.ERROR, f"{scales} scales for {channels} channels in dimension {dimension}"))
    elif not facts.board.target.is_litert:
        severity = Severity.WARNING if _is_weights(tensor, facts) else Severity.NOTE
        found.append((severity, f"quantized_dimension is {dimension}, expected less than its rank {len(shape)}"))
    return found


def _is_weights(tensor: Tensor, facts: Facts) -> bool:
    """Return whether an operator reads the tensor as its weights: TFLM looks at no other tensor's quantized_dimension."""
    numbers = (it.inputs or () for it in facts(wiring).readers_of(tensor))
    return any(inputs[1:2] == (tensor.index,) for inputs in numbers)


def _values(tensor: Tensor, quantization: Quantization) -> list[tuple[Severity, str]]:
    found: list[tuple[Severity, str]] = []
    scales, zero_points = quantization.scale, quantization.zero_point
    sound = min(scales) > 0 and sum(scales) < math.inf  # false too where one is not a number
    for channel, scale in () if sound else enumerate(scales):
        if not (math.isfinite(scale) and scale > 0):
            severity = Severity.WARNING if scale == 0 else Severity.ERROR
            found.append((severity, f"scale {scale:g} of channel {channel}, expected a positive number"))
    low, high = LIMITS[tensor.dtype]
    for channel, zero_point in enumerate(zero_points) if any(zero_points) else ():  # 0 is always inside
        if not low <= zero_point <= high:
            why = f"zero point {zero_point} of channel {channel} is outside {tensor.dtype} ({low}…{high})"
            found.append((Severity.ERROR, why))
    return found
