"""Output whose number type is not the one that the firmware reads.

## Why
`output->data.int8` and `output->data.f` are two views of the same bytes. Firmware that reads one where the model wrote the other sees
noise, and nothing reports an error.

## Example
Firmware for int8, and a model whose output stayed float32:

    models/gesture.tflite: error: output-dtype: output 0 'scores' is float32, declared int8
        at tflint.toml:10:12

## Fix
    converter.inference_output_type = tf.int8

or what else the firmware reads; or change the firmware, and then `dtype` in the manifest's `outputs`.
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
        if it.role != "output" or contract.dtype in (None, it.tensor.dtype):
            continue
        message = f"{it.subject} is {it.tensor.dtype}, declared {contract.dtype}"
        yield rule.finding(it, message, place=it.place, dtype=it.tensor.dtype, declared=contract.dtype)
