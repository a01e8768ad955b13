"""Which TFLM a program is built with, as its project's files state: a version, a copy in the tree, or a submodule's commit."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from tflint.project import commits
from tflint.project.arduino import LIBRARY as ARDUINO_LIBRARY
from tflint.project.fact import Fact, Kind
from tflint.project.surroundings import Settled

if TYPE_CHECKING:
    from tflint.project.surroundings import Surroundings
    from tflint.project.vendored import Vendored

CORAL = "coralmicro@2022-07"
STATIC_MEMORY = "TF_LITE_STATIC_MEMORY"


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


def without_static_memory(surroundings: Surroundings, copy: Vendored | None) -> Fact | None:
    """Return the line of a copy that shows that its structs are TensorFlow Lite's larger ones, None where nothing does.

    An Arduino library is compiled with what its own files define, and with the flags of platformio.ini.
    """
    if copy is None or copy.library is None or not surroundings.tree.has(posixpath.join(copy.library, ARDUINO_LIBRARY)):
        return None
    guard, files = copy.tensor_guard(), (posixpath.join(copy.library, name) for name in ("library.json", "CMakeLists.txt"))
    if guard is None or guard[0] != STATIC_MEMORY or STATIC_MEMORY in surroundings.definitions:
        return None
    if any(STATIC_MEMORY in surroundings.tree.text(path) for path in files):
        return None
    return Fact(Kind.UNDEFINE, f"tests {STATIC_MEMORY}, which no file here defines", guard[1], guard[2], STATIC_MEMORY)


def coral(surroundings: Surroundings) -> Fact | None:
    """Return the line that says that a program is built with coralmicro's SDK, which has had one state of TFLM only."""
    facts = (it for folder in surroundings.facts for it in folder)
    return next((it for it in facts if it.kind is Kind.FRAMEWORK and it.value == "coralmicro"), None)


def _of_copy(copy: Vendored) -> Settled:
    where = copy.root or "."
    if copy.state is not None:
        told = Fact(Kind.RUNTIME, f"{where} is main of {copy.state.since}, by {copy.state.files} of its files", copy.header, 1)
        return Settled(told, copy.snapshot)
    if copy.is_older_than_main:
        return Settled(
            open=(f"{where} holds a TFLM from before 2021-04, older than any that tflint knows: verdicts on ops are not its own",)
        )
    return Settled(open=(f"{where} holds a TFLM whose files are of no state of TFLM's main",))
