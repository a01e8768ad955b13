"""Op that makes the runtime stop dead or crash instead of refusing the model.

## Why
Some checks in the runtime end in `abort()`: on a device it prints HALTED, if anything, and loops for ever, in release builds too.
Others are missing, and the kernel follows a null pointer. Nothing returns an error that your code could handle.

## Example
An addition whose output scale is too small for the kernel's fixed-point arithmetic:

    models/sum.tflite: error: kernel-abort: op 0 ADD: twice the larger input scale over 2^20 × output scale is 9.53674, expected between 0 and 1 ('result')
        aborts at AllocateTensors(): the program halts there
        decided in lite/kernels/internal/quantization_util.cc:QuantizeMultiplierSmallerThanOneExp

## Runtime
`HALTED`, or nothing at all (`TFLITE_ABORT` in `tensorflow/lite/kernels/op_macros.h`, behind every `TFLITE_CHECK`).
LiteRT: the process ends with SIGABRT or SIGSEGV; Python says nothing more, a notebook that its kernel died.

## Fix
Mostly a calibration that saw constant or absurd data: give `converter.representative_dataset` samples as they occur in use. Where an operand or
option is missing, convert again with a current TensorFlow.
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
    """Report every op that the runtime does not survive."""
    for it in own:
        yield rule.judged(it)
