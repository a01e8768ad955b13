"""Int8 weights with a zero point other than 0.

## Why
The kernels take int8 weights for symmetric and leave the zero point out of the sum, because that is what makes them fast. Where a file has another
zero point it is ignored, and every result is off by the same error.

## Example
Weights quantized by a tool that shifts their range:

    models/gesture.tflite: warning: asymmetric-weights: op 0 FULLY_CONNECTED: weights 'dense/weights' have zero point 3, expected 0

## Runtime
It says nothing: convolutions pass a weight offset of 0 (`tensorflow/lite/micro/kernels/conv.cc`), fully connected layers of CMSIS-NN and
ESP-NN do the same; see also tflite-micro issue 960.

## Fix
Quantize weights symmetrically. TensorFlow's converter does so for int8 (`TFLITE_BUILTINS_INT8` with a `representative_dataset`); a model of the
old uint8 scheme whose numbers were only shifted by 128 has to be converted again from float.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Cause, Judgements, Model, Rule, Severity, judgements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding, Operator

rule = Rule(__name__, severity=Severity.WARNING, since="0.1")
WEIGHTED = ("CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED", "TRANSPOSE_CONV", "CONV_3D")


@rule.on(Judgements)
def check_judged(own: Judgements, _facts: Facts) -> Iterator[Finding]:
    """Report what the runtime itself computes wrongly or refuses."""
    for it in own:
        yield rule.judged(it, it.severity)


@rule.on(Model)
def check(model: Model, facts: Facts) -> Iterator[Finding]:
    """Report constant int8 weights that are not symmetric."""
    for operator in model.operators():
        if operator.code.name in WEIGHTED and len(operator.inputs or ()) > 1:
            yield from _shifted(operator, facts)


def _shifted(operator: Operator, facts: Facts) -> Iterator[Finding]:
    weights = facts.model.inputs(operator)[1]
    if weights is None or weights.dtype != "int8" or weights.quantization is None or not facts.model.is_constant(weights):
        return
    if not any(weights.quantization.zero_point) or _judged(operator, facts):
        return
    shifted = next(filter(None, weights.quantization.zero_point))
    message = f"op {operator.index} {operator.name}: weights {weights.name!r} have zero point {shifted}, expected 0"
    yield rule.finding(operator, message, zero_point=shifted)


def _judged(operator: Operator, facts: Facts) -> bool:
    return any(it.location.path == operator.location.path and it.cause is Cause.SYMMETRY for it in facts(judgements))
