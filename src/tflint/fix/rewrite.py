"""One model rewritten: the exact passes, the arena, the fixes that were asked for; then the gates that the result must pass."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tflint.fix import exact, gates, metadata
from tflint.fix.change import Change
from tflint.fix.figures import measure
from tflint.fix.graph import marked
from tflint.fix.passes import unaligned_constants
from tflint.model import reader, tree, writer

if TYPE_CHECKING:
    from tflint.fix.figures import Figures
    from tflint.fix.request import Request
    from tflint.model.tree import Tree
    from tflint.model.view import Model

LOOSE = 0.01  # share of the file from which on packing it tighter counts as a change of its own


class Rewritten(NamedTuple):
    """A model after `tflint fix`. `data` are the new bytes, the old ones where `changes` is empty.

    `kept` says why a change that was possible was not made, empty otherwise; `notes` what else is to be known.
    `before` is None where the runtime's plan cannot be made.
    """

    data: bytes
    before: Figures
    after: Figures
    changes: tuple[Change, ...] = ()
    adds_operators: tuple[str, ...] = ()
    kept: str = ""
    notes: tuple[str, ...] = ()


def rewrite(data: bytes, name: str, request: Request) -> Rewritten:
    """Return a model rewritten as far as it helps; raise Malformed for bytes that are not a sound model."""
    model = reader.read(data)
    before = measure(model, request.board.target)
    original = Rewritten(data, before, before)
    try:
        held = tree.read(data)
        metadata.demand_known(held)
    except tree.Unwritable as why:
        return original._replace(kept=str(why))
    changed, changes = _improved(held, model, request)
    if not changes:
        return original
    result = original._replace(data=writer.write(metadata.settled(changed)), changes=changes)
    result = result._replace(
        after=measure(reader.read(result.data), request.board.target), adds_operators=added_operators(model, result.data)
    )
    if metadata.has_plan(held) and result.after.minimum >= before.minimum:
        return original  # the plan that it carries is as good
    refused = gates.refuse(data, result.data, name, request)
    if refused:
        return original._replace(kept=refused)
    return result._replace(notes=tuple(gates.notes(data, result.data, request)))


def _improved(held: Tree, model: Model, request: Request) -> tuple[Tree, tuple[Change, ...]]:
    """Return the tree after everything that was asked for, and what was done; nothing where nothing helps."""
    found = unaligned_constants.found(model) if request.selects("unaligned-constants") else []
    plain = metadata.without_plan(held) if metadata.has_plan(held) else held
    state, did = exact.improve(marked(plain), request.board.target, request.selects)
    changes = (*did, *found)
    if not changes and request.selects("loose-packing"):
        changes = (*changes, *_packed(held, model.size))
    return state.tree, changes


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
