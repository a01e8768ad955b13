"""What `tflint fix` makes of a model that does not fit, without writing it: the same passes, and as much of the same search as is quick."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.check.scope import Placement
from tflint.facts import SmallerArena, arena_plan, judgements

if TYPE_CHECKING:
    from tflint.facts import Facts


def made_to_fit(facts: Facts) -> SmallerArena | None:
    """Return what `tflint fix` makes of a model that needs more arena than the board gives.

    None where it fits as it is, or nothing was found that helps. Where the rewritten model fits, the figures are those of `tflint fix` on
    the same boards; where the quick part of its search did not come to that, they are upper bounds of what the whole search comes to.
    """
    plan = facts(arena_plan)
    if not facts.advised or facts.board.arena is None or plan.minimum <= facts.board.arena:
        return None
    if facts.board.target.is_litert or any(it.fatal for it in facts(judgements)):
        return None
    from tflint.model import tree

    try:
        return _rewritten(facts)
    except tree.Unwritable:
        return None  # `tflint fix` leaves such a file alone


def _rewritten(facts: Facts) -> SmallerArena | None:
    from tflint.fix import arena, figures, metadata, rewrite
    from tflint.fix.request import Request
    from tflint.manifest.board import Manifest
    from tflint.model import reader, tree, writer

    held = tree.read(bytes(facts.model.data[0 : len(facts.model.data)]))
    metadata.demand_known(held)
    placements = tuple(Placement(board, facts.entry, facts.declared) for board in facts.boards)
    request = rewrite.tightest_first(facts.model, Request(placements, (), Manifest(root=facts.root)))
    state, _, _ = rewrite.passed(held, request)
    found = arena.find(state, request, hurried=True)
    changed = state.tree if found is None else arena.applied(found.best, state)
    after = figures.measure(reader.read(writer.write(changed)), facts.board.target)
    if after.minimum >= facts(arena_plan).minimum:
        return None
    more = after.macs / max(figures.multiplications(facts.model), 1) - 1
    settled = request.enough is None or (state.minimum if found is None else found.best.laid.minimum) <= request.enough
    adds, lacking = ((), ()) if found is None else (found.best.adds, found.missing)
    return SmallerArena(after.minimum, more, adds, lacking, at_most=not settled)
