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

from tflint.api import Judgements, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding

rule = Rule(__name__, severity=Severity.ERROR, since="0.1", runtimes=("litert",))


@rule.on(Judgements)
def check(own: Judgements, _facts: Facts) -> Iterator[Finding]:
    """Report the first tensor, and how many there are."""
    first = own[0]
    more = (f"the same for {len(own) - 1} more tensors",) if len(own) > 1 else ()
    yield rule.finding(first, first.sentence, help=(*first.help, *more), count=len(own), **first.evidence)
