"""The matrices that tools/probe_tflm.py and tools/probe_litert.py fill: models of one op, each with one thing changed, and what became of them."""

from __future__ import annotations

import argparse
import random
import re
from importlib import metadata
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from tflm_bases import Base
    from tflm_changes import Change

UNDEFINED = "undefined"
SECONDS = 3  # a model of one op that is still running then never ends
NUMBERS = re.compile(r" \(-?\d+ != -?\d+\)$")
Ops = dict[str, dict[str, dict[str, list[str]]]]  # by op, by the base's types, by what became of it: what was changed


class Cell(NamedTuple):
    """A change of one op's model."""

    op: str
    base: Base
    change: Change

    @property
    def name(self) -> str:
        """Return the cell's place in the matrix in one line: `FULLY_CONNECTED int8 int8 int32 -> int8 | in1 float32`."""
        return f"{self.op} {self.base.name} | {self.change.what}"

    @property
    def data(self) -> bytes:
        """Return the model's bytes."""
        return self.change.apply(self.base)


def by_cell(ops: Ops) -> dict[str, str]:
    """Return what became of each cell, by its name."""
    return {
        f"{op} {base} | {what}": said
        for op, kinds in ops.items()
        for base, verdicts in kinds.items()
        for said, whats in verdicts.items()
        for what in whats
    }


def agreed(said: Iterable[str]) -> str:
    """Return what all runs say; without the numbers where a message prints other ones each time, as it does of a float."""
    texts = set(said)
    for same in (texts, {NUMBERS.sub("", text) for text in texts}):
        if len(same) == 1:
            return same.pop()
    return UNDEFINED


def disagreements(
    matrix: Mapping[str, str], asked: Iterable[Cell], ours: Callable[[bytes], str], agrees: Callable[[str, str], bool]
) -> Iterator[str]:
    """Yield a line for each cell on which tflint and the runtime differ."""
    for cell in asked:
        theirs, own = matrix[cell.name], ours(cell.data)
        if not agrees(theirs, own):
            yield f"{cell.name}: {theirs} (tflint: {own})"


def sample(count: int, ops: Sequence[str], cells: Callable[[str], Iterable[Cell]]) -> Iterator[Cell]:
    """Yield about so many cells, the same ones each time, some of every op."""
    for op in ops:
        listed = list(cells(op))
        yield from random.Random(op).sample(listed, k=min(len(listed), -(-count // len(ops))))  # noqa: S311  a choice, no secret


def check(wheel: str, version: str, changed: Iterable[tuple[str, str, str]]) -> int:
    """Print the cells that were probed again and differ; return 1 where any does, or where another release of the wheel is installed."""
    installed = metadata.version(wheel)
    if version != installed:
        print(f"the matrix is of {version}, {installed} is installed: not compared")
        return 1
    differing = list(changed)
    for name, before, now in differing:
        print(f"{name}: {before}, now {now}")
    return 1 if differing else 0


def arguments(description: str, *, extends: bool = False) -> argparse.Namespace:
    """Return what the command line asks of a matrix; `extends` offers to probe only the cells that it does not have."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--check", type=int, metavar="N", help="probe N cells again")
    parser.add_argument("--agree", action="store_true", help="compare the matrix with tflint's verdicts")
    parser.add_argument("--op", action="append", help="only this op")
    if extends:
        parser.add_argument("--missing", action="store_true", help="probe only cells that the matrix does not have")
    return parser.parse_args()
