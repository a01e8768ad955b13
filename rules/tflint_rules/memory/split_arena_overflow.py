"""Part of a split arena that is smaller than what the model needs of it.

## Why
A firmware may hand `MicroAllocator::Create` two arenas: one for what is kept for the interpreter's life, one for what is planned and used again. Room
that is left in one is of no use to the other, so a sum that would do can still fail.

## Example
A model whose parameters do not fit beside each other:

    models/gesture.tflite: error: split-arena-overflow: the persistent arena needs at least 372 B on nano33, 128 B given
        at tflint.toml:6:9

## Runtime
`Failed to allocate tail memory. Requested: …, available …, missing: …` for the persistent arena
(`micro/arena_allocator/persistent_arena_buffer_allocator.cc`), `Failed to resize buffer …` for the other
(`micro/arena_allocator/non_persistent_arena_buffer_allocator.cc`).

## Fix
Raise the part that is named, in the manifest and in the firmware. The figures are lower bounds: the two allocators' own structs differ from
those of a single arena by less than 64 B, which are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Model, Rule, Severity, Skip, arena_plan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding

rule = Rule(__name__, severity=Severity.ERROR, since="0.2", needs="boards.*.arena.persistent", runtimes=("tflm",))
STRUCTS = 64  # what the allocators of two arenas may take less than the one of a single arena


@rule.on(Model)
def check(_model: Model, facts: Facts) -> Iterator[Finding]:
    """Hold what is kept and what is planned each against its own arena."""
    split, plan = facts.board.split, facts(arena_plan)
    if split is None:
        raise Skip("no split arena declared")
    for name, needed, given in (
        ("persistent", plan.tail - STRUCTS, split.persistent),
        ("non-persistent", plan.head, split.non_persistent),
    ):
        if needed > given:
            message = f"the {name} arena needs at least {needed:,} B on {facts.board.name}, {given:,} B given"
            yield rule.finding(
                None, message, place=next(iter(facts.board.where("arena")), None), needed=needed, given=given, part=name
            )
