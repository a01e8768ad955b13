"""Which TFLM a program is built with, as its project's files state: a version, a copy in the tree, or a submodule's commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.project import commits
from tflint.project.fact import Fact, Kind
from tflint.project.surroundings import Settled

if TYPE_CHECKING:
    from tflint.project.surroundings import Surroundings
    from tflint.project.vendored import Vendored

CORAL = "coralmicro@2022-07"


def of(surroundings: Surroundings, copy: Vendored | None) -> Settled:
    """Return the state of TFLM around a program, `copy` the one in the tree that is nearest: what settles it, or what is left open."""
    stated = surroundings.runtime()
    if stated.value and not (copy is not None and stated.value.startswith("arduino@")):
        return stated
    if copy is not None:
        return _of_copy(copy)
    pinned = tuple(commits.facts(surroundings.tree))
    exact = next((it for it in pinned if it.kind is Kind.RUNTIME), None)
    if exact is not None:
        return Settled(exact, exact.value)
    if (board := coral(surroundings)) is not None:
        return Settled(board, CORAL)
    left = next((it for it in pinned if it.kind is Kind.LIBRARY), None)
    return stated if stated.open or left is None else Settled(open=(f"{left.at} names {left.value}, not which release",))


def coral(surroundings: Surroundings) -> Fact | None:
    """Return the line that says that a program is built with coralmicro's SDK, which has had one state of TFLM only."""
    facts = (it for folder in surroundings.facts for it in folder)
    return next((it for it in facts if it.kind is Kind.FRAMEWORK and it.value == "coralmicro"), None)


def _of_copy(copy: Vendored) -> Settled:
    where = copy.root or "."
    if copy.state is not None:
        told = Fact(Kind.RUNTIME, f"{where} is main of {copy.state.since}, by {copy.state.files} of its files", copy.header, 1)
        return Settled(told, copy.snapshot)
    if copy.snapshot:
        return Settled(Fact(Kind.RUNTIME, f"{where} is a copy as {copy.snapshot} has it", copy.header, 1), copy.snapshot)
    if copy.is_older_than_main:
        return Settled(
            open=(f"{where} holds a TFLM from before 2021-04, older than any that tflint knows: verdicts on ops are not its own",)
        )
    return Settled(open=(f"{where} holds a TFLM whose files are of no state of TFLM's main",))
