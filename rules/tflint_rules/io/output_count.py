"""Model with more or fewer outputs than the firmware reads.

## Why
`interpreter.output(1)` of a model with one output is a null pointer, and an output that nobody reads was computed for nothing.
The order of outputs is all that the firmware has to distinguish them.

## Example
Firmware for two outputs, and a model with one:

    models/gesture.tflite: error: output-count: the number of outputs is 1, declared 2
        at tflint.toml:10:11

## Fix
Convert the model that the firmware was written for, or declare and read all outputs: `outputs = [{ … }, { … }]`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Model, Rule, Severity, declared, ends

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding

rule = Rule(__name__, severity=Severity.ERROR, since="0.1", needs="models.*.outputs")


@rule.on(Model)
def check(model: Model, facts: Facts) -> Iterator[Finding]:
    """Compare the number of outputs with the number declared."""
    contracts = declared(facts, "output") or ()
    has, wanted = len(ends(facts, "output")), len(contracts)
    if has != wanted:
        assert facts.entry is not None
        place = next(iter(facts.entry.where("outputs")), None)
        yield rule.finding(model, f"the number of outputs is {has}, declared {wanted}", place=place, has=has, declared=wanted)
