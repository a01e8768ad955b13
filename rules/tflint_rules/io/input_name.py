"""Input whose name is not the declared one.

## Why
With several inputs only their order says to the firmware which is which, and a new conversion may change the order. A declared name
notices the swap before two inputs of the same shape are fed the wrong way round.

## Example
An input with another name than the firmware asks for:

    models/gesture.tflite: error: input-name: input 0 'left' is declared as 'samples'
        at tflint.toml:10:11

## Fix
Convert with the inputs in the declared order (a signature fixes it: `tf.function(input_signature=[…])`), or correct `name` in the manifest's `inputs`.
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
        if it.role != "input" or contract.name in (None, it.tensor.name):
            continue
        message = f"{it.subject} is declared as {contract.name!r}"
        yield rule.finding(it, message, place=it.place, name=it.tensor.name, declared=contract.name)
