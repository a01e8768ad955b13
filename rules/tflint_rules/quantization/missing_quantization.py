"""Integer tensor without the scale that its kernel needs.

## Why
An int8 number means nothing without its scale and zero point: the kernel needs both to know how much a step is worth. A tensor whose
vectors were lost or left empty counts as not quantized.

## Example
An int8 ABS whose input has no scale:

    models/raw.tflite: error: missing-quantization: op 0 ABS: 'samples' is int8 without quantization, ABS expects scale and zero point
        refused at AllocateTensors()
        the runtime prints: input->quantization.type != kTfLiteAffineQuantization (0 != 1)
        decided in micro/kernels/elementwise.cc:PrepareAbsRsqrt

## Runtime
`input->quantization.type != kTfLiteAffineQuantization (0 != 1)` (`tensorflow/lite/kernels/kernel_util.cc`,
`PopulateConvolutionQuantizationParams`) and similar lines of other kernels.
LiteRT: the same, and `output->params.scale == 1. / 256 was not true.` where a kernel wants one scale only (`tflite/kernels/`).

## Fix
Convert with the whole pipeline instead of casting tensors to int8 by hand:
`converter.optimizations = [tf.lite.Optimize.DEFAULT]` and `converter.representative_dataset = …`.
If a tool edits models, it must keep `scale` and `zero_point`, both with entries.
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
    """Report every op that is refused because a tensor has no scale or no zero point."""
    for it in own:
        yield rule.judged(it)
