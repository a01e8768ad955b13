"""Offline memory plan in which a value is written over before it is read.

## Why
TFLM takes the offsets of an offline plan as they are: whether two tensors that lie over each other are ever needed at the same time is left to the tool that
made the plan. Where that tool was wrong, or the graph was changed after it, the model loads, runs and returns numbers that are wrong.

## Example
A plan that puts two tensors in one place, both of which a later ADD reads:

    models/striped.tflite: error: offline-plan-overlap: 'smooth' is read, but its bytes 0…63 hold 'edges', written by op 1 RELU6
        at op 2 ADD

## Fix
Run the tool that made the plan again, on the model as it is now, or let `tflint fix` make one; without the `OfflineMemoryAllocation` metadata TFLM plans all
tensors itself. A warning is about an operator that reads and writes the same bytes: look up in its kernel whether it reads an element before it writes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Model, Rule, Severity, lost_values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Clash, Facts, Finding

rule = Rule(__name__, severity=Severity.ERROR, since="0.1", runtimes=("tflm",))


@rule.on(Model)
def check(model: Model, facts: Facts) -> Iterator[Finding]:
    """Report every tensor whose value the plan loses, or may lose."""
    for lost in facts(lost_values):
        tensor = model.subgraphs[0].tensors[lost.tensor]
        at = model if lost.operator is None else model.subgraphs[0].operators[lost.operator]
        yield rule.finding(
            at,
            _inside(model, lost) if lost.inside else f"{_read(tensor.name, lost)} {_written(model, lost)}",
            severity=Severity.WARNING if lost.inside else rule.severity,
            tensor=tensor.name,
            low=lost.low,
            high=lost.high,
        )


def _read(name: str, lost: Clash) -> str:
    reader = "is read" if lost.operator is not None else "is an output"
    return f"{name!r} {reader}, but its bytes {lost.low}…{lost.high - 1}"


def _written(model: Model, lost: Clash) -> str:
    """Say who wrote over the bytes."""
    if lost.by is None:
        return "were never written"
    what = "scratch memory" if lost.by.tensor is None else repr(model.subgraphs[0].tensors[lost.by.tensor].name)
    if lost.by.operator is None:
        return f"hold {what}, which the application writes"
    return f"hold {what}, written by op {lost.by.operator} {model.subgraphs[0].operators[lost.by.operator].name}"


def _inside(model: Model, lost: Clash) -> str:
    """Say which of an operator's own tensors lie over each other."""
    assert lost.by is not None
    name = model.subgraphs[0].tensors[lost.tensor].name
    other = "its scratch memory" if lost.by.tensor is None else repr(model.subgraphs[0].tensors[lost.by.tensor].name)
    return f"reads {name!r} and writes {other} in the same place: right only if its kernel reads each element first"
