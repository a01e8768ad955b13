"""Model that refers to a tensor, buffer, op code or subgraph that it does not have.

## Why
The parts of a model name each other by number. A number beyond its table makes the interpreter read past the end of an array; a tensor
that is read before anything wrote it holds whatever the arena held before (a warning: it runs).

## Example
An operator that reads a tensor which no operator, input or constant provides:

    models/normalised.tflite: warning: dangling-index: op 0 SUB reads 'mean' that nothing writes

## Runtime
TFLM checks op codes alone: `Missing registration for opcode_index …` (`tensorflow/lite/micro/micro_interpreter.cc`); the other tables it indexes
unchecked, and crashes. LiteRT: `Tensor … is invalidly specified in schema.` (`tflite/core/interpreter_builder.cc`).

## Fix
Convert the model again. If a tool of your own cuts or joins models, renumber every reference when it removes an entry.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import File, Rule, Severity, Subgraph, wiring

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding, Operator, Tensor

rule = Rule(__name__, severity=Severity.ERROR, since="0.1")


@rule.on(File)
def check(file: File) -> Iterator[Finding]:
    """Report the number that leads out of its table."""
    malformed = file.malformed
    if malformed is not None and malformed.kind == rule.name:
        yield rule.finding(malformed, malformed.why, byte=malformed.at)


@rule.on(Subgraph)
def check_order(subgraph: Subgraph, facts: Facts) -> Iterator[Finding]:
    """Report tensors that are read before they are written, or written twice."""
    written, tensors, model = set(subgraph.inputs or ()), subgraph.tensors, facts.model
    for operator in subgraph.operators:
        unwritten = [tensors[number] for number in operator.inputs or () if number >= 0 and number not in written]
        unwritten = [tensor for tensor in unwritten if not model.is_constant(tensor)]
        if unwritten and operator.code.name != "CUSTOM":  # an NPU's program takes its scratch memory as inputs
            yield from _unwritten(operator, facts, unwritten)
        if not written.isdisjoint(operator.outputs or ()):
            yield from _written_twice(operator, facts)
        written.update(operator.outputs or ())


def _unwritten(operator: Operator, facts: Facts, unwritten: list[Tensor]) -> Iterator[Finding]:
    for tensor in unwritten:
        if tensor.is_variable or 0 in tensor.shape or tensor.dtype == "resource":
            continue
        late = facts(wiring).writer(tensor)
        when = "before it is written" if late else "that nothing writes"
        message = f"op {operator.index} {operator.name} reads {tensor.name!r} {when}"
        yield rule.finding(
            operator, message, severity=Severity.WARNING, tensor=tensor.name, written_by=None if late is None else late.index
        )


def _written_twice(operator: Operator, facts: Facts) -> Iterator[Finding]:
    for tensor in facts.model.outputs(operator):
        if tensor is None or tensor.is_variable:
            continue
        first = facts(wiring).writer(tensor)
        if first is not None and first.index != operator.index:
            message = f"op {operator.index} {operator.name} writes {tensor.name!r} that op {first.index} {first.name} writes too"
            yield rule.finding(operator, message, severity=Severity.WARNING, tensor=tensor.name, written_by=first.index)
