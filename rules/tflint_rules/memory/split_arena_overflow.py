"""Part of a split arena that is smaller than what the model needs of it.

## Why
A firmware may hand `MicroAllocator::Create` two arenas: one for what is kept for the interpreter's life, one for what is planned and used again. Room
that is left in one is of no use to the other, so a sum that would do can still fail.

## Example
A model whose parameters do not fit beside each other:

    models/gesture.tflite: error: split-arena-overflow: the persistent arena needs 448 B on nano33, 128 B given
        at tflint.toml:6:9

## Runtime
`Failed to allocate tail memory. Requested: …, available …, missing: …` for the persistent arena
(`micro/arena_allocator/persistent_arena_buffer_allocator.cc`), `Failed to resize buffer …` for the other
(`micro/arena_allocator/non_persistent_arena_buffer_allocator.cc`).

## Fix
Raise the part that is named, in the manifest and in the firmware. A figure is the smallest multiple of 16 that works; where the plan is not exact, the
message says *at least*.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Model, Rule, Severity, Skip, arena_plan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding

rule = Rule(__name__, severity=Severity.ERROR, since="0.2", needs="boards.*.arena.persistent", runtimes=("tflm",))


@rule.on(Model)
def check(_model: Model, facts: Facts) -> Iterator[Finding]:
    """Hold what is kept and what is planned each against its own arena."""
    split, plan = facts.board.split, facts(arena_plan)
    if split is None or plan.split is None:
        raise Skip("no split arena declared")
    least = "" if plan.exact else "at least "
    for name, needed, given in (
        ("persistent", plan.split.persistent, split.persistent),
        ("non-persistent", plan.split.non_persistent, split.non_persistent),
    ):
        if needed > given:
            message = f"the {name} arena needs {least}{needed:,} B on {facts.board.name}, {given:,} B given"
            yield rule.finding(
                None, message, place=next(iter(facts.board.where("arena")), None), needed=needed, given=given, part=name
            )
