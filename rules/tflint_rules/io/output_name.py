"""Output whose name is not the declared one.

## Why
With several outputs only their order says to the firmware which is which, and a new conversion may change the order. A declared name
notices the swap before boxes are read as scores.

## Example
An output with another name than the firmware asks for:

    models/gesture.tflite: error: output-name: output 0 'right' is declared as 'scores'
        at tflint.toml:10:12

## Fix
Convert with the outputs in the declared order, or correct `name` in the manifest's `outputs`.
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
        if it.role != "output" or contract.name in (None, it.tensor.name):
            continue
        message = f"{it.subject} is declared as {contract.name!r}"
        yield rule.finding(it, message, place=it.place, name=it.tensor.name, declared=contract.name)
