"""Tensor of a type that the runtime has no size for, such as STRING.

## Why
A string has no fixed length, so no place can be planned for it. TensorFlow Lite Micro refuses such a tensor wherever it is, even unused, and
prints nothing at all.

## Example
A model that passes a label through as text:

    models/labelled.tflite: error: string-tensor: tensor 'label' is of type string, which has no size in TFLM: it fails without a message
        refused at AllocateTensors()
        decided in micro/memory_helpers.cc:TfLiteTypeSizeOf

## Runtime
Nothing (`tensorflow/lite/micro/memory_helpers.cc`, `TfLiteTypeSizeOf` via `TfLiteEvalTensorByteLength`), or
`Failed to populate a temp TfLiteTensor struct from flatbuffer data!`.

## Fix
Keep text outside of the model: feed numbers, and look labels up in the firmware.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Judgements, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding, Model, Operator

rule = Rule(__name__, severity=Severity.ERROR, since="0.1")


@rule.on(Judgements)
def check(own: Judgements, facts: Facts) -> Iterator[Finding]:
    """Report the first tensor without a size, at the op that meets it first, and how many there are."""
    first, met = own[0], _first_met(facts.model, own)
    where = "" if met is None or first.subject else f"op {met.index} {met.name}: "
    yield rule.finding(met or first, where + first.sentence, help=first.help, count=len(own), **first.evidence)


def _first_met(model: Model, own: Judgements) -> Operator | None:
    """Return the first operator that reads or writes one of the tensors: its kernel stumbles before memory is planned."""
    tensors = {(it.verdict.subgraph, it.verdict.tensor) for it in own}
    return next(
        (
            op
            for op in model.operators()
            for index in (*(op.inputs or ()), *(op.outputs or ()))
            if (op.subgraph, index) in tensors
        ),
        None,
    )
