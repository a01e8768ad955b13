"""Operator whose result nobody reads.

## Why
The interpreter runs every operator in the file, needed or not. One whose outputs nothing reads costs time, energy and arena at each inference and
changes nothing.

## Example
A branch that was cut off and left in the file:

    models/cut.tflite: warning: dead-operator: op 1 NEG: nothing reads 'side/branch' [*]

## Fix
Convert from a function that returns only what is used, so that the converter removes the rest. A tool that cuts models must remove the operators
before the cut as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Model, Rule, Severity, wiring

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding, Operator

rule = Rule(__name__, severity=Severity.WARNING, since="0.1")
EFFECTS = frozenset({"ASSIGN_VARIABLE", "CALL_ONCE", "IF", "WHILE", "CALL", "VAR_HANDLE", "HASHTABLE", "HASHTABLE_IMPORT"})


@rule.on(Model)
def check(model: Model, facts: Facts) -> Iterator[Finding]:
    """Report each operator without effects none of whose outputs is read or given out."""
    readers, ends = facts(wiring).readers, facts(wiring).outputs
    for operator in model.operators():
        number = operator.subgraph
        for index in operator.outputs or ():
            if (number, index) in readers or (number, index) in ends:
                break
        else:
            yield from _dead(operator, model)


def _dead(operator: Operator, model: Model) -> Iterator[Finding]:
    results = [it for it in model.outputs(operator) if it is not None]
    if not results or operator.name in EFFECTS or operator.code.name == "CUSTOM":
        return
    if not any(it is not None and it.is_variable for it in model.inputs(operator)):
        message = f"op {operator.index} {operator.name}: nothing reads {results[0].name!r}"
        yield rule.finding(operator, message, tensor=results[0].name)
