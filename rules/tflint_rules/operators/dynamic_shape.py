"""Shape that is not known before the model runs.

## Why
TensorFlow Lite Micro plans all memory once, before the first inference, so every tensor needs its size in the file. A dimension of -1
that is left only in `shape_signature` is harmless there: the plan uses the fixed shape next to it.

## Example
An op whose output has a dimension of -1:

    models/any.tflite: error: dynamic-shape: op 0 ABS: output 'sizes' has shape [-1, 4]: TFLM plans no dynamic tensors
        refused at AllocateTensors()
        the runtime prints: Op#0 (ABS) of subgraph 0 has dynamic tensor #1
        decided in micro/micro_interpreter_graph.cc:CheckDynamicTensors

## Runtime
`Op#… (…) of subgraph … has dynamic tensor #…` and `Dynamic tensors are not supported`
(`tensorflow/lite/micro/micro_interpreter_graph.cc`, `PrepareSubgraphs`).
LiteRT takes shapes that are computed, and refuses negative ones in the file: `BytesRequired number of elements overflowed.`
(`tflite/util.cc`).

## Fix
Fix the shape where the model is made, `tf.keras.Input(shape, batch_size=1)`, or put such an input before a finished one:

    inputs = tf.keras.Input(model.input_shape[1:], batch_size=1, name="samples")
    converter = tf.lite.TFLiteConverter.from_keras_model(tf.keras.Model(inputs, model(inputs)))
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Judgements, Model, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding

rule = Rule(__name__, severity=Severity.ERROR, since="0.1")


@rule.on(Judgements)
def check(own: Judgements, _facts: Facts) -> Iterator[Finding]:
    """Report every shape that cannot be planned, each at the first op that meets it."""
    first = {(it.verdict.subgraph, it.verdict.tensor): it for it in reversed(own)}
    for it in own:
        if first[it.verdict.subgraph, it.verdict.tensor] is it:
            yield rule.judged(it)


@rule.on(Model)
def check_signature(model: Model, _facts: Facts) -> Iterator[Finding]:
    """Note once that inputs or outputs were dynamic when the model was made, otherwise than in the batch: Keras leaves that open."""
    graph = model.subgraphs[0]
    ends = [graph.tensors[index] for index in (*(graph.inputs or ()), *(graph.outputs or ())) if index >= 0]
    open_ends = [it for it in ends if -1 in (it.shape_signature or ())[1:]]
    if open_ends:
        first = open_ends[0]
        message = (
            f"{first.name!r} was {list(first.shape_signature or ())} when the model was made; planned as {list(first.shape)}"
        )
        yield rule.finding(first, message, severity=Severity.NOTE, count=len(open_ends))
