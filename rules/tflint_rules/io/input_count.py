"""Model with more or fewer inputs than the firmware fills.

## Why
`interpreter.input(1)` of a model with one input is a null pointer, and an input that nobody fills keeps what the arena held before.
The order of inputs is all that the firmware has to distinguish them.

## Example
Firmware for two inputs, and a model with one:

    models/gesture.tflite: error: input-count: the number of inputs is 1, declared 2
        at tflint.toml:10:10

## Fix
Convert the model that the firmware was written for, or declare and fill all inputs: `inputs = [{ … }, { … }]`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Model, Rule, Severity, declared, ends

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding

rule = Rule(__name__, severity=Severity.ERROR, since="0.1", needs="models.*.inputs")


@rule.on(Model)
def check(model: Model, facts: Facts) -> Iterator[Finding]:
    """Compare the number of inputs with the number declared."""
    contracts = declared(facts, "input") or ()
    has, wanted = len(ends(facts, "input")), len(contracts)
    if has != wanted:
        assert facts.entry is not None
        place = next(iter(facts.entry.where("inputs")), None)
        yield rule.finding(model, f"the number of inputs is {has}, declared {wanted}", place=place, has=has, declared=wanted)
