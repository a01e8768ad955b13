"""Arena figure that is a lower bound, an upper bound or an estimate, not the exact number.

## Why
tflint replays the allocation of known kernels to the byte. A custom op, or a kernel library without an exact model, may take memory that
nobody outside its source can know; the figure is then the least that is needed, or the most, or an estimate, and this line says which and why.

## Example
A custom op whose kernel lives in the firmware:

    models/custom.tflite: note: arena-bound-only: 480 B are a lower bound for cortex-m4/cmsis-nn: my_op has no kernel in TFLM: what it would allocate is not known

## Fix
Measure `interpreter.arena_used_bytes()` once on the device and keep the difference as a reserve, or choose a target with an exact model (`tflint boards`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Cause, Model, Rule, Severity, arena_plan, judgements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding, Judgement

rule = Rule(__name__, severity=Severity.NOTE, since="0.1")


@rule.on(Model)
def check(model: Model, facts: Facts) -> Iterator[Finding]:
    """Say why the plan is not exact; that of a model which the runtime refuses is not worth a word."""
    plan = facts(arena_plan)
    refused = any(it.verdict.at_allocate and _is_final(it, facts) for it in facts(judgements))
    if not plan.exact and not refused:
        first, *more = plan.unknown
        message = f"{plan.minimum:,} B are {plan.standing} for {plan.target}: {first}"
        yield rule.finding(model, message, help=tuple(more), minimum=plan.minimum, reasons=len(plan.unknown))


def _is_final(it: Judgement, facts: Facts) -> bool:
    """Return whether no firmware can change a refusal: TFLM takes ops that are registered with it."""
    return facts.board.target.is_litert or it.cause not in {Cause.CUSTOM, Cause.MISSING}
