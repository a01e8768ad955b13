"""One tensor that takes more than half of the arena's reused part.

## Why
The arena is as large as its widest moment. Where one tensor makes most of that moment, it is the one place at which work on the model pays off; everything else
fits next to it anyway.

## Example
A model whose input outweighs all else:

    models/wide.tflite: note: dominant-tensor: 'samples' takes 20,000 B of the 20,016 B that are reused (100%)

## Fix
A stride in the first layer, a smaller input, fewer channels before the first pooling, or int8 instead of float32 halve or quarter that tensor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Model, Rule, Severity, arena_plan, parse_size

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding

rule = Rule(__name__, severity=Severity.NOTE, since="0.1")
minimum = rule.option("minimum", 16384, parse_size, "bytes of head from which on it is worth knowing")


@rule.on(Model)
def check(model: Model, facts: Facts) -> Iterator[Finding]:
    """Compare the largest tensor with the head."""
    plan = facts(arena_plan)
    tensors = [it.request for it in plan.buffers if it.request.kind == "tensor" and it.request.tensor is not None]
    if plan.head < facts.option(minimum) or not tensors:
        return
    largest = max(tensors, key=lambda it: it.size)
    if 2 * largest.size > plan.head:
        tensor = model.subgraphs[largest.subgraph].tensors[largest.tensor or 0]
        message = (
            f"{tensor.name!r} takes {largest.size:,} B of the {plan.head:,} B that are reused ({largest.size / plan.head:.0%})"
        )
        yield rule.finding(tensor, message, bytes=largest.size, head=plan.head)
