"""A sorted, streaming walk for models; memory grows with one folder and the depth, never with the tree."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, Protocol

from tflint.files.found import LeftOut

if TYPE_CHECKING:
    from collections.abc import Iterator

SUFFIX = ".tflite"
NEVER = frozenset(
    {
        ".bzr",
        ".git",
        ".hg",
        ".jj",
        ".mypy_cache",
        ".nox",
        ".ruff_cache",
        ".svn",
        ".tox",
        ".venv",
        "__pycache__",
        "node_modules",
        "site-packages",
    }
)


class Excluded(Protocol):
    """What the walk asks before it takes a file or enters a folder."""

    def __call__(self, path: str, *, folder: bool) -> bool:
        """Tell whether to leave this path out."""


def walk(top: str, excluded: Excluded) -> Iterator[str | LeftOut]:
    """Yield the paths of all `*.tflite` files under a folder, by name within each folder, and what was left out and why.

    Links to folders are not followed (so no loop is entered); a link to a file is taken where it stays inside `top`.
    """
    inside = _real(top)
    todo = [top]
    while todo:
        path = todo.pop()
        if isinstance(entries := _entries(path), LeftOut):
            yield entries
            continue
        folders: list[str] = []
        for entry in entries:
            if _is_folder(entry):
                yield from _folder(entry, folders, excluded)
            elif entry.name.lower().endswith(SUFFIX):
                if not excluded(entry.path, folder=False):
                    yield _refusal(entry, inside) or entry.path
            elif _is_linked_folder(entry) and not excluded(entry.path, folder=True):
                yield LeftOut(entry.path, "a link to a folder, not followed")
        todo += reversed(folders)


def is_regular(mode: int) -> bool:
    """Tell whether a file's mode is that of a plain file: reading a pipe or a device may never end."""
    return stat.S_ISREG(mode)


def _real(folder: str) -> str:
    try:
        return os.path.realpath(folder)
    except OSError:  # the working folder was deleted
        return os.path.normpath(folder)


def _entries(folder: str) -> list[os.DirEntry[str]] | LeftOut:
    try:
        with os.scandir("." if folder == "" else folder) as found:
            return sorted(found, key=lambda entry: os.fsencode(entry.name))
    except OSError as why:
        return LeftOut(folder, f"folder cannot be read: {_reason(why)}")


def _folder(entry: os.DirEntry[str], folders: list[str], excluded: Excluded) -> Iterator[LeftOut]:
    if entry.name in NEVER or excluded(entry.path, folder=True):
        return
    if entry.name.lower().endswith(SUFFIX):
        yield LeftOut(entry.path, "a folder, not a model; what is in it is linted")
    folders.append(entry.path)


def _refusal(entry: os.DirEntry[str], inside: str) -> LeftOut | None:
    """Return why an entry called `*.tflite` is not taken, None for one that is."""
    try:
        if not is_regular(entry.stat().st_mode):
            return LeftOut(entry.path, "no plain file")
    except OSError as why:
        return LeftOut(entry.path, f"link leads nowhere: {_reason(why)}" if entry.is_symlink() else _reason(why))
    if not os.access(entry.path, os.R_OK):
        return LeftOut(entry.path, "cannot be read: permission denied")
    if entry.is_symlink() and os.path.commonpath([inside, os.path.realpath(entry.path)]) != inside:
        return LeftOut(entry.path, "link out of the folder")
    return None


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _is_linked_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_symlink() and entry.is_dir()
    except OSError:
        return False


def _reason(why: OSError) -> str:
    return (why.strerror or str(why)).lower()
