"""Tensor arena larger than the board gives it.

## Why
The interpreter takes all its memory from one array of bytes, the arena, when `AllocateTensors()` runs. If the model needs more than the
array has, that call fails on the device (or, where its result is not checked, the first `Invoke()` hard-faults), far from the commit that caused it.

## Example
A model on a board whose manifest gives it too little:

    models/gesture.tflite: error: arena-overflow: arena needs 1,728 B on nano33, 1,024 B given
        at tflint.toml:6:9
        peak at op 0 FULLY_CONNECTED: 'samples' 1,200 + 'scores' 80
        436 B are kept for the interpreter's life: parameters, structs, variables
        give 1,728 B, or make what is alive at the peak smaller

## Runtime
`Failed to resize buffer. Requested: …, available …, missing: …` and `Failed to allocate memory for …`
(`micro/arena_allocator/single_arena_buffer_allocator.cc`), then `AllocateTensors() failed`.

## Fix
Give the arena at least the minimum named here: `arena = "…"` in the manifest, and the same number for `kTensorArenaSize` in the firmware.
Or shrink the peak: `tflint plan` shows which tensors are alive there. A smaller input, a stride in the first layer, or int8 instead of float32
(`converter.representative_dataset`) take most off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Model, Rule, Severity, Skip, arena_plan, peak

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding, Peak

rule = Rule(__name__, severity=Severity.ERROR, since="0.1", needs="boards.*.arena")
SHOWN = 4


@rule.on(Model)
def check(model: Model, facts: Facts) -> Iterator[Finding]:
    """Compare the smallest arena that works with the one that is given."""
    given = facts.board.arena
    if given is None:
        raise Skip("no arena declared")
    plan = facts(arena_plan)
    if plan.minimum <= given:
        return
    top = facts(peak)
    at_least = "" if plan.exact else "at least "
    yield rule.finding(
        model if top is None else top,
        f"arena needs {at_least}{plan.minimum:,} B on {facts.board.name}, {given:,} B given",
        place=next(iter(facts.board.where("arena")), None),
        help=(*_causes(top, plan.tail), f"give {plan.minimum:,} B, or make what is alive at the peak smaller"),
        needed=plan.minimum,
        used=plan.used,
        given=given,
        head=plan.head,
        tail=plan.tail,
        exact=plan.exact,
    )


def _causes(top: Peak | None, tail: int) -> Iterator[str]:
    if top is not None:
        alive = [f"{repr(it.name) if it.tensor is not None else it.kind} {it.size:,}" for it in top.alive[:SHOWN]]
        rest = sum(it.size for it in top.alive[SHOWN:])
        yield f"peak at {top.name}: {' + '.join(alive)}" + (f" + {rest:,} in {len(top.alive) - SHOWN} more" if rest else "")
    yield f"{tail:,} B are kept for the interpreter's life: parameters, structs, variables"
