"""Model compiled for Google's Edge TPU.

## Why
The Edge TPU compiler replaces the network by one `edgetpu-custom-op` that only the Coral chip runs, through LiteRT and libedgetpu. A microcontroller without
one cannot run any of it.

## Example
A model with the name `…_edgetpu.tflite`, deployed on a microcontroller:

    models/person_edgetpu.tflite: error: edgetpu-model: op 0 edgetpu-custom-op runs on an Edge TPU only, nano33 has no NPU

## Runtime
`Failed to get registration from op code CUSTOM` (TFLM); `Encountered unresolved custom op: edgetpu-custom-op` (LiteRT without the delegate).

## Fix
Deploy the model as it was before `edgetpu_compiler`. On a board with a Coral chip say so: `npu = "edgetpu"`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Operator, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding

rule = Rule(__name__, severity=Severity.ERROR, since="0.1", needs="boards")
EDGETPU = "edgetpu-custom-op"


@rule.on(Operator)
def check(operator: Operator, facts: Facts) -> Iterator[Finding]:
    """Report a program for an Edge TPU that the board does not have."""
    if operator.name == EDGETPU and not (facts.board.npu or "").startswith("edgetpu"):
        message = f"op {operator.index} {EDGETPU} runs on an Edge TPU only, {facts.board.name} has {facts.board.npu or 'no NPU'}"
        yield rule.finding(operator, message, npu=facts.board.npu)
