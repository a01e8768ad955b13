"""Float32 output on a model that computes in integers.

## Why
The last thing such a model does is to turn its int8 result into float32, on the microcontroller, for every inference. A threshold or an argmax
gives the same answer on the integers, without the conversion and with a quarter of the memory.

## Example
An int8 model converted with its outputs left as they are:

    models/gesture.tflite: warning: float-output: output 'scores' is float32 on an int8 model
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

from tflint.api import QUANTIZED, Model, Rule, Severity, declared, ends, scheme, wiring

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding, Tensor

rule = Rule(__name__, severity=Severity.WARNING, since="0.1", runtimes=("tflm",))


@rule.on(Model)
def check(_model: Model, facts: Facts) -> Iterator[Finding]:
    """Report float outputs that come straight from DEQUANTIZE."""
    contracts = declared(facts, "output") or ()
    wanted = {position for position, contract in enumerate(contracts) if contract.dtype == "float32"}
    for position, tensor in enumerate(ends(facts, "output")):
        if tensor.dtype == "float32" and position not in wanted and facts(scheme).quantized and _dequantized_last(tensor, facts):
            message = f"output {tensor.name!r} is float32 on an {facts(scheme).name} model"
            yield rule.finding(tensor, message, help=("converter: inference_output_type = tf.int8",), position=position)


def _dequantized_last(tensor: Tensor, facts: Facts) -> bool:
    writer = facts(wiring).writer(tensor)
    if writer is None or writer.name != "DEQUANTIZE":
        return False
    return any(it is not None and it.dtype in QUANTIZED for it in facts.model.inputs(writer))
