"""Arena that just fits, with almost nothing to spare.

## Why
A runtime update may ask for a few bytes more per op: one new version of a kernel library outgrew thousands of arenas that had been
sized to the byte. A little slack keeps such an update from turning a working firmware into one that does not start.

## Example
An arena with less than a tenth to spare:

    models/gesture.tflite: warning: arena-headroom: arena has 32 B to spare on nano33, expected 69 B (10% of 688 B)
        at tflint.toml:6:9

## Fix
Raise `arena` in the manifest and the constant in the firmware, or lower the share that this rule asks for:
`[rules] arena-headroom = { minimum = "5%" }`.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from tflint.api import Deployment, Model, Rule, Severity, arena_plan, parse_share, together

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Board, Facts, Finding

rule = Rule(__name__, severity=Severity.WARNING, since="0.1", needs="boards.*.arena")
minimum = rule.option("minimum", 0.1, parse_share, "share of the arena that is to stay free")


@rule.on(Model)
def check(model: Model, facts: Facts) -> Iterator[Finding]:
    """Compare what is left of the arena with the share that is to stay free."""
    if not facts.board.one_allocator:
        yield from _held(model, facts.board, facts(arena_plan).minimum, facts.option(minimum))


@rule.on(Deployment)
def check_together(deployment: Deployment) -> Iterator[Finding]:
    """Compare what is left by models that stay on one allocator."""
    shared = together(deployment)
    if shared is not None:
        yield from _held(None, deployment.board, shared.whole.minimum, deployment.option(minimum))


def _held(model: Model | None, board: Board, needed: int, wanted: float) -> Iterator[Finding]:
    given = board.arena
    if given is None or not 0 <= (spare := given - needed) < given * wanted:
        return
    yield rule.finding(
        model,
        f"arena has {spare:,} B to spare on {board.name}, expected {ceil(given * wanted):,} B ({100 * wanted:g}% of {given:,} B)",
        place=next(iter(board.where("arena")), None),
        needed=needed,
        given=given,
        spare=spare,
    )
