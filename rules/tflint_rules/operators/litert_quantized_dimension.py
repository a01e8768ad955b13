"""Quantized dimension that LiteRT refuses and TensorFlow Lite Micro never looks at.

## Why
A tensor with a scale for each channel says in which of its dimensions the channels lie. Old converters wrote a number that the tensor does not
have; LiteRT refuses the whole model for it, while on a microcontroller the same file runs.

## Example
A bias of one dimension that claims to be quantized along its fourth, on a Raspberry Pi:

    models/gesture.tflite: error: litert-quantized-dimension: tensor 'bias' is quantized along axis 3, its rank is 1
        refused at AllocateTensors()
        the runtime prints: quantized_dimension must be in range [0, 1). Was 3.
        decided in core/interpreter_builder.cc

## Runtime
`quantized_dimension must be in range [0, 1). Was 3.` (`tflite/core/interpreter_builder.cc`, `ParseQuantization`).

## Fix
Convert the model again with a current TensorFlow, or set `quantized_dimension` to 0 in the tensors named here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Model, Rule, Severity, judgements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding

rule = Rule(__name__, severity=Severity.ERROR, since="0.1", runtimes=("litert",))


@rule.on(Model)
def check(_model: Model, facts: Facts) -> Iterator[Finding]:
    """Report the first tensor, and how many there are."""
    hits = [it for it in facts(judgements) if it.rule == rule.name]
    for first in hits[:1]:
        more = (f"the same for {len(hits) - 1} more tensors",) if len(hits) > 1 else ()
        yield rule.finding(first, first.sentence, help=(*first.help, *more), count=len(hits), **first.evidence)
