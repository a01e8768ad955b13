"""Input whose shape is not the one that the firmware fills.

## Why
The code that fills an input writes as many values as it expects. If the model's input is smaller, it writes past its end into the
arena; if it is larger, the rest keeps old values, and the results are quietly wrong.

## Example
A model trained with another window than the firmware was written for:

    models/gesture.tflite: error: input-shape: input 0 'samples' has shape [1, 8], declared [1, 9]
        at tflint.toml:10:11

## Fix
Train and convert the model with the shape that the firmware has, `tf.keras.Input(shape, batch_size=1)`, or change the firmware, and then `shape` in
the manifest's `inputs`. A -1 there stands for any size.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Model, Rule, Severity, promises

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding

rule = Rule(__name__, severity=Severity.ERROR, since="0.1", needs="models.*.inputs")


@rule.on(Model)
def check(_model: Model, facts: Facts) -> Iterator[Finding]:
    """Compare each input with the one declared at its position."""
    for it in facts(promises):
        contract = it.contract
        if it.role != "input" or contract.shape is None or _fits(contract.shape, it.tensor.shape):
            continue
        message = f"{it.subject} has shape {list(it.tensor.shape)}, declared {list(contract.shape)}"
        yield rule.finding(it, message, place=it.place, shape=str(list(it.tensor.shape)), declared=str(list(contract.shape)))


def _fits(wanted: tuple[int, ...], shape: tuple[int, ...]) -> bool:
    return len(wanted) == len(shape) and all(want in (-1, size) for want, size in zip(wanted, shape, strict=True))
