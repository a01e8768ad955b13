"""Arena more than twice as large as any model on the board needs.

## Why
What the arena takes, nothing else can have: on a chip with 256 KiB of RAM an arena that was guessed generously is the easiest memory to win back.

## Example
An arena of 64 KiB for a model that needs a fraction of it:

    tflint.toml: note: arena-oversize: arena of 65,536 B on nano33, 656 B needed by the largest model
        at tflint.toml:6:9

## Fix
Set `arena` in the manifest and `kTensorArenaSize` in the firmware to the minimum plus a reserve of a tenth.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Deployment, Rule, Severity, arena_plan, together

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Finding

rule = Rule(__name__, severity=Severity.NOTE, since="0.1", needs="boards.*.arena")


@rule.on(Deployment)
def check(deployment: Deployment) -> Iterator[Finding]:
    """Compare the arena with what the hungriest model needs."""
    board = deployment.board
    assert board.arena is not None
    shared = together(deployment)
    largest = max((facts(arena_plan).minimum for facts in deployment.models), default=board.arena)
    needed, whose = (largest, "the largest model") if shared is None else (shared.whole.minimum, "the models together")
    if board.arena > 2 * needed:
        yield rule.finding(
            None,
            f"arena of {board.arena:,} B on {board.name}, {needed:,} B needed by {whose}",
            place=next(iter(board.where("arena")), None),
            needed=needed,
            given=board.arena,
        )
