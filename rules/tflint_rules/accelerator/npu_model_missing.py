"""Model that was not compiled for the NPU that its board has.

## Why
An Ethos-U runs only what Vela has compiled for it. A plain `.tflite` file runs as well, but on the processor next to it: ten to a hundred times slower, while the
NPU sleeps.

## Example
A board with an Ethos-U55, and the model from before Vela:

    models/person.tflite: warning: npu-model-missing: nano33 has ethos-u55-128, no op of the model is compiled for it
        at tflint.toml:6:7

## Fix
    vela model.tflite --accelerator-config ethos-u55-128

and deploy the `_vela.tflite` file. If the processor is meant to run it, ignore the rule for this model with the reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Model, Rule, Severity, npu_programs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding

rule = Rule(__name__, severity=Severity.WARNING, since="0.1", needs="boards.*.npu")


@rule.on(Model)
def check(model: Model, facts: Facts) -> Iterator[Finding]:
    """Report a model without any program for the board's Ethos-U."""
    npu = facts.board.npu
    assert npu is not None
    if npu.startswith("ethos-u") and not facts(npu_programs):
        count = sum(len(graph.operators) for graph in model.subgraphs)
        message = f"{facts.board.name} has {npu}, no op of the model is compiled for it"
        yield rule.finding(model, message, place=next(iter(facts.board.where("npu")), None), npu=npu, operators=count)
