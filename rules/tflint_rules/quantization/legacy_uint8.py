"""Model quantized to uint8, the scheme that the micro kernels have dropped.

## Why
Until 2020 TensorFlow quantized to uint8 with one scale per tensor. The kernels of TensorFlow Lite Micro for that scheme are gone: it takes int8
and int16 only, and its message about "hybrid models" misleads, for the model is not hybrid but old.

## Example
A quantization-aware model from the time of TensorFlow 1:

    models/gesture.tflite: error: legacy-uint8: op 0 FULLY_CONNECTED: 'samples' is uint8, expected float32, int8, int16
        refused at AllocateTensors()
        the runtime prints: Input data type not supported
        decided in micro/kernels/cmsis_nn/fully_connected.cc:Prepare
        also op 1 FULLY_CONNECTED

## Runtime
`Hybrid models are not supported on TFLite Micro.`, `Type UINT8 (3) not supported.`, `Input UINT8, output UINT8 not supported.`
(`tensorflow/lite/micro/kernels/conv_common.cc`, `pooling_common.cc` and others).

## Fix
Convert again from the float model with a current converter:

    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: ([sample] for sample in samples)
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = converter.inference_output_type = tf.int8
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
    """Report the first uint8 op, and the others with it: one scheme makes them all."""
    first = own[0]
    yield rule.finding(first, first.sentence, help=(*first.help, *others(own)), count=len(own), **first.evidence)
