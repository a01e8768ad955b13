"""Lines and columns as tflint counts them -> positions as editors do: from 0, in UTF-16 units."""

from __future__ import annotations

import os

from lsprotocol import types

LARGEST = 4 << 20  # bytes of a file that a position is looked for in


class Texts:
    """The text files of a folder, each read once."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._lines: dict[str, list[str]] = {}

    def line(self, path: str, number: int) -> str:
        """Return a line of a file, counted from 1; empty where there is none."""
        lines = self._of(path)
        return lines[number - 1] if 0 < number <= len(lines) else ""

    def span(self, path: str, start: tuple[int, int], end: tuple[int, int]) -> types.Range:
        """Return the range between two places, each a line and a column from 1; `end` is after the last character."""
        return types.Range(self._position(path, *start), self._position(path, *end))

    def _position(self, path: str, line: int, column: int) -> types.Position:
        return types.Position(max(line - 1, 0), units(self.line(path, line)[: column - 1]) if line else 0)

    def _of(self, path: str) -> list[str]:
        if path not in self._lines:
            self._lines[path] = _read(os.path.join(self._folder, path)).split("\n")
        return self._lines[path]


def units(text: str) -> int:
    """Return how many UTF-16 units a text takes."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def characters(line: str, count: int) -> int:
    """Return how many characters the first UTF-16 units of a line are."""
    return len(line.encode("utf-16-le", "surrogatepass")[: 2 * count].decode("utf-16-le", "ignore"))


def _read(path: str) -> str:
    """Return a text file as the finders of places read it; empty for a model, or what cannot be read."""
    try:
        with open(path, "rb") as file:
            data = file.read(LARGEST)
    except OSError:
        return ""
    return "" if b"\0" in data else data.decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n")
