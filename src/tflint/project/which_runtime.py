"""Which TFLM a program is built with, as its project's files state: a version, a copy in the tree, or a submodule's commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.project import commits, libraries
from tflint.project.fact import Fact, Kind
from tflint.project.included_libraries import KERNELS, Included
from tflint.project.surroundings import Settled

if TYPE_CHECKING:
    from tflint.project.surroundings import Surroundings
    from tflint.project.vendored import Vendored

CORAL = "coralmicro@2022-07"


def of(surroundings: Surroundings, copy: Vendored | None, named: Included | None = None) -> Settled:
    """Return the state of TFLM around a program: what settles it, or what is left open.

    `copy` is the one in the tree that is nearest, `named` the library that the program includes.
    """
    stated = surroundings.runtime()
    if stated.fact is not None and stated.value in libraries.BY_CHIP:
        return _on_chip(Included(stated.fact, libraries.BY_CHIP[stated.value]), surroundings)
    if stated.value and not (copy is not None and stated.value.startswith("arduino@")):
        return stated
    if copy is not None:
        return _of_copy(copy)
    return _of_commits(surroundings) or (_on_chip(named, surroundings) if named is not None else _left_open(stated, surroundings))


def _of_commits(surroundings: Surroundings) -> Settled | None:
    exact = next((it for it in commits.facts(surroundings.tree) if it.kind is Kind.RUNTIME), None)
    if exact is not None:
        return Settled(exact, exact.value)
    board = coral(surroundings)
    return None if board is None else Settled(board, CORAL)


def _left_open(stated: Settled, surroundings: Surroundings) -> Settled:
    left = next((it for it in commits.facts(surroundings.tree) if it.kind is Kind.LIBRARY), None)
    return stated if stated.open or left is None else Settled(open=(f"{left.at} names {left.value}, not which release",))


def kernels(runtime: Settled, named: Included | None = None) -> Settled:
    """Return the only kernels of the library that settles a runtime, or that a program names, nothing where another thing settles it."""
    if named is not None and not (runtime.value or named.brought.on_esp32):
        return Settled(named.fact, "reference")  # tflm_esp32's, in each of its releases
    of_library = runtime.fact is not None and runtime.fact.kind is Kind.LIBRARY
    return Settled(runtime.fact, KERNELS[runtime.value]) if of_library and runtime.value in KERNELS else Settled()


def _on_chip(it: Included, surroundings: Surroundings) -> Settled:
    fact = it.fact._replace(kind=Kind.LIBRARY)
    if known := it.brought.on(surroundings.cpu().value):
        return Settled(fact, known)
    if not it.brought.on_esp32:
        return Settled(open=(f"{fact.at} names {fact.value}, not which release",))
    return Settled(open=(f"{fact.at} names {fact.value}, which brings one TFLM for ESP32s and another for other chips",))


def coral(surroundings: Surroundings) -> Fact | None:
    """Return the line that says that a program is built with coralmicro's SDK, which has had one state of TFLM only."""
    facts = (it for folder in surroundings.facts for it in folder)
    return next((it for it in facts if it.kind is Kind.FRAMEWORK and it.value == "coralmicro"), None)


def _of_copy(copy: Vendored) -> Settled:
    where = copy.root or "."
    if copy.state is not None:
        fact = Fact(Kind.RUNTIME, f"{where} is main of {copy.state.since}, by {copy.state.files} of its files", copy.header, 1)
        return Settled(fact, copy.snapshot)
    if copy.snapshot:
        return Settled(Fact(Kind.RUNTIME, f"{where} is a copy as {copy.snapshot} has it", copy.header, 1), copy.snapshot)
    if copy.is_older_than_main:
        return Settled(
            open=(f"{where} holds a TFLM from before 2021-04, older than any that tflint knows: verdicts on ops are not its own",)
        )
    return Settled(open=(f"{where} holds a TFLM whose files are of no state of TFLM's main",))
