"""Float32 input on a model that computes in integers.

## Why
The first thing such a model does is to turn its float input into int8, on the microcontroller, for every inference: the sensor's integers are
made float by your code, and integers again by the model. The float input also takes four times the memory.

## Example
An int8 model converted with its inputs left as they are:

    models/gesture.tflite: warning: float-input: input 'samples' is float32 on an int8 model
        converter: inference_input_type = tf.int8

## Fix
    converter.inference_input_type = tf.int8

`ai_edge_quantizer` makes integer inputs by itself:

    from ai_edge_quantizer import quantizer, recipe

    it = quantizer.Quantizer("float.tflite", recipe.static_wi8_ai8())
    ranges = it.calibrate({"serving_default": [{"samples": sample} for sample in samples]})
    it.quantize(ranges).export_model("int8.tflite")

The firmware then fills the input with `round(x / scale) + zero_point`. If the host does want float, say so: `inputs = [{ dtype = "float32" }]` in the manifest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import QUANTIZED, Model, Rule, Severity, declared, ends, scheme, wiring

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding, Tensor

rule = Rule(__name__, severity=Severity.WARNING, since="0.1", runtimes=("tflm",))


@rule.on(Model)
def check(_model: Model, facts: Facts) -> Iterator[Finding]:
    """Report float inputs that go into QUANTIZE and nothing else."""
    contracts = declared(facts, "input") or ()
    wanted = {position for position, contract in enumerate(contracts) if contract.dtype == "float32"}
    for position, tensor in enumerate(ends(facts, "input")):
        if tensor.dtype == "float32" and position not in wanted and facts(scheme).quantized and _quantized_at_once(tensor, facts):
            message = f"input {tensor.name!r} is float32 on an {facts(scheme).name} model"
            yield rule.finding(tensor, message, help=("converter: inference_input_type = tf.int8",), position=position)


def _quantized_at_once(tensor: Tensor, facts: Facts) -> bool:
    readers = facts(wiring).readers_of(tensor)
    results = [it for reader in readers for it in facts.model.outputs(reader) if it is not None]
    return bool(readers) and all(it.name == "QUANTIZE" for it in readers) and all(it.dtype in QUANTIZED for it in results)
