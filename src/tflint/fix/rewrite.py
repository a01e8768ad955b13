"""One model rewritten: the exact passes, the arena, the fixes that were asked for; then the gates that the result must pass."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from tflint.fix import arena, exact, gates, metadata
from tflint.fix.change import Change, Rewritten
from tflint.fix.figures import measure
from tflint.fix.graph import marked
from tflint.fix.passes import dead_code, unaligned_constants
from tflint.model import reader, tree, writer
from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.check.scope import Placement
    from tflint.fix.exact import State
    from tflint.fix.request import Request
    from tflint.model.tree import Tree
    from tflint.model.view import Model

LOOSE = 0.01  # share of the file from which on packing it tighter counts as a change of its own


class _Improved(Record):
    """A tree after everything that was asked for, what was done, what else is to be known, and the tree after the unsafe part."""

    tree: Tree
    changes: tuple[Change, ...]
    notes: tuple[str, ...]
    base: Tree


def rewrite(data: bytes, name: str, request: Request) -> Rewritten:
    """Return a model rewritten as far as it helps; raise Malformed for bytes that are not a sound model."""
    model = reader.read(data)
    before = measure(model, request.board.target)
    original = Rewritten(data, before, before, base=data)
    try:
        held = tree.read(data)
        metadata.demand_known(held)
    except tree.Unwritable as why:
        return original._replace(kept=str(why))
    improved = _improved(held, model, request)
    original = original._replace(notes=improved.notes)
    if not improved.changes:
        return original
    result = original._replace(data=writer.write(metadata.settled(improved.tree)), changes=improved.changes)
    result = result._replace(
        base=data if improved.base is held else writer.write(improved.base),
        after=measure(reader.read(result.data), request.board.target),
        adds_operators=added_operators(model, result.data),
    )
    if metadata.has_plan(held) and result.after.minimum >= before.minimum:
        return original  # the plan that it carries is as good
    refused = gates.refuse(data, name, result, request)
    if refused:
        return original._replace(kept=refused)
    return result._replace(notes=(*improved.notes, *gates.notes(data, result.data, request)))


def tightest_first(model: Model, request: Request) -> Request:
    """Return the request with the board first that leaves the model least room; boards without an arena come last."""
    placements = request.placements
    if len(placements) == 1:
        return request

    def room(placement: Placement) -> float:
        given = placement.board.arena
        return inf if given is None else given - measure(model, placement.board.target).minimum

    return request._replace(placements=tuple(sorted(placements, key=room)))


def passed(held: Tree, request: Request) -> tuple[State, tuple[Change, ...], Tree]:
    """Return a model after the passes that were asked for, without the plan that it carried; what they did; and the tree after the unsafe ones alone."""
    target = request.board.target
    base, unsafe = exact.improve(marked(metadata.without_plan(held)), target, request.selects, exact.UNSAFE)
    if not any(map(request.selects, exact.PASSES[0].rules)):
        dead_code.spare(base.tree)
    state, did = exact.improve(base.tree, target, request.selects, exact.PASSES + exact.ASKED)
    return state, (*unsafe, *did), base.tree if unsafe else held


def _improved(held: Tree, model: Model, request: Request) -> _Improved:
    state, did, base = passed(held, request)
    found = unaligned_constants.found(model) if request.selects("unaligned-constants") else []
    fitted = arena.fit(state, request)
    changes = (*did, *found, *fitted.changes)
    if not changes and request.selects("loose-packing") and not metadata.has_plan(held):
        changes = tuple(_packed(held, model.size))
    return _Improved(fitted.tree, changes, (*fitted.notes, *_withheld(marked(metadata.without_plan(held)), request)), base)


def _withheld(plain: Tree, request: Request) -> Iterator[str]:
    """Yield what else could be changed with --unsafe."""
    if request.unsafe or request.select:
        return
    rules = {change.rule for each in exact.UNSAFE if not each.repairs for change in each.run(plain.copy())}
    if rules:
        yield f"--unsafe would also fix {', '.join(sorted(rules))}, which changes the interface"


def _packed(held: Tree, size: int) -> list[Change]:
    """Return the change that writing the file anew is, where it comes out smaller by more than a trifle."""
    after = len(writer.write(held))
    if after > size * (1 - LOOSE):
        return []
    message = f"shapes, names and quantization that tensors have alike stored once: {size:,} → {after:,} B"
    return [Change("file", "loose-packing", message, "", {"before": size, "after": after})]


def added_operators(before: Model, after: bytes) -> tuple[str, ...]:
    """Return the operators that the rewritten model has and the original has not, sorted."""
    names = {operator.name for operator in reader.read(after).operators()}
    return tuple(sorted(names - {operator.name for operator in before.operators()}))
