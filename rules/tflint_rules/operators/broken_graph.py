"""Graph that the interpreter cannot walk.

## Why
Before any kernel runs, the interpreter walks the graph: subgraphs, their inputs and outputs, control flow, the offline memory plan. Where
one of these is missing or goes in circles, the walk fails or never ends, whatever the ops are.

## Example
An op with an intermediate tensor that takes space, which TFLM has no place for:

    models/inner.tflite: error: broken-graph: op 0 ABS: intermediate tensor 'inner' has 16 B, TFLM supports only empty ones
        refused at AllocateTensors()
        the runtime prints: Does not support intermediate tensor with non-zero size: 16
        decided in micro/micro_allocation_info.cc:ValidateSubgraph

## Runtime
`Does not support intermediate tensor with non-zero size: …`, `Nbr of offline buffer offsets (…) in metadata not equal nbr tensors (…)`
(`tensorflow/lite/micro/micro_allocation_info.cc`), or a crash in `MarkAllocationLifetimes`.
LiteRT: `AllocateTensors() called on inconsistent model.`, `Did not get tensors in subgraph …` (`tflite/core/`), or the stack overflows.

## Fix
Convert the model again with a current TensorFlow; if a tool of your own edits models, it must keep inputs, outputs and the memory plan complete.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Judgements, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding

rule = Rule(__name__, severity=Severity.ERROR, since="0.1")


@rule.on(Judgements)
def check(own: Judgements, _facts: Facts) -> Iterator[Finding]:
    """Report what the interpreter stumbles over before the kernels."""
    for it in own:
        yield rule.judged(it)
