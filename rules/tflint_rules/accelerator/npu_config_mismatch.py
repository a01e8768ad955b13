"""Model compiled for another Ethos-U than the board has.

## Why
Vela compiles for one NPU of one size: a command stream for 256 multipliers is refused by hardware with 128. Product and size are in the stream's
header, and the driver compares them before it starts.

## Example
A model compiled for an Ethos-U55 with 256 MACs, on a board with 128:

    models/person_vela.tflite: error: npu-config-mismatch: op 0 ethos-u was compiled for ethos-u55-256, nano33 has ethos-u55-128
        at tflint.toml:6:7

## Runtime
`NPU config mismatch. npu.macs_per_cc=7, optimizer.macs_per_cc=8` (Arm's `ethosu_driver.c`, `handle_optimizer_config`), then `Invoke failed`.

## Fix
Compile again for the board: `vela model.tflite --accelerator-config ethos-u55-128`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Model, Rule, Severity, npu_programs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding

rule = Rule(__name__, severity=Severity.ERROR, since="0.1", needs="boards.*.npu")


@rule.on(Model)
def check(_model: Model, facts: Facts) -> Iterator[Finding]:
    """Compare what each program was compiled for with the board's NPU."""
    npu = facts.board.npu
    assert npu is not None
    if not npu.startswith("ethos-u"):
        return  # ethos-u-without-npu says so
    for program in facts(npu_programs):
        if program.npu is not None and npu not in (program.npu, program.npu.rpartition("-")[0]):
            message = f"op {program.operator.index} ethos-u was compiled for {program.npu}, {facts.board.name} has {npu}"
            place = next(iter(facts.board.where("npu")), None)
            yield rule.finding(program, message, place=place, compiled_for=program.npu, npu=npu)
