"""Quantized activation whose range is a point, or absurdly wide.

## Why
Calibration watches each tensor while representative data flow through the model. If these were all zeros, or all the same, a tensor's range shrinks to
a point and on the device every value saturates; one broken sample makes it so wide that all others round to zero.

## Example
A model that was calibrated with zeros:

    models/gesture.tflite: warning: degenerate-range: 'samples' has a range of 2.55e-07 (scale 1e-09, zero point 0): a point
    models/gesture.tflite: warning: degenerate-range: 'scores' has a range of 2.55e-07 (scale 1e-09, zero point 0): a point

## Fix
Give real samples, some hundred, of every class,

    converter.representative_dataset = lambda: ([sample] for sample in samples)

instead of `tf.zeros(…)`, and scaled exactly as the firmware will scale them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Model, Rule, Severity, wiring

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding, Tensor

rule = Rule(__name__, severity=Severity.WARNING, since="0.1")
STEPS = {"int8": 255, "uint8": 255, "int16": 65535}
POINT, ABSURD = 1e-5, 1e7


@rule.on(Model)
def check(model: Model, facts: Facts) -> Iterator[Finding]:
    """Report each activation whose representable range no sensible calibration gives."""
    for tensor in model.tensors():
        steps, quantization = STEPS.get(tensor.dtype), tensor.quantization
        if steps is None or quantization is None or not (quantization.scale and quantization.zero_point):
            continue
        scale, zero_point = quantization.scale[0], quantization.zero_point[0]
        width = scale * steps
        if (0 < width < POINT or width > ABSURD) and _is_activation(tensor, facts):
            what = "a point" if width < POINT else "absurdly wide"
            message = f"{tensor.name!r} has a range of {width:.3g} (scale {scale:.3g}, zero point {zero_point}): {what}"
            yield rule.finding(tensor, message, scale=scale, zero_point=zero_point, range=width)


def _is_activation(tensor: Tensor, facts: Facts) -> bool:
    wires = facts(wiring)
    return (wires.writer(tensor) is not None or wires.is_input(tensor)) and not facts.model.is_constant(tensor)
