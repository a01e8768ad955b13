"""Programs of a tree: sources that make an interpreter or an op resolver, with all that their own includes bring."""

from __future__ import annotations

import posixpath
import re
from functools import cached_property
from typing import TYPE_CHECKING

from tflint.facts.sources import given_by
from tflint.files.array_models import spells_model
from tflint.files.found import C_SUFFIXES
from tflint.firmware import source
from tflint.firmware.closure import closure, includes
from tflint.project.surroundings import Surroundings
from tflint.project.tree import upwards
from tflint.record import Record
from tflint.scaffold.left_out import left_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tflint.firmware.arena import Arena
    from tflint.firmware.resolver import Resolver
    from tflint.firmware.source import Firmware
    from tflint.project.tree import Tree

MOST_FILES = 60  # that one program's includes lead to
MOST_PROGRAMS = 200
LARGEST = 16 << 20
HEADERS = (".h", ".hh", ".hpp")
SHELVES = ("lib", "libs", "libraries", "components", "managed_components")
_MARKS = (b"OpResolver", b"OpsResolver", b"MicroInterpreter", b"Eloquent::T", b"odelInit(", b"Adafruit_TFLite ")
_TEST = re.compile(r"(?:^|[_/.-])tests?(?:[_/.-]|$)|unittest|_mock\b", re.IGNORECASE)


class Program(Record):
    """A program: the source that makes its interpreter, the sources that say what is registered, and what was read.

    `files` are all files that it was read from; `resolvers` and `arenas` are its own.
    """

    path: str
    sources: tuple[str, ...]
    files: tuple[str, ...]
    firmware: Firmware
    resolvers: tuple[Resolver, ...]
    arenas: tuple[Arena, ...]
    surroundings: Surroundings

    @property
    def folder(self) -> str:
        """Return the folder of the source that makes the interpreter."""
        return posixpath.dirname(self.path)

    @property
    def makes_interpreter(self) -> bool:
        """Return whether its own source makes an interpreter."""
        return any(it.call is not None and it.call.path == self.path for it in self.arenas)


class Sources:
    """The C and C++ sources of a project that are its own, read once."""

    def __init__(self, tree: Tree, names: Sequence[str], read: Reader) -> None:
        self.tree = tree
        self.names = [name for name in names if name.endswith(C_SUFFIXES)]
        self._known = frozenset(self.names)
        self._read = read
        self._data: dict[str, bytes] = {}

    def exists(self, name: str) -> bool:
        """Return whether a source is the project's own."""
        return name in self._known

    @cached_property
    def _by_capitals(self) -> dict[str, str]:
        return {name.lower(): name for name in self.names}

    def spelling(self, name: str) -> str | None:
        """Return the source that differs from a name in upper and lower case only, None where there is none."""
        return self._by_capitals.get(name.lower())

    def read(self, name: str) -> bytes:
        """Return a source's bytes, none where it is too large."""
        if name not in self._data:
            data = self._read(name)
            self._data[name] = data if len(data) <= LARGEST else b""
        return self._data[name]

    def holding(self, *marks: bytes) -> Iterator[str]:
        """Yield the sources that hold one of some texts."""
        return (name for name in self.names if any(mark in self.read(name) for mark in marks))

    def with_models(self) -> Iterator[str]:
        """Yield the sources that may hold a model's array."""
        return (name for name in self.names if b"TFL3" in (data := self.read(name)) or spells_model(data))


class Reader:
    """Read a file of the tree by its name."""

    def __init__(self, top: str) -> None:
        self._top = top

    def __call__(self, name: str) -> bytes:
        """Return a file's bytes, none where it cannot be read or is larger than 64 MiB."""
        from tflint.files import sources

        return sources.read(self._top, name)


def programs(sources: Sources) -> Iterator[Program]:
    """Yield the programs of a project, in the order of their sources; a header's own program after those that include it.

    A source that makes a resolver for an interpreter of another source is part of that one's program.
    """
    made = list(_programs(sources))
    others = left_out([it.path for it in made], sources.read, sources.tree)
    made = [it for it in made if it.path not in others]
    whole = [it for it in made if it.makes_interpreter]
    for it in made:
        if it.makes_interpreter or not any(it.path in other.sources for other in whole):
            yield it


def _programs(sources: Sources) -> Iterator[Program]:
    marked = [name for name in sources.holding(*_MARKS) if not _TEST.search(name)]
    marked = [name for name in marked if not _is_of_library(name, sources.tree)] or marked
    claimed: set[tuple[str, int]] = set()
    for name in sorted(marked, key=lambda name: (name.endswith(HEADERS), name))[:MOST_PROGRAMS]:
        program = _program(name, sources)
        if program is None:
            continue
        found = [it.place for it in program.resolvers]
        found += [it.place for resolver in program.resolvers for it in resolver.registrations]
        found += [it.call for it in program.arenas if it.call is not None]
        places = {(place.path, place.line) for place in found}
        if places <= claimed:
            continue
        claimed |= places
        yield program


def _is_of_library(name: str, tree: Tree) -> bool:
    """Return whether a source is a library's in a folder of libraries: others' code and examples, next to the project's own.

    Arduino's libraries have library.properties; ESP-IDF's component manager puts a component's namespace before its name.
    """
    folders = name.split("/")[:-1]
    for at, shelf in enumerate(folders[:-1]):
        inside = folders[at + 2 :]
        if shelf in SHELVES and ("examples" in inside or "__" in folders[at + 1]):
            return True
    above = upwards("/".join(folders))
    library = next((it for it in above if it and tree.has(posixpath.join(it, "library.properties"))), None)
    return library is not None and posixpath.basename(posixpath.dirname(library)) in SHELVES


def _program(name: str, sources: Sources) -> Program | None:
    files = tuple(closure([name], sources, MOST_FILES))
    surroundings = Surroundings(sources.tree, name)
    read = source.read({file: sources.read(file) for file in files}, given_by(surroundings))
    resolvers = tuple(it for it in read.resolvers if _is_own(it, name))
    arenas = tuple(it for it in read.arenas if it.call is not None and it.call.path == name)
    if not resolvers and not arenas:
        return None
    if not resolvers:  # an interpreter with the resolver that a helper of another file makes
        resolvers = tuple(it for it in read.resolvers if it.registrations or it.everything)
    if not arenas:
        arenas = tuple(it for it in read.arenas if it.call is None or len(read.arenas) == 1)
    if not resolvers and name.endswith(HEADERS):
        return None
    if any(it.size is None for it in arenas):
        arenas = tuple(_sized_by_callers(arenas, name, files, sources, surroundings))
    named = {name, *(place.path for it in resolvers for place in (it.place, *(r.place for r in it.registrations)))}
    return Program(name, tuple(sorted(named, key=lambda it: (it != name, it))), files, read, resolvers, arenas, surroundings)


def _sized_by_callers(
    arenas: tuple[Arena, ...], name: str, files: tuple[str, ...], sources: Sources, surroundings: Surroundings
) -> Iterator[Arena]:
    """Yield arenas with the sizes that sources give which include the program's header: they make the object that has the interpreter."""
    stem = posixpath.splitext(posixpath.basename(name))[0]
    headers = {f"{stem}{suffix}" for suffix in HEADERS}
    callers = [
        it
        for it in sources.holding(*(header.encode() for header in headers))
        if it not in files and any(posixpath.basename(found.name) in headers for found in includes(sources.read(it)))
    ]
    texts = {file: sources.read(file) for file in (*files, *callers[: MOST_FILES - len(files)])}
    known = {it.call: it for it in source.read(texts, given_by(surroundings)).arenas if it.size is not None} if callers else {}
    yield from (known.get(it.call, it) for it in arenas)


def _is_own(resolver: Resolver, name: str) -> bool:
    """Return whether a source registers a resolver's ops, or declares one that has them all."""
    if resolver.everything:
        return resolver.place.path == name
    return any(it.place.path == name for it in resolver.registrations)
