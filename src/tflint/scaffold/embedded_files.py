"""Which programs are built with the bytes of a .tflite file, by a symbol that a tool makes of the file's name."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from tflint.firmware.c_array import without_values
from tflint.firmware.text import decode, without_comments
from tflint.project.tree import shared_folders
from tflint.scaffold.array_links import Link

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.scaffold.program import Program, Sources

_SYMBOL = re.compile(r"\b_binary_(\w+)_start\b", re.ASCII)  # of objcopy, and of ESP-IDF's EMBED_FILES
_OTHER = re.compile(r"\W", re.ASCII)


class Embedded:
    """Which .tflite files the programs of a tree embed, `paths` from its top; `arrays` are the names that sources define."""

    def __init__(
        self, made: list[Program], boards: list[list[str]], paths: list[str], arrays: frozenset[str], sources: Sources
    ) -> None:
        self._sources, self._arrays = sources, arrays
        self._links: dict[str, Link] = {}
        self._by_symbol: dict[str, list[str]] = {}
        for path in paths:
            for symbol in _symbols(path):
                self._by_symbol.setdefault(symbol, []).append(path)
        for program, names in zip(made, boards, strict=True):
            for symbol, place in self._used(program) if self._by_symbol else ():
                self._link(program, names[0], symbol, place)

    def of(self, path: str) -> Link | None:
        """Return the programs that embed a file and the line that says so, None where none does."""
        return self._links.get(path)

    def _used(self, program: Program) -> Iterator[tuple[str, str]]:
        """Yield the symbols of files that a program uses, each with its line: those of tools, and `g_NAME_model_data`."""
        own = set(program.sources)
        for it in program.firmware.uses:
            if it.path in own and it.name not in self._arrays:
                yield it.name, f"{it.path}:{it.line}"
        for path in program.files:
            data = self._sources.read(path)
            if b"_binary_" in data:
                text = without_values(without_comments(decode(data)))
                yield from ((it[0], f"{path}:{text.count(chr(10), 0, it.start()) + 1}") for it in _SYMBOL.finditer(text))

    def _link(self, program: Program, board: str, symbol: str, place: str) -> None:
        path = _nearest(program, self._by_symbol.get(symbol, []))
        if path is not None:
            before = self._links.get(path, Link((), place))
            self._links[path] = Link(tuple(dict.fromkeys((*before.boards, board))), before.evidence)


def _symbols(path: str) -> Iterator[str]:
    """Yield the symbols that tools make of a file's name: ESP-IDF of its name, objcopy of its path, TFLM's generator of its stem."""
    parts = path.split("/")
    for count in range(1, len(parts) + 1):
        yield f"_binary_{_OTHER.sub('_', '/'.join(parts[-count:]))}_start"
    yield f"g_{posixpath.splitext(parts[-1])[0]}_model_data"


def _nearest(program: Program, paths: list[str]) -> str | None:
    """Return the file that shares most folders with a program, None where two do."""
    ranked = sorted(((shared_folders(program.folder, posixpath.dirname(it)), it) for it in paths), reverse=True)
    if len(ranked) > 1 and ranked[0][0] == ranked[1][0]:
        return None
    return ranked[0][1] if ranked else None
