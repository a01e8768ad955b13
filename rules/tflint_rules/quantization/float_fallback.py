"""Float32 arithmetic left between integer operators.

## Why
Where an op has no quantized form, the converter quietly puts DEQUANTIZE before it and QUANTIZE after it. The model runs, but that part computes
in slow float32, its tensors take four times the arena, and an integer accelerator cannot run it at all. Float32 before or after all integers is
`mixed-quantization`.

## Example
A network in which one activation function stayed float:

    models/wave.tflite: warning: float-fallback: op 3 SIN computes in float32 between integer operators
        entered by op 2 DEQUANTIZE, left by op 4 QUANTIZE, 32 B of float tensors
        put a layer with an int8 kernel in place of SIN, and convert with TFLITE_BUILTINS_INT8

## Fix
Put a layer with an int8 kernel in its place: ReLU, ReLU6, LeakyReLU, sigmoid, tanh and hard swish have one; ELU, SIN, FLOOR and SQUARE stay float32.
Ask for integers in any case:

    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]

That alone does not cure it: the converter (TensorFlow 2.21) leaves an op without an integer form in float32 anyway, without a word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Model, Rule, Severity, float_islands, op_labels

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding, FloatRegion

rule = Rule(__name__, severity=Severity.WARNING, since="0.1")
SHOWN = 5


@rule.on(Model)
def check(_model: Model, facts: Facts) -> Iterator[Finding]:
    """Report each float region that lies between integers."""
    for island in float_islands(facts):
        operators = island.operators or island.moves
        cure = (
            f"put a layer with an int8 kernel in place of {operators[0].name}, and convert with TFLITE_BUILTINS_INT8"
            if island.operators
            else "quantize the tensors on both sides with one scale and zero point: then no conversion is left"
        )
        yield rule.finding(
            island,
            f"{_span(island)} between integer operators",
            help=(
                f"entered by {op_labels(island.entries)}, left by {op_labels(island.exits)}, {island.bytes:,} B of float tensors",
                cure,
            ),
            operators=len(operators),
            bytes=island.bytes,
            entries=len(island.entries),
            exits=len(island.exits),
        )


def _span(island: FloatRegion) -> str:
    operators = island.operators or island.moves
    one, many = ("computes", "compute") if island.operators else ("moves values", "move values")
    names = list(dict.fromkeys(it.name for it in operators))
    named = ", ".join(names[:SHOWN]) + (" …" if len(names) > SHOWN else "")
    if len(operators) == 1:
        return f"op {operators[0].index} {named} {one} in float32"
    return f"ops {operators[0].index}…{operators[-1].index} {named} {many} in float32"
