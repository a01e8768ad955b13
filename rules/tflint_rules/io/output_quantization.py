"""Output whose scale or zero point is not what the firmware computes with.

## Why
Firmware that compares an int8 score with a threshold of its own is right only as long as the model keeps scale and zero point.
Every new calibration changes them a little, sometimes a lot.

## Example
A model calibrated anew, and firmware with the old threshold:

    models/gesture.tflite: error: output-quantization: output 0 'scores' has scale 0.25 and zero point 0, scale 0.5 and zero point 0 declared
        at tflint.toml:10:12

## Fix
Read `output->params.scale` and `output->params.zero_point` in the firmware instead of constants, or correct `scale` and `zero_point` in the
manifest's `outputs` together with the firmware.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Model, Rule, Severity, Skip, declared, parse_share, promises

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding, Tensor, TensorContract

rule = Rule(__name__, severity=Severity.ERROR, since="0.1", needs="models.*.outputs")
tolerance = rule.option("tolerance", 0.001, parse_share, "largest relative difference between scales that is let pass")


@rule.on(Model)
def check(_model: Model, facts: Facts) -> Iterator[Finding]:
    """Compare each output with the one declared at its position."""
    if declared(facts, "output") is None:
        raise Skip("no outputs declared")
    for it in facts(promises):
        contract = it.contract
        if it.role != "output" or _same(contract, it.tensor, facts.option(tolerance)):
            continue
        message = f"{it.subject} has {_words(*_parameters(it.tensor))}, {_words(contract.scale, contract.zero_point)} declared"
        yield rule.finding(it, message, place=it.place, scale=_parameters(it.tensor)[0], zero_point=_parameters(it.tensor)[1])


def _parameters(tensor: Tensor) -> tuple[float | None, int | None]:
    quantization = tensor.quantization
    if quantization is None or not tensor.is_quantized:
        return None, None
    return quantization.scale[0], quantization.zero_point[0]


def _same(contract: TensorContract, tensor: Tensor, share: float) -> bool:
    scale, zero_point = _parameters(tensor)
    if contract.zero_point not in (None, zero_point):
        return False
    return contract.scale is None or (scale is not None and abs(scale - contract.scale) <= share * abs(contract.scale))


def _words(scale: float | None, zero_point: int | None) -> str:
    known = [f"scale {scale:.6g}" if scale is not None else "", f"zero point {zero_point}" if zero_point is not None else ""]
    return " and ".join(filter(None, known)) or "no quantization"
