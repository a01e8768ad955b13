"""The files of one firmware: the sources that are named, the headers that they include, and the sources of those headers."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Protocol

from tflint.project import tflm_examples
from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST = 200
LARGEST_HEAD = 1 << 20
MOST_INCLUDES = 200
_INCLUDE = re.compile(rb'(?m)^[ \t]*#[ \t]*include[ \t]*["<]([^">\n]{1,200})[">]')
_INCLUDE_FOLDERS = ("include", "inc", "Inc")
_SOURCE_FOLDERS = ("src", "Src")
_FOLDERS = (*_INCLUDE_FOLDERS, *_SOURCE_FOLDERS, "main")
_SOURCES = (".cc", ".cpp", ".c", ".cxx")
_HEADERS = (".h", ".hh", ".hpp")


class Files(Protocol):
    """Where sources are read from."""

    def exists(self, name: str) -> bool:
        """Return whether a file is there and may be read."""

    def spelling(self, name: str) -> str | None:
        """Return the file that differs from a name in upper and lower case only, None where there is none."""

    def read(self, name: str) -> bytes:
        """Return a file's bytes, none where it cannot be read."""


class Include(Record):
    """A file that another includes."""

    name: str
    quoted: bool


def closure(named: Iterable[str], files: Files, most: int = MOST) -> Iterator[str]:
    """Yield the files that are named, then what they include by name, then the sources that belong to these headers.

    An include is looked for in its file's folder, then in each folder upwards, and in the include, inc, src and main folders of each. A
    header's source has its name, and lies in its folder, in the src folder next to it, or above the include folder that it is in.
    """
    seen = dict.fromkeys(named)
    queue = list(seen)[:most]
    for name in queue:
        yield name
        found = [it for it in dict.fromkeys(_belonging(name, files)) if it not in seen]
        seen |= dict.fromkeys(found)
        queue += found[: most - len(queue)]


def _belonging(name: str, files: Files) -> Iterator[str]:
    for it in includes(files.read(name)):
        if (header := resolved(it, name, files)) is not None:
            yield header
    stem, suffix = posixpath.splitext(name)
    if suffix in _HEADERS:
        folder, base = posixpath.split(stem)
        above = posixpath.dirname(folder)
        places = [stem, *(posixpath.join(above, inner, base) for inner in _SOURCE_FOLDERS)]
        if posixpath.basename(folder) in _INCLUDE_FOLDERS:
            places.append(posixpath.join(above, base))
        yield from (path for place in places for it in _SOURCES if files.exists(path := place + it))


def includes(data: bytes) -> Iterator[Include]:
    """Yield what a source includes."""
    for number, match in enumerate(_INCLUDE.finditer(data[:LARGEST_HEAD])):
        if number >= MOST_INCLUDES:
            return
        yield Include(match[1].decode("utf-8", "replace"), match[0].rstrip().endswith(b'"'))


def resolved(it: Include, by: str, files: Files) -> str | None:
    """Return the file that an include of another means, None for one that is not of the project.

    Where no file is spelled so, one of other capitals is meant: most sketches are written on Windows and macOS.
    """
    if ("tensorflow/" in it.name and not tflm_examples.is_added(it.name)) or it.name.startswith("/") or "\0" in it.name:
        return None
    found = next((path for path in _places(it, by) if files.exists(path)), None)
    if found is not None or not it.quoted:
        return found
    return next((name for path in _places(it, by) if (name := files.spelling(path)) is not None), None)


def _places(it: Include, by: str) -> Iterator[str]:
    """Yield where the file of an include may be."""
    folder = posixpath.dirname(by)
    for place in _upwards(folder):
        for inner in ("", *_FOLDERS):
            path = posixpath.normpath(posixpath.join(place, inner, it.name))
            if not path.startswith(".."):
                yield path


def _upwards(folder: str) -> Iterator[str]:
    while folder:
        yield folder
        folder = posixpath.dirname(folder)
    yield ""
