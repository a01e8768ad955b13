"""Float32 arithmetic left in the middle of an integer network.

## Why
Where an op has no quantized form, the converter quietly puts DEQUANTIZE before it and QUANTIZE behind it. The model runs, but that part computes
in slow float32, its tensors take four times the arena, and an integer accelerator cannot run it at all.

## Example
A network in which one activation function stayed float:

    models/wave.tflite: warning: float-fallback: op 3 SIN computes in float32 inside an integer network
        1 DEQUANTIZE before, 1 QUANTIZE behind, 32 B of float tensors
        put a layer with an int8 kernel in place of SIN, and convert with TFLITE_BUILTINS_INT8

## Fix
Put a layer with an int8 kernel in its place: ReLU, ReLU6, LeakyReLU, sigmoid, tanh and hard swish have one; ELU, SIN, FLOOR and SQUARE stay float32.
Or move it before the first or behind the last integer layer. Ask for integers in any case:

    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]

That alone does not cure it: the converter (TensorFlow 2.21) leaves an op without an integer form in float32 all the same, without a word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Model, Rule, Severity, float_islands

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding, Island

rule = Rule(__name__, severity=Severity.WARNING, since="0.1")
SHOWN = 5


@rule.on(Model)
def check(_model: Model, facts: Facts) -> Iterator[Finding]:
    """Report each island of float operators with its shores."""
    for island in facts(float_islands):
        first, last = island.operators[0], island.operators[-1]
        span = f"op {first.index}" if first is last else f"ops {first.index}…{last.index}"
        message = f"{span} {_names(island)} compute in float32 inside an integer network"
        yield rule.finding(
            island,
            message if len(island.operators) > 1 else message.replace(" compute ", " computes "),
            help=(
                f"{len(island.dequantize)} DEQUANTIZE before, {len(island.quantize)} QUANTIZE behind, {island.bytes:,} B of float tensors",
                f"put a layer with an int8 kernel in place of {first.name}, and convert with TFLITE_BUILTINS_INT8",
            ),
            operators=len(island.operators),
            bytes=island.bytes,
            dequantize=len(island.dequantize),
            quantize=len(island.quantize),
        )


def _names(island: Island) -> str:
    names = list(dict.fromkeys(it.name for it in island.operators))
    return ", ".join(names[:SHOWN]) + (" …" if len(names) > SHOWN else "")
