"""Input for several samples where the firmware has one.

## Why
A model converted with a batch of 8 computes 8 results for each inference and takes 8 times the arena for it, while the firmware fills the first sample and reads the
first result.

## Example
A contract that says one sample, and a model with a batch of 8:

    models/gesture.tflite: warning: batch-dimension: input 0 'samples' has 8 samples at once, declared 1
        at tflint.toml:10:11

## Fix
Convert with a batch of 1:

    inputs = tf.keras.Input(model.input_shape[1:], batch_size=1, name="samples")
    converter = tf.lite.TFLiteConverter.from_keras_model(tf.keras.Model(inputs, model(inputs)))
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Model, Rule, Severity, promises

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding

rule = Rule(__name__, severity=Severity.WARNING, since="0.1", needs="models.*.inputs")


@rule.on(Model)
def check(_model: Model, facts: Facts) -> Iterator[Finding]:
    """Compare each input's first dimension with a declared one of 1."""
    for it in facts(promises):
        shape, wanted = it.tensor.shape, it.contract.shape
        if it.role == "input" and wanted and shape and wanted[0] == 1 and shape[0] > 1 and len(wanted) == len(shape):
            message = f"{it.subject} has {shape[0]} samples at once, declared 1"
            yield rule.finding(it, message, place=it.place, batch=shape[0])
