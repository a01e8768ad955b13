"""What an editor shows about the word under the mouse: an arena's constant, an op's registration, a model's path."""

from __future__ import annotations

import contextlib
import os
import re
from typing import TYPE_CHECKING

from tflint.check.plan import plan
from tflint.cli.language_server.diagnostics import absolute
from tflint.facts import op_of
from tflint.facts.sources import UnreadableSource, firmware_of
from tflint.files import match, opening
from tflint.model import reader
from tflint.model.malformed import Malformed
from tflint.record import Record
from tflint.report import wording
from tflint.report.budget import budgets
from tflint.runtime.plan import Bound

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.cli.language_server.project_run import ProjectRun
    from tflint.finding import Place
    from tflint.firmware.source import Firmware
    from tflint.manifest.board import Board, Manifest
    from tflint.model.view import Model
    from tflint.report.budget import Budget
    from tflint.runtime.plan import Plan

WORD = re.compile(r"\w+")
QUOTED = re.compile(r'"([^"\n]*)"|\'([^\'\n]*)\'')
CERTAIN = frozenset({"", Bound.UPPER.value})
"""The signs of a minimum below which no arena that is given can be."""
MOST_MODELS = 20  # planned for one hover
BUDGETS = ("| model | board | minimum | given | |", "| --- | --- | ---: | ---: | --- |")
OPERATORS = ("| model | how often | largest scratch buffer | kept |", "| --- | ---: | ---: | ---: |")


class Spot(Record):
    """What is under the mouse: a word, or what is between quotes, on a line (from 1) of a file by its absolute path."""

    path: str
    number: int
    word: str

    def is_at(self, run: ProjectRun, place: Place) -> bool:
        """Return whether a place of a run is on this line."""
        return place.line == self.number and absolute(run, place.path) == self.path


def text(run: ProjectRun, path: str, line: str, number: int, column: int) -> str | None:
    """Return Markdown about the word at a line and column (from 1 and 0) of an absolute path, None where there is nothing to say."""
    if run.report is None:
        return None
    with contextlib.chdir(run.folder):
        for quoted in QUOTED.finditer(line):
            if quoted.start() <= column <= quoted.end():
                return "\n".join(_models(run, Spot(path, number, quoted[1] or quoted[2] or ""))) or None
        word = next((it[0] for it in WORD.finditer(line) if it.start() <= column <= it.end()), "")
        return "\n\n".join(_of_sources(run, Spot(path, number, word))) or None if word else None


def _models(run: ProjectRun, spot: Spot) -> Iterator[str]:
    """Yield the lines about the models that a path or a pattern names."""
    wanted = {it for it, (source, manifest) in run.sources.items() if _is_named(run, spot, source.relative, manifest)}
    here = os.path.normpath(os.path.join(os.path.dirname(spot.path), spot.word))
    wanted |= {it for it in run.sources if absolute(run, it) == here}
    rows = [row for row in budgets(run.report) if row.path in wanted] if run.report is not None else []
    for model in run.report.models if run.report is not None else ():
        if model.path in wanted:
            kind = f", {model.kind}" if model.kind else ""
            yield f"**{model.path}**: {wording.size(model.size)}, {wording.count(model.operators, 'op')}{kind}\n"
    yield from _table(rows)


def _is_named(run: ProjectRun, spot: Spot, relative: str, manifest: Manifest) -> bool:
    """Return whether a line of a manifest is the `path` of an entry that matches a model."""
    places = (place for it in manifest.models if it.path == spot.word for place in it.where("path"))
    return match.model(spot.word, relative) and any(spot.is_at(run, place) for place in places)


def _of_sources(run: ProjectRun, spot: Spot) -> Iterator[str]:
    """Yield what the boards whose firmware the file is say about a word."""
    for manifest in run.manifests:
        for board in manifest.boards.values():
            found = _firmware(board, manifest)
            if found is not None:
                rows = _budgets_of(run, manifest, board)
                yield from _arena(run, board, found, spot, rows)
                yield from _operator(run, board, found, spot, tuple(dict.fromkeys(row.path for row in rows)))


def _budgets_of(run: ProjectRun, manifest: Manifest, board: Board) -> list[Budget]:
    """Return the budgets on a board; another manifest of the folder may have one of the same name."""
    rows = budgets(run.report) if run.report is not None else ()
    own = {path for path, (_, other) in run.sources.items() if other.root == manifest.root}
    return [row for row in rows if row.board == board.name and row.path in own]


def _firmware(board: Board, manifest: Manifest) -> Firmware | None:
    try:
        return firmware_of(board, manifest.root)
    except UnreadableSource:
        return None


def _arena(run: ProjectRun, board: Board, found: Firmware, spot: Spot, rows: list[Budget]) -> Iterator[str]:
    for arena in found.arenas:
        here = [it for it in (arena.place, arena.array) if it is not None and spot.is_at(run, it)]
        if spot.word != arena.name and not (here and spot.word in _declared(spot.path, here[0])):
            continue
        size = f"{arena.size:,} B" if arena.size is not None else f"of unknown size ({arena.why})"
        yield "\n".join([f"**{spot.word}**: arena of {size} on {board.name}\n", *_table(rows)])
        return


def _declared(path: str, place: Place) -> tuple[str, ...]:
    """Return the words before the value on a declaration's line: `constexpr int kTensorArenaSize` of `… = 4096;`."""
    with contextlib.suppress(OSError, UnicodeDecodeError), open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if number == place.line:
                return tuple(WORD.findall(re.split(r"[=\[]", line[place.column - 1 :])[0]))
    return ()


def _operator(run: ProjectRun, board: Board, found: Firmware, spot: Spot, names: tuple[str, ...]) -> Iterator[str]:
    adds = [it for resolver in found.resolvers for it in resolver.registrations if it.method == spot.word]
    op = next((op_of(it) for it in adds if spot.is_at(run, it.place)), None)
    if op is None:
        return
    rows = [row for name in names[:MOST_MODELS] if (row := _use(run, board, name, op))]
    if rows:
        yield "\n".join([f"**{op}** on {board.name}, {board.target}\n", *OPERATORS, *rows])
    else:
        yield f"**{op}**: no model on {board.name} uses it"


def _use(run: ProjectRun, board: Board, name: str, op: str) -> str:
    """Return the row about an op in a model, empty where the model does not have it."""
    try:
        data = opening.model(run.sources[name][0])
        model = reader.read(data)
    except (OSError, Malformed, KeyError):
        return ""
    indices = {(subgraph, index) for subgraph, index in _having(model, op)}
    if not indices:
        return ""
    planned = plan(data, name, board, ())[0].plan
    return f"| {name} | {len(indices)} | {_scratch(planned, indices)} | {_kept(planned, indices)} |"


def _having(model: Model, op: str) -> Iterator[tuple[int, int]]:
    for number, subgraph in enumerate(model.subgraphs):
        yield from ((number, it.index) for it in subgraph.operators if it.name == op)


def _scratch(planned: Plan | None, indices: set[tuple[int, int]]) -> str:
    if planned is None:
        return "unknown"
    requests = (it.request for it in planned.buffers if it.request.kind == "scratch")
    sizes = [it.size for it in requests if (it.subgraph, it.operator) in indices]
    return f"{max(sizes):,} B" if sizes else "none"


def _kept(planned: Plan | None, indices: set[tuple[int, int]]) -> str:
    if planned is None:
        return "unknown"
    return f"{sum(it.size for it in planned.persistent if (it.subgraph, it.operator) in indices):,} B"


def _table(rows: list[Budget]) -> Iterator[str]:
    if rows:
        yield from BUDGETS
    for row in rows:
        bound = row.sign and f"{row.sign} "
        minimum = "unknown" if row.minimum is None else f"{bound}{row.minimum:,} B"
        given = "" if row.given is None else f"{row.given:,} B"
        yield f"| {row.path} | {row.board} | {minimum} | {given} | {_verdict(row)} |"


def _verdict(row: Budget) -> str:
    if row.over:
        return f"{row.over:,} B too small"
    if row.share is None:
        return ""
    return "fits" if row.sign in CERTAIN else "fits, as far as is known"
