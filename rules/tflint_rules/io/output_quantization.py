"""Output whose scale or zero point is not what the firmware computes with.

## Why
Firmware that compares an int8 score with a threshold of its own is right only as long as the model keeps scale and zero point.
Every new calibration changes them a little, sometimes a lot.

## Example
A model calibrated anew, and firmware with the old threshold:

    models/gesture.tflite: error: output-quantization: output 0 'scores' has scale 0.25 and zero point 0, declared scale 0.5 and zero point 0
        at tflint.toml:10:12

## Fix
Read `output->params.scale` and `output->params.zero_point` in the firmware instead of constants, or correct `scale` and `zero_point` in the
manifest's `outputs` together with the firmware.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Model, Rule, Severity, parse_share, promises

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding

rule = Rule(__name__, severity=Severity.ERROR, since="0.1", needs="models.*.outputs")
tolerance = rule.option("tolerance", 0.001, parse_share, "largest relative difference between scales that is let pass")


@rule.on(Model)
def check(_model: Model, facts: Facts) -> Iterator[Finding]:
    """Compare each output with the one declared at its position."""
    for it in facts(promises):
        if it.role == "output" and not it.keeps_quantization(facts.option(tolerance)):
            scale, zero_point = it.quantization
            yield rule.finding(
                it, f"{it.subject} has {it.quantization_words}", place=it.place, scale=scale, zero_point=zero_point
            )
