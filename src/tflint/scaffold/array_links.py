"""Which model arrays of C sources the programs of a tree use: links by what a source says, never by names alone."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from tflint.firmware import c_array, closure, model_use
from tflint.firmware.text import decode, without_comments
from tflint.project.edge_impulse import MODEL_VARIABLES
from tflint.project.tree import shared_folders
from tflint.record import Record
from tflint.scaffold.program import HEADERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tflint.firmware.c_array import Array
    from tflint.scaffold.program import Program, Sources

_WORD = re.compile(r"[^a-z0-9]+")


class Held(Record):
    """A model in a C source."""

    path: str
    array: Array

    @property
    def data(self) -> bytes:
        """Return the model's bytes."""
        return self.array.data or b""

    @property
    def as_named(self) -> str:
        """Return the model as a manifest names it, its array after the source."""
        return f"{self.path}#{self.array.name}"


_USUAL = frozenset({"model", "data", "g", "tflite", "quant", "quantized", "int8"})


def _words(name: str) -> frozenset[str]:
    return frozenset(filter(None, _WORD.split(name.lower())))


class Link(Record):
    """A program that uses an array, and the line that does."""

    boards: tuple[str, ...]
    evidence: str


class ArrayLinks:
    """Which arrays the programs use."""

    def __init__(self, made: list[Program], names: list[list[str]], held: list[Held], sources: Sources) -> None:
        self._made = made
        self._held = held
        self._sources = sources
        self.by_array: dict[tuple[str, str], Link] = {}
        self.unsure: tuple[str, ...] = ()
        for program, boards in zip(made, names, strict=True):
            for number, (place, name) in enumerate(self._used(program)):
                self._link(program, boards[number] if number < len(boards) else boards[0], name, place)

    def of(self, data: bytes, file: str = "", twins: Sequence[str] = ()) -> tuple[Held | None, Link | None]:
        """Return an array of these bytes, one that a program uses first, and which programs use one of them.

        Where other files have the bytes too (`twins`), an array is of the file that is nearest to it.
        """
        same = [it for it in self._held if it.data == data]
        used = [it for it in same if (it.path, it.array.name) in self.by_array]
        used = [it for it in used if all(_apart(it, file) <= _apart(it, twin) for twin in twins)] or used
        links = [self.by_array[it.path, it.array.name] for it in used]
        if not links:
            return next(iter(same), None), None
        boards = dict.fromkeys(name for link in links for name in link.boards)
        return used[0], Link(tuple(boards), links[0].evidence)

    def like(self, path: str, size: int) -> str:
        """Return the source of an array that is called like a model and as large as it, empty where there is none: a guess."""
        wanted = _words(posixpath.splitext(posixpath.basename(path))[0])
        for it in self._held:
            words = _words(it.array.name) | _words(posixpath.splitext(posixpath.basename(it.path))[0])
            if wanted - _USUAL <= words and wanted - _USUAL and abs(len(it.data) - size) * 4 <= size:
                return it.path
        return ""

    def _used(self, program: Program) -> Iterator[tuple[str, str]]:
        """Yield the names of arrays that a program hands to the runtime, each with its line."""
        known = {it.array.name for it in self._held}
        files = {*program.sources, *(it.path for it in program.firmware.uses if it.path.endswith(MODEL_VARIABLES))}
        named = [(f"{it.path}:{it.line}", it.name) for it in program.firmware.uses if it.path in files and it.name in known]
        if named:
            yield from dict(zip((name for _, name in named), named, strict=True)).values()
            return
        found = self._mentioned(program, known) or list(self._by_callers(program, known))
        yield from found or (self._by_neighbours(program, known) if self._alone(program) else ())

    def _alone(self, program: Program) -> bool:
        return sum(it.folder == program.folder for it in self._made) == 1

    def _by_neighbours(self, program: Program, known: set[str]) -> Iterator[tuple[str, str]]:
        """Yield the arrays that the other sources of a program's folder use, where it is the only program there."""
        for path in self._sources.names:
            if posixpath.dirname(path) == program.folder and any(name.encode() in self._sources.read(path) for name in known):
                yield from self._mentions(path, known)

    def _mentioned(self, program: Program, known: set[str]) -> list[tuple[str, str]]:
        return [it for path in program.sources for it in self._mentions(path, known)]

    def _by_callers(self, program: Program, known: set[str]) -> Iterator[tuple[str, str]]:
        """Yield the arrays that sources use which include the program's header: they hand the model to it."""
        stem = posixpath.splitext(posixpath.basename(program.path))[0]
        headers = {f"{stem}{suffix}" for suffix in HEADERS}
        interpreters = {it.path for it in self._made if it.makes_interpreter}  # these use their models themselves
        for path in self._sources.names:
            data = self._sources.read(path)
            others = path not in (*program.sources, *interpreters) and any(name.encode() in data for name in known)
            if others and any(posixpath.basename(it.name) in headers for it in closure.includes(data)):
                yield from self._mentions(path, known)

    def _mentions(self, path: str, known: set[str]) -> Iterator[tuple[str, str]]:
        text = c_array.without_values(without_comments(decode(self._sources.read(path))))
        for name in sorted(known):
            if name in text and (line := model_use.mentions(text, name)):
                yield f"{path}:{line}", name

    def _link(self, program: Program, board: str, name: str, place: str) -> None:
        candidates = [it for it in self._held if it.array.name == name]
        chosen = _nearest(program, candidates)
        if chosen is None:
            paths = ", ".join(it.path for it in candidates)
            self.unsure += (f"{place} uses {name}, which is in {paths}",)
            return
        before = self.by_array.get((chosen.path, name), Link((), ""))
        if board not in before.boards:
            self.by_array[chosen.path, name] = Link((*before.boards, board), before.evidence or place)


def _apart(it: Held, file: str) -> int:
    """Return how many folders fewer than any an array and a file share."""
    return -shared_folders(posixpath.dirname(file), posixpath.dirname(it.path))


def _nearest(program: Program, candidates: list[Held]) -> Held | None:
    """Return the array that a program means: in a file that it includes, else in its folder, else in the one nearest to it."""
    files = set(program.files)
    for near in (
        [it for it in candidates if it.path in files],
        [it for it in candidates if posixpath.dirname(it.path) == program.folder],
    ):
        if near and len({it.data for it in near}) == 1:
            return near[0]
    shared = {it: shared_folders(program.folder, posixpath.dirname(it.path)) for it in candidates}
    best = [it for it in candidates if shared[it] == max(shared.values())]
    return best[0] if best and len({it.data for it in best}) == 1 else None
