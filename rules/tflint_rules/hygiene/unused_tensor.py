"""Tensors that no operator touches.

## Why
A tensor that nothing uses still takes a struct in the arena and its name in the flash, and its constant data if it has some. A few are harmless;
many are a sign of a model that was edited, or converted from more than was meant.

## Example
Tensors that lost their operator:

    models/edited.tflite: warning: unused-tensor: 2 tensors of 4 are unused, with 64 B of constants [*]
        at tensor 'old/weights'
        unused: 'old/activation'
        unused: 'old/weights'

## Fix
Convert again with a current TensorFlow, which leaves unused tensors out; a tool that edits models should remove what it disconnects.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Model, Rule, Severity, wiring

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding, Tensor

rule = Rule(__name__, severity=Severity.WARNING, since="0.1")


@rule.on(Model)
def check(model: Model, facts: Facts) -> Iterator[Finding]:
    """Report once how many tensors are unused, and the one with most bytes."""
    wires = facts(wiring)
    loose = [it for it in model.tensors() if (key := (it.subgraph, it.index)) not in wires.readers and key not in wires.writers]
    unused = [it for it in loose if not (wires.is_input(it) or wires.is_output(it) or _kept_for_state(it, facts))]
    if not unused:
        return
    sizes = {(it.subgraph, it.index): model.buffers[it.buffer].size for it in unused}
    largest = max(unused, key=lambda it: sizes[it.subgraph, it.index])
    names = tuple(f"unused: {it.name!r}" for it in unused[:3])
    data = sum(sizes.values())
    message = f"{len(unused)} tensors of {sum(1 for _ in model.tensors())} are unused, with {data:,} B of constants"
    yield rule.finding(largest, message, help=names, count=len(unused), bytes=data)


def _kept_for_state(tensor: Tensor, facts: Facts) -> bool:
    operators = facts.model.subgraphs[tensor.subgraph].operators
    return any(tensor.index in it.intermediates for it in operators)
