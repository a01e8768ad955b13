"""What a rewrite is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.fix.rules import FIXES
from tflint.record import Record

if TYPE_CHECKING:
    from tflint.check.rule import Rule
    from tflint.check.scope import Placement
    from tflint.manifest.board import Board, Manifest


class Request(Record):
    """`placements` are the boards that the model is for; the first is the one that its arena is fitted to.

    `arena` is how many bytes are enough, None for what that board gives; `smallest` asks for as few as can be. `max_macs` is the share of multiplications that may come on
    top. `select` names the rules that may change something, all safe ones where it is empty; `unsafe` lets those change a
    model that alter its interface or its numbers. `rules` are what the result is linted by.
    """

    placements: tuple[Placement, ...]
    rules: tuple[Rule, ...]
    manifest: Manifest
    arena: int | None = None
    smallest: bool = False
    max_macs: float = 0.1
    select: tuple[str, ...] = ()
    unsafe: bool = False
    keep_inputs: bool = False

    @property
    def board(self) -> Board:
        """Return the board that the arena is fitted to."""
        return self.placements[0].board

    @property
    def enough(self) -> int | None:
        """Return how many bytes of arena are enough, None for as few as can be."""
        return None if self.smallest else self.board.arena if self.arena is None else self.arena

    def selects(self, rule: str) -> bool:
        """Return whether a rule may change something: one that is named, else any that need not be; unsafe ones if allowed."""
        fix = FIXES[rule]
        named = rule in self.select if self.select else not fix.asked
        return named and (fix.safe or self.unsafe)
