"""Builtin op for which the runtime has no kernel.

## Why
TensorFlow Lite Micro has kernels for about half of TensorFlow Lite's ops. The converter does not know that your model goes to a
microcontroller, so an op without a kernel passes every step until `AllocateTensors()` refuses the whole model on the device.

## Example
A model with GELU, for which the runtime has no kernel:

    models/wave.tflite: error: unsupported-operator: op 1 GELU: tflm@2024-08 has no kernel for GELU
        refused at AllocateTensors()
        the runtime prints: Didn't find op for builtin opcode 'GELU'
        decided in micro/micro_op_resolver.h:GetRegistrationFromOpCode

## Runtime
`Didn't find op for builtin opcode '…'` (`tensorflow/lite/micro/micro_op_resolver.cc`, `GetRegistrationFromOpCode`) and
`Failed to get registration from op code …` (`tensorflow/lite/micro/micro_interpreter.cc`).
LiteRT: the same line for an op, used or not, that the release does not have (`tflite/core/api/op_resolver.cc`).

## Fix
Replace the layer by one that converts to supported ops (`tflint rules` and TFLM's `micro_mutable_op_resolver.h` list them), compute it
outside the model, or move to the snapshot named in the finding: `runtime = "tflm@…"`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Judgements, Rule, Severity, others

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding

rule = Rule(__name__, severity=Severity.ERROR, since="0.1")


@rule.on(Judgements)
def check(missing: Judgements, _facts: Facts) -> Iterator[Finding]:
    """Report each op without a kernel once, with all its places."""
    for name in dict.fromkeys(it.operator for it in missing):
        hits = [it for it in missing if it.operator == name]
        first = hits[0]
        yield rule.finding(first, first.sentence, help=(*first.help, *others(hits)), count=len(hits), **first.evidence)
