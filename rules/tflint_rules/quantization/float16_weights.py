"""Weights stored as float16.

## Why
A phone unpacks float16 weights when it loads the model. TensorFlow Lite Micro has no kernel that does so: it stops at the first op that
reads float16.

## Example
A dense layer converted with `supported_types = [tf.float16]`:

    models/gesture.tflite: error: float16-weights: op 0 DEQUANTIZE: 'dense/weights/float16' is float16, expected int8, int16, uint8 [*]
        refused at AllocateTensors()
        the runtime prints: input->type == kTfLiteInt8 || input->type == kTfLiteInt16 || input->type == kTfLiteUInt8 was not true.
        decided in micro/kernels/dequantize_common.cc:DequantizePrepare

## Runtime
`input->type == kTfLiteInt8 || input->type == kTfLiteInt16 || input->type == kTfLiteUInt8 was not true.`
(`tensorflow/lite/micro/kernels/dequantize_common.cc`, `DequantizePrepare`).

## Fix
Take `tf.float16` out of the supported types, and quantize to int8 instead, half the size again:

    converter.target_spec.supported_types = []
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: ([sample] for sample in samples)

With `ai_edge_quantizer`, from the float model:

    from ai_edge_quantizer import quantizer, recipe

    it = quantizer.Quantizer("float.tflite", recipe.static_wi8_ai8())
    ranges = it.calibrate({"serving_default": [{"samples": sample} for sample in samples]})
    it.quantize(ranges).export_model("int8.tflite")
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Judgements, Rule, Severity, others

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding

rule = Rule(__name__, severity=Severity.ERROR, since="0.1")


@rule.on(Judgements)
def check(own: Judgements, _facts: Facts) -> Iterator[Finding]:
    """Report the first op that meets float16, and the others with it."""
    first = own[0]
    yield rule.finding(first, first.sentence, help=(*first.help, *others(own)), count=len(own), **first.evidence)
