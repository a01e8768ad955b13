"""Float activations with integer weights: a dynamic-range ("hybrid") model.

## Why
With `Optimize.DEFAULT` alone the converter shrinks the weights to int8 and leaves the arithmetic in float32. TensorFlow Lite on a phone
unpacks such weights while it runs; TensorFlow Lite Micro has no kernels for the mixture and refuses it.

## Example
A dense layer converted without a representative dataset:

    models/gesture.tflite: error: hybrid-operator: op 0 FULLY_CONNECTED: 'samples' is float32 and 'dense0/weights' int8, expected float32 by float32, int8 by int8 or int4, int16 by int8
        refused at AllocateTensors()
        the runtime prints: Hybrid models are not supported on TFLite Micro.
        decided in micro/kernels/cmsis_nn/fully_connected.cc:Prepare
        also op 1 FULLY_CONNECTED
        give the converter a representative_dataset

## Runtime
`Hybrid models are not supported on TFLite Micro.` (`tensorflow/lite/micro/kernels/fully_connected.cc`, `conv_common.cc`,
`depthwise_conv_common.cc`, `Prepare`).

## Fix
Give the converter data to measure the activations with:

    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: ([sample] for sample in samples)
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = converter.inference_output_type = tf.int8

With `ai_edge_quantizer`, from the float model:

    from ai_edge_quantizer import quantizer, recipe

    it = quantizer.Quantizer("float.tflite", recipe.static_wi8_ai8())
    ranges = it.calibrate({"serving_default": [{"samples": sample} for sample in samples]})
    it.quantize(ranges).export_model("int8.tflite")

Or leave `optimizations` empty, for float32 weights four times the size.
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
    """Report the first hybrid op, and the others with it: one converter setting makes them all."""
    first = own[0]
    cure = "give the converter a representative_dataset"
    yield rule.finding(first, first.sentence, help=(*first.help, *others(own), cure), count=len(own), **first.evidence)
