"""Input whose number type is not the one that the firmware writes.

## Why
`input->data.int8` and `input->data.f` are two views of the same bytes. Firmware that writes one where the model reads the other feeds it
noise, and nothing reports an error.

## Example
Firmware for int8, and a model whose input stayed float32:

    models/gesture.tflite: error: input-dtype: input 0 'samples' is float32, declared int8
        at tflint.toml:10:11

## Fix
    converter.inference_input_type = tf.int8

or what else the firmware writes; or change the firmware, and then `dtype` in the manifest's `inputs`.
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
        if it.role != "input" or contract.dtype in (None, it.tensor.dtype):
            continue
        message = f"{it.subject} is {it.tensor.dtype}, declared {contract.dtype}"
        yield rule.finding(it, message, place=it.place, dtype=it.tensor.dtype, declared=contract.dtype)
