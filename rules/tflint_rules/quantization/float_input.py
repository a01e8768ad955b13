"""Float32 input on a model that computes in integers.

## Why
The first thing such a model does is to turn its float input into int8, on the microcontroller, for every inference: the sensor's integers are
made float by your code, and integers again by the model, at once or after it has only moved them. The float input also takes four times the memory.

## Example
An int8 model converted with its inputs left as they are:

    models/gesture.tflite: warning: float-input: input 'samples' is float32, quantized to int8 by op 0 QUANTIZE
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

from tflint.api import QUANTIZED, Model, Rule, Severity, declared, ends, final_readers, number_formats

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding, Operator, Tensor

rule = Rule(__name__, severity=Severity.WARNING, since="0.1", runtimes=("tflm",))


@rule.on(Model)
def check(_model: Model, facts: Facts) -> Iterator[Finding]:
    """Report float inputs whose values go into QUANTIZE and nothing else, however they were moved before."""
    contracts = declared(facts, "input") or ()
    wanted = {position for position, contract in enumerate(contracts) if contract.dtype == "float32"}
    for position, tensor in enumerate(ends(facts, "input")):
        if tensor.dtype != "float32" or position in wanted or not facts(number_formats).integers:
            continue
        for first in _quantized_by(tensor, facts)[:1]:
            dtype = _result(first, facts)
            message = f"input {tensor.name!r} is float32, quantized to {dtype} by op {first.index} {first.name}"
            yield rule.finding(tensor, message, help=(f"converter: inference_input_type = tf.{dtype}",), position=position)


def _quantized_by(tensor: Tensor, facts: Facts) -> tuple[Operator, ...]:
    readers = final_readers(facts, tensor)
    return readers if all(it.name == "QUANTIZE" and _result(it, facts) in QUANTIZED for it in readers) else ()


def _result(operator: Operator, facts: Facts) -> str | None:
    return next((it.dtype for it in facts.model.outputs(operator) if it is not None), None)
