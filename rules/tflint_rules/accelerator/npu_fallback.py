"""Operators that the board's NPU leaves to the processor.

## Why
What an Ethos-U cannot run, Vela leaves as it was: the processor runs it, slowly, while the NPU waits, and each change between the two copies
tensors. One float operator in the middle can cost more time than all the rest.

## Example
A network with float32 inputs and outputs, for a board with an Ethos-U55:

    models/person_vela.tflite: warning: npu-fallback: ethos-u55-128 leaves 2 of 3 ops to the processor: QUANTIZE, DEQUANTIZE

## Fix
Quantize the whole model (`converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]`) and replace the operators named here by ones that
the NPU has: `vela --supported-ops-report` lists them. Conversions at the very ends go with `inference_input_type` and `inference_output_type`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Model, Rule, Severity, Skip, VelaFailed, compiled_by_vela, parse_share

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Compiled, Facts, Finding

rule = Rule(__name__, severity=Severity.WARNING, since="0.1", needs="boards.*.npu, tflint[ethos-u]")
maximum = rule.option("maximum", 0.0, parse_share, "share of the operators that may be left to the processor")
SHOWN = 6


@rule.on(Model)
def check(model: Model, facts: Facts) -> Iterator[Finding]:
    """Report which operators are left, and how much of the arithmetic."""
    npu = facts.board.npu
    if npu is None or not npu.startswith("ethos-u"):
        raise Skip("no Ethos-U declared")
    if npu.count("-") < 2:  # noqa: PLR2004  ethos-u55-128: Vela compiles for one size
        raise Skip(f"{npu} names no size, as {npu}-128 does")
    try:
        compiled = facts(compiled_by_vela)
    except VelaFailed as why:
        raise Skip(str(why)) from None
    if compiled.left and len(compiled.left) > facts.option(maximum) * compiled.operators:
        names = list(dict.fromkeys(it.name for it in compiled.left))
        message = f"{npu} leaves {len(compiled.left)} of {compiled.operators} ops to the processor: {', '.join(names[:SHOWN])}"
        yield rule.finding(
            model, message + _share(compiled), left=len(compiled.left), operators=compiled.operators, share=compiled.share
        )


def _share(compiled: Compiled) -> str:
    return "" if compiled.share is None else f" ({compiled.share:.1%} of all multiplications)"
