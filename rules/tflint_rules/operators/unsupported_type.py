"""Tensor type that an op's kernel does not support.

## Why
Each kernel is written for a few number formats: often float32 and int8, sometimes int16. A type beyond these is refused, by some kernels
only when they run: then `AllocateTensors()` succeeds, and the first `Invoke()` fails.

## Example
A square root of int8 numbers, for which there is only a float32 kernel:

    models/root.tflite: error: unsupported-type: op 0 SQRT: 'energy' is int8, expected float32
        refused at Invoke()
        the runtime prints: input->type != expected_type (INT8 != FLOAT32)
        decided in micro/kernels/elementwise.cc:EvalImpl

## Runtime
`Type … (…) not supported.`, `Input type … not supported.`, `input->type != kTfLiteFloat32 (INT8 != FLOAT32)` and the like,
with `Node … (number …) failed to prepare` or `failed to invoke`; each kernel's `Prepare` or `Eval` under `tensorflow/lite/micro/kernels/`.
LiteRT: `Type … is unsupported by op ….`, `input1->type != input2->type (INT8 != FLOAT32)`, `Unsupported data type … in tensor`
(`tflite/kernels/`).

## Fix
Convert with types that the kernel has. For an int8 kernel: `converter.optimizations = [tf.lite.Optimize.DEFAULT]`,
`converter.representative_dataset = …`, `converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]`. Indices that are int64 in the
model (`tf.argmax(…, output_type=tf.int32)`) are set in the model itself.
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
    """Report every op that is refused for a tensor's type."""
    for it in own:
        yield rule.judged(it)
