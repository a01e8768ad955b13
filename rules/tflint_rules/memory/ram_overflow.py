"""Arenas and the firmware's own memory together larger than the chip's RAM.

## Why
The arena is one array among others: stack, heap, drivers and buffers live in the same RAM. The linker notices only what is static; an arena
from `malloc` or a stack that grows into it fails at run time.

## Example
A board whose firmware keeps most of the RAM for itself:

    tflint.toml: error: ram-overflow: arenas of 65,536 B and 204,800 B of the firmware need 270,336 B on nano33, 262,144 B of RAM
        at tflint.toml:7:39

## Runtime
The linker says ``region `RAM' overflowed by … bytes``; a heap arena is a null pointer that TFLM then writes to.

## Fix
Lower `arena` or `ram.reserved`, let models share one arena if they never run at the same time, or choose a chip with more RAM.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Deployment, Rule, Severity, Skip, arena_plan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Finding

rule = Rule(__name__, severity=Severity.ERROR, since="0.1", needs="boards.*.ram")


@rule.on(Deployment)
def check(deployment: Deployment) -> Iterator[Finding]:
    """Add up arenas and the firmware's share, and compare with the chip."""
    board = deployment.board
    if board.ram is None:
        raise Skip("no RAM size declared")
    arenas, reserved = _arenas(deployment), board.ram_reserved or 0
    if arenas + reserved <= board.ram:
        return
    key = "ram.reserved" if reserved else "arena"
    yield rule.finding(
        None,
        f"arenas of {arenas:,} B and {reserved:,} B of the firmware need {arenas + reserved:,} B on {board.name}, {board.ram:,} B of RAM",
        place=next(iter(board.where(key) or board.where("arena")), None),
        arenas=arenas,
        reserved=reserved,
        ram=board.ram,
        models=len(deployment.models),
    )


def _arenas(deployment: Deployment) -> int:
    """Return the bytes of all arenas: what is declared, else what each model needs; the largest alone where they share one."""
    given = deployment.board.arena
    needed = [facts(arena_plan).minimum if given is None else given for facts in deployment.models]
    return max(needed, default=0) if deployment.board.arena_shared else sum(needed)
