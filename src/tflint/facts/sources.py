"""What the firmware's sources say about a model: the ops that its resolver registers, its arenas, the array that holds the model."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING

from tflint.facts.size_and_ops import op_names
from tflint.files.found import C_SUFFIXES
from tflint.manifest import manifest_paths
from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from tflint.facts.subject import Facts
    from tflint.finding import Place
    from tflint.firmware.c_array import Array
    from tflint.firmware.given import Given
    from tflint.firmware.resolver import Registration, Resolver
    from tflint.firmware.source import Firmware
    from tflint.manifest.board import Board, ResolverSpec
    from tflint.manifest.esphome import WakeWord
    from tflint.project.surroundings import Surroundings

MOST_FILES = 200
LARGEST = 64 << 20


class UnreadableSource(OSError):
    """A file that the manifest names cannot be read; the message says which and why."""


class Registered(Record):
    """The ops that a board's resolver is known to have, builtin names and custom codes.

    `everything` is True where it has all; `of` says whose they are; `resolver` is the one read from the sources, the best of
    several for this model. `unsure` says what the sources do not settle: with it, an op that is missing here may still be there.
    `link` is where a well-known firmware registers them.
    """

    ops: frozenset[str]
    of: str
    place: Place | None
    everything: bool = False
    resolver: Resolver | None = None
    unsure: tuple[str, ...] = ()
    link: str = ""


class Embedded(Record):
    """A C array with a model, and the file that holds it, as the user would name it."""

    path: str
    array: Array


def firmware(facts: Facts) -> Firmware | None:
    """Return what the board's sources hold, None where the manifest names none; raise UnreadableSource."""
    return firmware_of(facts.board, facts.root)


def firmware_of(board: Board, root: str) -> Firmware | None:
    """Return what a board's sources hold, with those that they include by name from the same folder."""
    if board.resolver is None or not board.resolver.source:
        return None
    paths = tuple(_matching(root, board.resolver.source))
    if not paths:
        raise UnreadableSource(f"resolver source {_quoted(board.resolver.source)} matches no file")
    named = [name for pattern in board.resolver.source for name in _named(root, pattern)]
    found = _stamped(root, paths).of({_shown(root, name) for name in named})
    if len(paths) < MOST_FILES:
        return found
    return found._replace(unsure=(*found.unsure, f"{_quoted(board.resolver.source)} matches many files, {MOST_FILES} are read"))


def _quoted(sources: tuple[str, ...]) -> str:
    return ", ".join(map(repr, sources))


def registered(facts: Facts) -> Registered | None:
    """Return the ops that the board's resolver has, None where nothing is declared; raise UnreadableSource.

    Where no resolver is declared, those whose kernels the board's linked image holds.
    """
    spec = facts.board.resolver
    if spec is None:
        return _linked(facts)
    have = _declared(facts, spec)
    copy = facts.board.copy
    if not have.everything or copy is None or not copy.all_ops:
        return have
    ops = frozenset(name for method in copy.all_ops for name in _by_method().get(method, ()))
    return have._replace(ops=ops | have.ops, of=f"the AllOpsResolver of {copy.root}", everything=False)


def without_method(facts: Facts) -> frozenset[str]:
    """Return the builtin ops of the model that the copy of TFLM in the tree has no method to add; none where no copy is known."""
    copy = facts.board.copy
    if copy is None:
        return frozenset()
    from tflint.runtime.tflm import op_tables

    known = {name: op for name, op in op_tables.ops().items() if not op.custom}
    return frozenset(name for name in facts(op_names) if name in known and known[name].method not in copy.methods)


def _declared(facts: Facts, spec: ResolverSpec) -> Registered:
    place = next(iter(facts.board.where("resolver")), None)
    if spec.everything:
        return Registered(frozenset(), "the resolver", place, everything=True)
    sources = facts(firmware)
    if sources is None:
        ops = frozenset((*(spec.ops or ()), *spec.custom))
        return Registered(ops, _holder(facts, spec), place, everything=spec.ops is None, link=facts.board.sources.get("ops", ""))
    return _best(sources, facts(op_names), frozenset((*(spec.ops or ()), *spec.custom)), _quoted(spec.source), place)


def _holder(facts: Facts, spec: ResolverSpec) -> str:
    """Return whose list of ops this is: the manifest's, a well-known firmware's by its title, or the platform's."""
    if not spec.fixed:
        return "the manifest's resolver"
    title = facts.board.title.partition(",")[0] if "ops" in facts.board.sources else ""
    return f"the resolver of {title}" if title else "the platform's resolver"


def unregistered(facts: Facts, ops: Collection[str]) -> tuple[str, ...]:
    """Return which of these ops the board's resolver is known not to have, sorted; none where it is not known for sure."""
    try:
        found = facts(registered)
    except UnreadableSource:
        return ()
    if found is None or found.everything or found.unsure:
        return ()
    return tuple(sorted({*ops} - found.ops))


def _linked(facts: Facts) -> Registered | None:
    from tflint.facts.linked_image import readable_image

    linked = None if facts.board.image is None else readable_image(facts)
    if linked is None or not linked.contents.kernels.complete:
        return None
    place = next(iter(facts.board.where("image")), None)
    return Registered(linked.contents.kernels.ops, f"the image {linked.path}", place)


def embedded(facts: Facts) -> tuple[Embedded, ...]:
    """Return the arrays of the file that the manifest says holds the model, none where it says nothing; raise UnreadableSource."""
    if facts.entry is None or facts.entry.array is None:
        return ()
    from tflint.firmware.closure import closure

    name = facts.entry.array
    _bytes(facts.root, name, 0)  # raises where it cannot be read
    held_by = _shown(facts.root, name)
    # with its headers, which may define the macro that aligns it
    found = _stamped(facts.root, tuple(closure((name,), _Folder(facts.root), MOST_FILES)))
    return tuple(Embedded(path, array) for path, array in found.arrays if path == held_by)


def wake_word(facts: Facts) -> Board | None:
    """Return the board that ESPHome's manifest next to the model declares, None where there is none."""
    found = _next_to_model(facts.path)
    return None if found is None else found.board


def wake_word_mistakes(facts: Facts) -> tuple[Place, ...] | None:
    """Return what ESPHome would refuse in the manifest next to the model, None where it has none."""
    found = _next_to_model(facts.path)
    return None if found is None else found.mistakes


def _next_to_model(path: str) -> WakeWord | None:
    if not os.path.isfile(os.path.splitext(path)[0] + ".json"):
        return None
    from tflint.manifest import esphome

    return esphome.next_to(path)


def op_of(registration: Registration) -> str | None:
    """Return the op that a call adds, by builtin name or custom code; None where the sources do not settle it."""
    return registration.builtin or registration.custom or next(iter(_by_method().get(registration.method, ())), None)


def adds(op: str) -> str:
    """Return the call that registers an op: `AddMean()`, or `AddCustom("name", …)` for one that TFLM does not know."""
    from tflint.runtime.tflm import op_tables

    known = op_tables.ops().get(op)
    return f'AddCustom("{op}", …)' if known is None else f"{known.method}()"


def known_to_tflm(op: str) -> bool:
    """Return whether TFLM's resolver has, or had, a method of its own for a builtin or custom op."""
    from tflint.runtime.tflm import op_tables

    return op in op_tables.ops()


@lru_cache(maxsize=1)
def _by_method() -> dict[str, tuple[str, ...]]:
    """Return the ops that each method adds, today's code first: two custom ops were renamed in TFLM's history."""
    from tflint.runtime.tflm import op_tables

    names: dict[str, tuple[str, ...]] = {}
    for name, op in sorted(op_tables.ops().items(), key=lambda item: item[1].until, reverse=True):
        names[op.method] = (*names.get(op.method, ()), name)
    return names


def _added(resolver: Resolver) -> Iterator[str]:
    for it in resolver.registrations:
        named = it.builtin or it.custom
        yield from _by_method().get(it.method, ()) if named is None else (named,)


def _best(sources: Firmware, used: frozenset[str], also: frozenset[str], named: str, place: Place | None) -> Registered:
    """Return the resolver that lacks fewest of the ops used, the first of equals."""
    if not sources.resolvers:
        return Registered(also, f"the sources {named}", place, unsure=sources.unsure or (f"no op resolver found in {named}",))
    have = [(resolver, frozenset(_added(resolver)) | also) for resolver in sources.resolvers]
    best, ops = min(have, key=lambda pair: 0 if pair[0].everything else len(used - pair[1]))
    unsure = (*best.unsure, *_unknown(best), *sources.unsure)
    return Registered(ops, f"the resolver of {best.place.path}", best.place, best.everything, best, unsure)


def _unknown(resolver: Resolver) -> Iterator[str]:
    for it in resolver.registrations:
        if op_of(it) is None and it.method not in ("AddBuiltin", "AddCustom"):
            yield f"{it.place.path}:{it.place.line}: {it.method} is not a method of TFLM's resolver"


def _matching(root: str, patterns: tuple[str, ...]) -> Iterator[str]:
    """Yield the files that paths or globs of the manifest name, relative to its folder, and local files that they include."""
    from tflint.firmware.closure import closure

    return closure((name for pattern in patterns for name in _named(root, pattern)), _Folder(root), MOST_FILES)


def _named(root: str, pattern: str) -> Iterator[str]:
    if not set(pattern) & set("*?["):
        yield pattern
        return
    from pathlib import Path

    found = (path for path in Path(root).glob(pattern) if path.suffix in C_SUFFIXES and path.is_file())
    yield from sorted(path.relative_to(root).as_posix() for path in found)


class _Folder:
    """The manifest's folder; nothing outside of it is read."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._listed: dict[str, dict[str, str]] = {}

    def exists(self, name: str) -> bool:
        """Return whether a file is there, inside the folder also through links."""
        try:
            # the cheap question first: most of the places where an include may be are empty
            return os.path.isfile(os.path.join(self._root, name)) and manifest_paths.resolve(self._root, name).is_file()
        except (OSError, ValueError):
            return False

    def spelling(self, name: str) -> str | None:
        """Return the file that differs from a name in upper and lower case only, None where there is none."""
        folder, _, base = name.rpartition("/")
        if folder not in self._listed:
            try:
                self._listed[folder] = {it.lower(): it for it in os.listdir(os.path.join(self._root, folder))}
            except OSError:
                self._listed[folder] = {}
        found = self._listed[folder].get(base.lower())
        path = found if not folder or found is None else f"{folder}/{found}"
        return path if path is not None and self.exists(path) else None

    def read(self, name: str) -> bytes:
        """Return a file's bytes, none where it cannot be read."""
        try:
            return _bytes(self._root, name)
        except UnreadableSource:
            return b""


def _bytes(root: str, name: str, most: int = LARGEST + 1) -> bytes:
    try:
        path = manifest_paths.resolve(root, name)
        if not path.is_file():
            raise UnreadableSource(f"{name!r} is not a file")
        with path.open("rb") as file:
            return file.read(most)
    except manifest_paths.OutsideManifest as why:
        raise UnreadableSource(str(why)) from None
    except OSError as why:
        raise UnreadableSource(f"{name!r}: {why.strerror.lower()}" if why.strerror else str(why)) from None


def _shown(root: str, name: str) -> str:
    """Return a file of the manifest's folder as people see it, `/` between folders."""
    return name if root in ("", ".") else f"{root.replace(os.sep, '/').rstrip('/')}/{name}"


def _stamp(root: str, name: str) -> tuple[int, int]:
    """Return what changes when a file does."""
    try:
        stat = os.stat(os.path.join(root, name))
    except OSError:
        return (0, 0)
    return (stat.st_mtime_ns, stat.st_size)


def forget() -> None:
    """Forget the sources that were read: a process that runs more than once is to see what changed in headers too."""
    _read.cache_clear()


def _stamped(root: str, paths: tuple[str, ...]) -> Firmware:
    """Return what sources hold, read again when one of them or a build file around them changes."""
    build = _surroundings(root, paths[0]).build_files()
    return _read(root, paths, tuple(_stamp(root, name) for name in (*paths, *build)))


@lru_cache(maxsize=8)
def _read(root: str, names: tuple[str, ...], _stamps: tuple[object, ...]) -> Firmware:
    from tflint.firmware import source

    read = {_shown(root, name): _bytes(root, name) for name in names}
    return source.read(read, given_by(_surroundings(root, names[0]))) if names else source.read(read)


def _surroundings(root: str, name: str) -> Surroundings:
    """Return the build files around a source, within the manifest's folder."""
    from tflint.project.surroundings import Surroundings
    from tflint.project.tree import Tree

    return Surroundings(Tree(root), name)


def given_by(surroundings: Surroundings) -> Given:
    """Return the macros that the build files around a source are certain to give it."""
    from tflint.firmware.given import Given

    certain = {name: it.value for name, it in surroundings.definitions.items() if it.certain}
    return Given(certain, surroundings.kconfig_is_whole())
