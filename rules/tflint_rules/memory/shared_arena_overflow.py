"""Models on one MicroAllocator that need more than the arena together.

## Why
Interpreters that are made on one `MicroAllocator` stay in one arena at once. What each keeps for its life adds up; only the part that is planned and
used again is shared, as large as the largest plan. Each model can fit alone and the last `AllocateTensors()` still fail.

## Example
Two models of which each fits alone:

    tflint.toml: error: shared-arena-overflow: arena needs 2,048 B for 2 models on nano33, 1,984 B given
        at tflint.toml:7:9
        kept are 436 B for models/a.tflite, 320 B for models/b.tflite
        1,280 B are planned, for models/b.tflite

## Runtime
`Failed to allocate tail memory. Requested: …, available …, missing: …` or `Failed to resize buffer. …`
(`micro/arena_allocator/single_arena_buffer_allocator.cc`) from one of the later `AllocateTensors()` calls.

## Fix
Give the arena what is named, in the manifest and in the firmware. The order of the `[[models]]` entries is taken for that of the calls. Where the models
need not stay, make each interpreter on an allocator of its own when it is its turn, and drop `arena_shared = "allocator"`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Deployment, Rule, Severity, Skip, arena_plan, in_order, together

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Board, Finding, Plan

rule = Rule(__name__, severity=Severity.ERROR, since="0.2", needs="boards.*.arena_shared", runtimes=("tflm",))


@rule.on(Deployment)
def check(deployment: Deployment) -> Iterator[Finding]:
    """Compare what models on one allocator need together with the arena, or with each of two, where each model fits alone."""
    board, shared = deployment.board, together(deployment)
    if shared is None or (board.arena is None and board.split is None):
        raise Skip("no allocator and arena declared that models share")
    names, whole = [facts.path for facts in in_order(deployment)], shared.whole
    alone = {what for facts in deployment.models for what, needed, given in _parts(board, facts(arena_plan)) if needed > given}
    for what, needed, given in _parts(board, whole):
        if needed <= given or what in alone:
            continue
        needs = f"{needed:,} B" if whole.exact else f"{needed:,} B ({whole.standing})"
        enough = whole.accepted is not None and whole.accepted <= given
        largest = names[max(range(len(names)), key=shared.heads.__getitem__)]
        kept = ", ".join(f"{size:,} B for {name}" for name, size in zip(names, shared.tails, strict=True))
        yield rule.finding(
            None,
            f"{what} needs {needs} for {len(names)} models on {board.name}, {given:,} B given",
            severity=Severity.WARNING if enough else rule.severity,
            place=next(iter(board.where("arena")), None),
            help=(f"kept are {kept}", f"{whole.head:,} B are planned, for {largest}"),
            needed=needed,
            given=given,
            used=whole.used,
            exact=whole.exact,
        )


def _parts(board: Board, plan: Plan) -> Iterator[tuple[str, int, int]]:
    """Yield the name of each arena, what a plan needs of it and what is given, bytes."""
    if board.split is None or plan.split is None:
        yield "arena", plan.minimum, board.arena or 0
    else:
        yield "the persistent arena", plan.split.persistent, board.split.persistent
        yield "the non-persistent arena", plan.split.non_persistent, board.split.non_persistent
