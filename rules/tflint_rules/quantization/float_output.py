"""Float32 output on a model that computes in integers.

## Why
The last thing such a model does is to turn its int8 result into float32, on the microcontroller, for every inference. A threshold or an argmax
gives the same answer on the integers, without the conversion and with a quarter of the memory.

## Example
An int8 model converted with its outputs left as they are:

    models/gesture.tflite: warning: float-output: output 'scores' is float32, dequantized from int8 by op 2 DEQUANTIZE
        converter: inference_output_type = tf.int8

## Fix
    converter.inference_output_type = tf.int8

`ai_edge_quantizer` makes integer outputs by itself:

    from ai_edge_quantizer import quantizer, recipe

    it = quantizer.Quantizer("float.tflite", recipe.static_wi8_ai8())
    ranges = it.calibrate({"serving_default": [{"samples": sample} for sample in samples]})
    it.quantize(ranges).export_model("int8.tflite")

The firmware reads `(output->data.int8[i] - zero_point) * scale` where it needs the real value. If the host does want float, say so:
`outputs = [{ dtype = "float32" }]` in the manifest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import QUANTIZED, Model, Rule, Severity, declared, ends, first_writers, number_formats

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding, Operator, Tensor

rule = Rule(__name__, severity=Severity.WARNING, since="0.1", runtimes=("tflm",))


@rule.on(Model)
def check(_model: Model, facts: Facts) -> Iterator[Finding]:
    """Report float outputs whose values come from DEQUANTIZE and nothing else, however they were moved after it."""
    contracts = declared(facts, "output") or ()
    wanted = {position for position, contract in enumerate(contracts) if contract.dtype == "float32"}
    for position, tensor in enumerate(ends(facts, "output")):
        if tensor.dtype != "float32" or position in wanted or not facts(number_formats).integers:
            continue
        for last in _dequantized_by(tensor, facts)[-1:]:
            dtype = _given(last, facts)
            message = f"output {tensor.name!r} is float32, dequantized from {dtype} by op {last.index} {last.name}"
            yield rule.finding(tensor, message, help=(f"converter: inference_output_type = tf.{dtype}",), position=position)


def _dequantized_by(tensor: Tensor, facts: Facts) -> tuple[Operator, ...]:
    writers = first_writers(facts, tensor)
    return writers if all(it.name == "DEQUANTIZE" and _given(it, facts) in QUANTIZED for it in writers) else ()


def _given(operator: Operator, facts: Facts) -> str | None:
    given = (it for it in facts.model.inputs(operator) if it is not None and not facts.model.is_constant(it))
    return next((it.dtype for it in given), None)
