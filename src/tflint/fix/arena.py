"""The arena of a model made smaller by an offline plan, and by stripes where these are allowed and needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.facts import Facts, unregistered
from tflint.facts.macs import macs
from tflint.fit import apply, offline_plan, search
from tflint.fix.change import Change
from tflint.record import Record
from tflint.runtime.tflm import build

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.fit.search import Fitted
    from tflint.fix.exact import State
    from tflint.fix.request import Request
    from tflint.model.tree import Tree

NONE = -1.0  # share of multiplications with which no way of stripes is left: each multiplies at least as much
LEVELS = {
    offline_plan.PLAIN: "every tensor has the best place",
    offline_plan.VIEWS: "every tensor has the best place, copies lie on what they copy",
    offline_plan.IN_PLACE: "every tensor has the best place, outputs lie on inputs that nobody reads afterwards",
}


class Fit(Record):
    """A tree with a smaller arena, what was done to it, and what else the user should know."""

    tree: Tree
    changes: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()


def fit(state: State, request: Request) -> Fit:
    """Return the model with a smaller arena, as it is where none is to be had."""
    target = request.board.target
    if target.is_litert or state.refusals or not request.selects("offline-plan"):
        return Fit(state.tree)
    also = tuple(build.of(it.board.target) for it in request.placements[1:] if not it.board.target.is_litert)
    wish = search.Wish(macs, _share(request), request.enough, keep_inputs=request.keep_inputs, also=also)
    best = search.fit(state.model, build.of(target), wish)
    missing = _missing(best, state, request)
    notes = _told(missing, best) if best is not None and missing else ()
    if missing:
        best = search.fit(state.model, build.of(target), wish._replace(max_macs=NONE))
    striped = best is not None and best.draft is not None
    if best is None or best.laid.minimum >= state.minimum or (striped and (missing or not request.selects("stripes"))):
        return Fit(state.tree, notes=notes)
    drawn = state.tree if best.draft is None else apply.redraw(state.tree, best.draft)
    return Fit(apply.with_plan(drawn, best.laid.offsets), tuple(_changes(state, best)), notes)


def _share(request: Request) -> float:
    """Return the share of multiplications that may come on top; none of stripes where these are not selected."""
    return request.max_macs if request.selects("stripes") else NONE


def _told(missing: tuple[str, ...], best: Fitted) -> tuple[str, ...]:
    return (f"with {' and '.join(missing)} in the firmware's resolver the arena would be {best.laid.minimum:,} B",)


def _changes(state: State, best: Fitted) -> Iterator[Change]:
    evidence = {"before": state.minimum, "after": best.laid.minimum}
    if best.draft is None:
        words = f"{LEVELS[best.laid.level]}: {state.minimum:,} → {best.laid.minimum:,} B"
        yield Change("plan", "offline-plan", words, "", evidence | {"optimal": best.laid.optimal})
        return
    before = sum(macs(state.model, operator) for operator in state.model.operators())
    more = best.macs / max(before, 1) - 1
    segments = "; ".join(_segment(it.first, it.last, it.bands) for it in best.shape.segments)
    message = f"{segments}: {state.minimum:,} → {best.laid.minimum:,} B, {more:+.1%} MACs"
    yield Change("stripes", "stripes", message, "", evidence | {"macs": more})


def _segment(first: int, last: int, bands: int) -> str:
    ops = f"op {first}" if first == last else f"ops {first} to {last}"
    return f"{ops} in {bands} bands"


def _missing(best: Fitted | None, state: State, request: Request) -> tuple[str, ...]:
    """Return the operators that a way adds and the board's resolver is known not to have."""
    if best is None or best.draft is None:
        return ()
    placement = request.placements[0]
    root, entry, declared = request.manifest.root, placement.entry, placement.declared
    facts = Facts(state.model, placement.board, path="", root=root, entry=entry, declared=declared)
    return unregistered(facts, {it.op for it in best.draft.operators if it.base is None})
