"""Arena lost to the order in which TFLM places its buffers.

## Why
TensorFlow Lite Micro places buffers from the largest to the smallest, each in the first gap that it fits. Where the largest ones do not live at the same
time as their neighbours this leaves holes, and the arena is larger than what is ever alive. A plan in the file's metadata says where each
tensor goes instead; every TFLM since 2020 reads it, the firmware and the graph stay as they are.

## Example
A net in which a wide tensor comes late:

    models/late.tflite: note: arena-slack: arena of 4,240 B could be 3,216 B with an offline plan [*]

## Fix
Let tflint write the plan: `tflint fix --select offline-plan --in-place`. Outputs are the same bit for bit. The plan is made for the board's kernels: on
another target it is as safe, but may not be the best.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Model, Rule, Severity, arena_plan, parse_share, planned_better

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding

rule = Rule(__name__, severity=Severity.NOTE, since="0.1", runtimes=("tflm",))
minimum = rule.option("minimum", 0.05, parse_share, "share of the arena that could be saved from which on it is reported")


@rule.on(Model)
def check(model: Model, facts: Facts) -> Iterator[Finding]:
    """Report an arena that a better plan makes smaller."""
    found, needed = facts(planned_better), facts(arena_plan).minimum
    if found is None or needed - found.minimum < facts.option(minimum) * needed:
        return
    message = f"arena of {needed:,} B could be {found.minimum:,} B with an offline plan"
    yield rule.finding(model, message, needed=needed, planned=found.minimum)
