"""Output whose shape is not the one that the firmware reads.

## Why
The code that runs the model reads as many scores as it knows classes. If the model has fewer, it reads on into other tensors' memory;
if it has more, a new class never wins.

## Example
A model with one class less than the firmware was written for:

    models/gesture.tflite: error: output-shape: output 0 'scores' has shape [1, 4], declared [1, 5]
        at tflint.toml:10:12

## Fix
Retrain with the firmware's classes, or change the firmware and then `shape` in the manifest's `outputs`. A -1 there stands for any size.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Model, Rule, Severity, promises

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding

rule = Rule(__name__, severity=Severity.ERROR, since="0.1", needs="models.*.outputs")


@rule.on(Model)
def check(_model: Model, facts: Facts) -> Iterator[Finding]:
    """Compare each output with the one declared at its position."""
    for it in facts(promises):
        contract = it.contract
        if it.role != "output" or contract.shape is None or _fits(contract.shape, it.tensor.shape):
            continue
        message = f"{it.subject} has shape {list(it.tensor.shape)}, declared {list(contract.shape)}"
        yield rule.finding(it, message, place=it.place, shape=str(list(it.tensor.shape)), declared=str(list(contract.shape)))


def _fits(wanted: tuple[int, ...], shape: tuple[int, ...]) -> bool:
    return len(wanted) == len(shape) and all(want in (-1, size) for want, size in zip(wanted, shape, strict=True))
