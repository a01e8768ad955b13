"""Model compiled for an Ethos-U, on a board that has none.

## Why
Vela replaces the network by one `ethos-u` operator that only Arm's NPU can run. On a board without that NPU there is nothing to run it: the
firmware does not link its driver, or the driver finds no hardware.

## Example
A model compiled by Vela, on a board with a Cortex-M4 alone:

    models/person_vela.tflite: error: ethos-u-without-npu: op 0 ethos-u was compiled for ethos-u55-128, nano33 has no NPU

## Runtime
`Failed to get registration from op code CUSTOM` (`tensorflow/lite/micro/micro_interpreter.cc`) where the driver is not linked,
`No NPU driver handle available` (Arm's `ethosu_driver.c`) where it is.

## Fix
Deploy the model as it was before Vela, or say which NPU the board has: `npu = "ethos-u55-128"`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Model, Rule, Severity, npu_programs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding

rule = Rule(__name__, severity=Severity.ERROR, since="0.1", needs="boards")


@rule.on(Model)
def check(_model: Model, facts: Facts) -> Iterator[Finding]:
    """Report a program for an NPU that the board does not have."""
    if (facts.board.npu or "").startswith("ethos-u"):
        return
    for program in facts(npu_programs)[:1]:
        has = facts.board.npu or "no NPU"
        message = (
            f"op {program.operator.index} ethos-u was compiled for {program.npu or 'an Ethos-U'}, {facts.board.name} has {has}"
        )
        yield rule.finding(program, message, compiled_for=program.npu, npu=facts.board.npu)
