"""The files of a project, by name, read within bounds: a file of a project is untrusted text."""

from __future__ import annotations

import os
import posixpath
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LARGEST = 1 << 20
MOST_ENTRIES = 5000  # of a folder that is listed
LONGEST_LINE = 8000


class Tree:
    """A folder and its files by name, `/` between folders. Links are not followed, and nothing outside of it is read.

    With `names` the files are those; without, folders are listed when they are asked for.
    """

    def __init__(self, top: str, names: Iterable[str] | None = None) -> None:
        self.top = top
        self.names = frozenset(names or ())
        self._listed: dict[str, tuple[list[str], list[str]]] | None = None if names is None else _indexed(self.names)
        self._met: dict[str, tuple[list[str], list[str]]] = {}
        self._texts: dict[str, str] = {}

    def files_in(self, folder: str) -> list[str]:
        """Return the names of the files in a folder, sorted."""
        return self._entries(folder)[0]

    def folders_in(self, folder: str) -> list[str]:
        """Return the folders in a folder, sorted."""
        return self._entries(folder)[1]

    def has(self, name: str) -> bool:
        """Return whether a file is there."""
        return name in self.names if self._listed is not None else name in self.files_in(posixpath.dirname(name))

    def _entries(self, folder: str) -> tuple[list[str], list[str]]:
        if self._listed is not None:
            return self._listed.get(folder, ([], []))
        if folder not in self._met:
            self._met[folder] = _on_disk(self.top, folder)
        return self._met[folder]

    def text(self, name: str) -> str:
        """Return a file's text, at most its first MiB with lines of at most 8000 characters; empty where it cannot be read."""
        if name not in self._texts:
            self._texts[name] = self._read(name) if self.has(name) else ""
        return self._texts[name]

    def lines(self, name: str) -> Iterator[tuple[int, str]]:
        """Yield the lines of a file with their numbers, from 1."""
        for number, line in enumerate(self.text(name).split("\n"), 1):
            yield number, line[:LONGEST_LINE]

    def _read(self, name: str) -> str:
        path = os.path.join(self.top, name)
        try:
            if not os.path.isfile(path) or os.path.islink(path):
                return ""
            with open(path, "rb") as file:
                data = file.read(LARGEST)
        except (OSError, ValueError):
            return ""
        return data.decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n").replace("\0", "\ufffd")


def _indexed(names: Iterable[str]) -> dict[str, tuple[list[str], list[str]]]:
    made: dict[str, tuple[list[str], list[str]]] = {"": ([], [])}
    for name in sorted(names):
        folder = posixpath.dirname(name)
        made.setdefault(folder, ([], []))[0].append(name)
        while folder:
            above = posixpath.dirname(folder)
            inner = made.setdefault(above, ([], []))[1]
            if folder in inner[-1:]:
                break
            if folder not in inner:
                inner.append(folder)
            folder = above
    return made


def _on_disk(top: str, folder: str) -> tuple[list[str], list[str]]:
    files: list[str] = []
    folders: list[str] = []
    try:
        with os.scandir(os.path.join(top, folder)) as found:
            for entry in islice(found, MOST_ENTRIES):
                path = posixpath.join(folder, entry.name)
                if entry.is_dir(follow_symlinks=False):
                    folders.append(path)
                elif entry.is_file(follow_symlinks=False):
                    files.append(path)
    except OSError:
        pass
    return sorted(files), sorted(folders)


def upwards(folder: str) -> Iterator[str]:
    """Yield a folder and those around it, the top (an empty name) last."""
    while folder:
        yield folder
        folder = posixpath.dirname(folder)
    yield ""


def shared_folders(one: str, other: str) -> int:
    """Return how many folders two paths have in common from the top."""
    count = 0
    for left, right in zip(one.split("/"), other.split("/"), strict=False):
        if left != right:
            break
        count += 1
    return count
