"""Float activations with integer weights: a dynamic-range ("hybrid") model.

## Why
With `Optimize.DEFAULT` alone the converter shrinks the weights to int8 and leaves the arithmetic in float32. TensorFlow Lite on a phone
unpacks such weights while it runs; TensorFlow Lite Micro has no kernels for the mixture and refuses it.

## Example
A dense layer converted without a representative dataset:

    (made by tools/generate_docs.py)

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

Or leave `optimizations` empty, for float32 weights four times the size.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Cause, Model, Rule, Severity, judgements, others

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding

rule = Rule(__name__, severity=Severity.ERROR, since="0.1")


@rule.on(Model)
def check(_model: Model, facts: Facts) -> Iterator[Finding]:
    """Report the first hybrid op, and the others with it: one converter setting makes them all."""
    hits = [it for it in facts(judgements) if it.cause is Cause.HYBRID and it.fatal]
    for first in hits[:1]:
        cure = "give the converter a representative_dataset"
        yield rule.finding(first, first.sentence, help=(*first.help, *others(hits), cure), count=len(hits), **first.evidence)
