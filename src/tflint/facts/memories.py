"""Which of a board's memories its arenas lie in, and what these hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.facts.arena import arena_plan
from tflint.facts.shared_allocator import together

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tflint.facts.subject import Deployment
    from tflint.manifest.board import Board

RAM = "ram"  # the chip's own, where the manifest names no region


def arenas_by_region(deployment: Deployment) -> Mapping[str, int]:
    """Return the bytes of a board's arenas by the region that they lie in.

    An arena is what is declared, else what each model needs; the largest alone where the models share one, and what they need together on one allocator.
    """
    board = deployment.board
    if board.split is not None:
        parts = ((board.split.persistent_in, board.split.persistent), (board.split.non_persistent_in, board.split.non_persistent))
        return {name: sum(size for region, size in parts if (region or RAM) == name) for name in {it[0] or RAM for it in parts}}
    shared = together(deployment) if board.arena is None else None
    if shared is not None:
        return {board.arena_in or RAM: shared.whole.minimum}
    needed = [facts(arena_plan).minimum if board.arena is None else board.arena for facts in deployment.models]
    return {board.arena_in or RAM: max(needed, default=0) if board.arena_shared else sum(needed)}


def capacity(board: Board, region: str) -> int | None:
    """Return the bytes of a region, None where they are not known."""
    return board.ram if region == RAM else board.memory.get(region)
