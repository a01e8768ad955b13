"""A sorted, streaming walk for models; memory grows with one folder and the depth, never with the tree."""

from __future__ import annotations

import os
import stat

from tflint.files.found import LeftOut, is_c_source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Protocol
else:
    Protocol = object

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


VENDORED = frozenset(
    {
        ".pio",
        "build",
        "esp-tflite-micro",
        "libdeps",
        "managed_components",
        "tensorflow",
        "tflite-micro",
        "third_party",
    }
)  # folders whose C sources are built or come from others: the arrays in them are not the project's models


class Excluded(Protocol):
    """What the walk asks before it takes a file or enters a folder."""

    def __call__(self, path: str, *, folder: bool) -> bool:
        """Return whether to leave this path out."""


def _no_source(_path: str) -> bool:
    return False


def walk(
    top: str,
    excluded: Excluded,
    takes_source: Callable[[str], bool] = _no_source,
    sets_aside: Callable[[str], bool] = _no_source,
) -> Iterator[str | LeftOut]:
    """Yield the paths of all `*.tflite` files under a folder, by name within each folder, and what was left out and why.

    `takes_source` says of a C source of the project's own whether it holds a model and comes too; `sets_aside` is asked
    the same of those in folders of other people's.
    Links to folders are not followed (so no loop is entered); a link to a file is taken where it stays inside `top`.
    """
    inside = _real(top)
    todo = [(top, False)]
    while todo:
        path, vendored = todo.pop()
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
            elif is_c_source(entry.name):
                takes = sets_aside if vendored else takes_source
                if not entry.is_symlink() and takes(entry.path) and not excluded(entry.path, folder=False):
                    yield entry.path
            elif _is_linked_folder(entry) and not excluded(entry.path, folder=True):
                yield LeftOut(entry.path, "a link to a folder, not followed")
        todo += [
            (folder, _is_vendored(folder, path, top) if vendored else os.path.basename(folder) in VENDORED)
            for folder in reversed(folders)
        ]


def _is_vendored(folder: str, around: str, top: str) -> bool:
    """Return whether a folder in one of other people's is theirs too: not an example that a fork of TFLM adds."""
    if os.path.basename(around) != "examples":
        return True
    from tflint.project import tflm_examples

    return not tflm_examples.is_added(os.path.relpath(folder, top or ".").replace(os.sep, "/"))


def is_regular(mode: int) -> bool:
    """Return whether a file's mode is that of a plain file: reading a pipe or a device may never end."""
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
    """Return why an entry called `*.tflite` is left out, None for one that is not."""
    try:
        if not is_regular(entry.stat().st_mode):
            return LeftOut(entry.path, "not a plain file")
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
