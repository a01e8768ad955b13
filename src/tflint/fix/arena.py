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


class Found(Record):
    """The best way to a smaller arena, and the operators that it adds and the board's resolver is known not to have."""

    best: Fitted
    missing: tuple[str, ...] = ()


def find(state: State, request: Request, *, hurried: bool = False) -> Found | None:
    """Return the best way to a smaller arena, None where there is none or it was not asked for; see search.Wish for `hurried`."""
    target = request.board.target
    if target.is_litert or state.refusals or not request.selects("offline-plan"):
        return None
    best = search.fit(state.model, build.of(target), _wish(request, hurried=hurried))
    if best is None or best.laid.minimum >= state.minimum:
        return None
    return Found(best, _missing(best, state, request))


def fit(state: State, request: Request) -> Fit:
    """Return the model with a smaller arena, as it is where none is to be had."""
    found = find(state, request)
    if found is None:
        return Fit(state.tree)
    if not found.missing:
        return Fit(applied(found.best, state), tuple(_changes(state, found.best)))
    notes = (f"with {' and '.join(found.missing)} in the firmware's resolver the arena would be {found.best.laid.minimum:,} B",)
    plain = search.fit(state.model, build.of(request.board.target), _wish(request)._replace(max_macs=NONE))
    if plain is None or plain.laid.minimum >= state.minimum:
        return Fit(state.tree, notes=notes)
    return Fit(applied(plain, state), tuple(_changes(state, plain)), notes)


def _wish(request: Request, *, hurried: bool = False) -> search.Wish:
    also = tuple(build.of(it.board.target) for it in request.placements[1:] if not it.board.target.is_litert)
    enough, share = request.enough, _share(request)
    return search.Wish(macs, share, enough, keep_inputs=request.keep_inputs, also=also, hurried=hurried)


def applied(best: Fitted, state: State) -> Tree:
    """Return the tree with a smaller arena."""
    drawn = state.tree if best.draft is None else apply.redraw(state.tree, best.draft)
    return apply.with_plan(drawn, best.laid.offsets)


def _share(request: Request) -> float:
    """Return the share of MACs that may be added; no stripes where these are not selected."""
    return request.max_macs if request.selects("stripes") else NONE


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


def _missing(best: Fitted, state: State, request: Request) -> tuple[str, ...]:
    """Return the operators that a way adds and the board's resolver is known not to have."""
    placement = request.placements[0]
    root, entry, declared = request.manifest.root, placement.entry, placement.declared
    facts = Facts(state.model, placement.board, path="", root=root, entry=entry, declared=declared)
    return unregistered(facts, best.adds)
