"""What the models of a board take together, where their interpreters are made on one MicroAllocator."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tflint.facts.subject import Deployment, Facts
    from tflint.runtime.tflm.shared_allocator import SharedPlan


def together(deployment: Deployment) -> SharedPlan | None:
    """Return the plan of a board's models on its one allocator, in the manifest's order; None where it has none or runs no TFLM."""
    board = deployment.board
    if not board.one_allocator or board.target.is_litert or not deployment.models:
        return None
    from tflint.runtime.tflm import shared_allocator

    return shared_allocator.plan((it.model for it in in_order(deployment)), board.built_target)


def in_order(deployment: Deployment) -> tuple[Facts, ...]:
    """Return a board's models in the order of the manifest's entries, those of one entry by path."""
    return tuple(sorted(deployment.models, key=_place))


def _place(facts: Facts) -> tuple[int, str]:
    places = () if facts.entry is None else facts.entry.where("path")
    return next((place.line or 0 for place in places), 0), facts.path
