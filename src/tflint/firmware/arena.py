"""Tensor arenas of a firmware: how many bytes an interpreter is given, and how the array behind them is aligned."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from tflint.finding import Place
from tflint.firmware import c_array, constant, constructor
from tflint.firmware import memory as region
from tflint.firmware.constant import NOTHING_GIVEN, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tflint.firmware.constant import Constants
    from tflint.firmware.given import Given
    from tflint.firmware.syntax import Call, Syntax

MOST = 64  # interpreters of one firmware
_HEADERS = (".h", ".hh", ".hpp")
_SIZEOF = re.compile(r"sizeof\s*\(?\s*([A-Za-z_]\w*)\s*\)?", re.ASCII)
_NAMED = re.compile(r"arena", re.IGNORECASE)
_TAKES_ARENA = {"MicroInterpreter": 2, "RecordingMicroInterpreter": 2, "Create": 0}


@dataclass(frozen=True, slots=True)
class Arena:
    """An arena: its array's name, its place, its bytes (None where the sources do not settle them, and why).

    `place` is where its size is written, a constant's or the array's line; `alignment` is the array's in bytes, None where there
    is not an array or it is not settled; `array` is the array's place where there is one. `defaults` are the `#ifndef` defaults that
    the size rests on: a build may set others; `given` are the macros of the build that it rests on. `memory` is the region that
    it lies in, as far as the sources say. `call` is where the interpreter is made, `role` is `persistent` or `non_persistent`
    for the parts of a split arena.
    """

    name: str
    place: Place
    size: int | None
    alignment: int | None
    array: Place | None = None
    resolver: str = ""
    why: str = ""
    defaults: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    memory: str = ""
    call: Place | None = None
    role: str = ""


class _Read:
    """What all sources of a firmware hold together."""

    def __init__(self, texts: Sequence[tuple[str, str]], constants: Constants, given: Given) -> None:
        self.texts = texts
        self.constants = constants
        self.given = given
        self.held = {s.name: (path, s) for path, text in texts for s in c_array.storages(text, constants)}
        self._seen: dict[str, Constants] = {}
        self._allocated: dict[str, str] = {}

    @cached_property
    def members(self) -> Mapping[str, str]:
        """Return what constructors set members to."""
        return constructor.members([text for _, text in self.texts])

    def is_open(self, expression: str, path: str) -> bool:
        """Return whether the sources leave the value of an expression open."""
        try:
            self.value(expression, path)
        except Unknown:
            return True
        return False

    def allocated_in(self, name: str) -> str:
        """Return the region that a pointer's memory is allocated from, empty where no source says it."""
        if name not in self._allocated:
            self._allocated[name] = region.of_allocation(name, (text for _, text in self.texts))
        return self._allocated[name]

    def value(self, expression: str, path: str) -> int:
        """Return the value of an expression in a source: by its own constants and the headers', else by all; raise Unknown.

        A constant of another source is not seen there: each may have a kTensorArenaSize of its own.
        """
        if path.endswith(_HEADERS) or not path:
            return self.constants.value(expression)
        if path not in self._seen:
            texts = tuple(text for name, text in self.texts if name == path or name.endswith(_HEADERS))
            self._seen[path] = constant.constants(texts, self.given)
        try:
            return self._seen[path].value(expression)
        except Unknown:
            return self.constants.value(expression)


def arenas(
    sources: Sequence[Syntax], texts: Sequence[tuple[str, str]], constants: Constants, given: Given = NOTHING_GIVEN
) -> tuple[Arena, ...]:
    """Return the arenas that interpreters are given; where none is made in these sources, the arrays named arena."""
    read = _Read(texts, constants, given)
    made = tuple(islice(_given(sources, read), MOST))
    if made:
        return tuple({(a.name, a.place, a.size, a.role): a for a in made}.values())
    return tuple(_arena(s.name, s.size, "", path, read) for path, s in read.held.values() if _NAMED.search(s.name))


def _given(sources: Sequence[Syntax], read: _Read) -> Iterator[Arena]:
    variables = _only_for_variables(sources)
    for source in sources:
        for call in source.calls:
            maker = _maker(call.method)
            at = _TAKES_ARENA.get(maker)
            if at is None or len(call.arguments) < at + 2 or (maker == "Create" and "MicroAllocator" not in call.method):
                continue
            if maker == "Create" and variables:
                continue
            split = maker == "Create" and _is_split(call.arguments, source)
            parts = ((0, "persistent"), (2, "non_persistent")) if split else ((at, ""),)
            for first, role in parts:
                yield from _part(source, call, first, role, read)


def _only_for_variables(sources: Sequence[Syntax]) -> bool:
    """Return whether every MicroAllocator that is declared is for MicroResourceVariables, none for an interpreter."""
    calls = [call for source in sources for call in source.calls]
    to_variables = {
        _last_name(it.arguments[0]) for it in calls if it.method.endswith("MicroResourceVariables::Create") and it.arguments
    }
    to_interpreters = {_last_name(text) for it in calls if _maker(it.method) == "MicroInterpreter" for text in it.arguments}
    declared = {it.name for source in sources for it in source.declared if "MicroAllocator" in it.type}
    return bool(declared) and declared <= to_variables - to_interpreters


def _last_name(expression: str) -> str:
    return expression.strip("&*() ").rpartition("->")[2].rpartition(".")[2]


def _maker(method: str) -> str:
    """Return the type that a call makes: an interpreter, also where a smart pointer is made of one."""
    head, _, inside = method.partition("<")
    maker = head.split("::")[-1]
    return "MicroInterpreter" if maker in ("make_unique", "make_shared") and "MicroInterpreter" in inside else maker


def _is_split(arguments: tuple[str, ...], source: Syntax) -> bool:
    """Return whether MicroAllocator::Create is given two arenas: a persistent one and one for what is planned."""
    third = arguments[2].strip("&* ") if len(arguments) >= 4 else ""  # noqa: PLR2004  two arenas, two sizes
    return bool(third) and not _is_planner(source, third)


def _is_planner(source: Syntax, name: str) -> bool:
    types = [declared.type for declared in source.declared if declared.name == name]
    return any("Planner" in text for text in types) or "planner" in name.lower() or name.startswith("MemoryPlannerType")


def _part(source: Syntax, call: Call, first: int, role: str, read: _Read) -> Iterator[Arena]:
    name = call.arguments[first].strip("&* ").partition("[")[0].rpartition("::")[2]
    name = (
        name.rpartition("->")[2].rpartition(".")[2]
        if name.startswith("this")
        else name.removesuffix(".get()").removesuffix(".data()")
    )
    resolver = call.arguments[1].strip("&* ") if first and not role else ""
    if _is_allocator(source, name):
        return
    size = re.sub(r"\bthis[ \t]*->[ \t]*", "", call.arguments[first + 1])
    if re.fullmatch(r"\w+", size, re.ASCII) and read.is_open(size, source.path) and size in read.members:
        name, size = read.members.get(name, name).strip("&* "), read.members[size]
    arena = _arena(name, size, resolver, source.path, read)
    at_call = Place(source.path, call.line, call.column)
    if arena.size is not None or arena.array is not None or not _is_parameter(source, size):
        place = arena.place if arena.place.path else at_call
        yield replace(arena, place=place, call=at_call, role=role)


def _is_allocator(source: Syntax, name: str) -> bool:
    """Return whether an interpreter is given a MicroAllocator in the arena's place."""
    types = [declared.type for declared in source.declared if declared.name == name]
    return any("Allocator" in text for text in types) if types else name.rstrip("_").endswith("allocator")


def _is_parameter(source: Syntax, name: str) -> bool:
    return any(declared.parameter >= 0 and declared.name == name.strip() for declared in source.declared)


def _arena(name: str, size: str, resolver: str, path: str, read: _Read) -> Arena:
    array = read.held.get(name)
    if (match := _SIZEOF.fullmatch(size.strip())) and array is not None and match[1] == name:
        size = array[1].size
    at_array = None if array is None else Place(array[0], array[1].line, array[1].column)
    alignment = None if array is None else array[1].alignment
    place = _defined(size.strip(), read.texts) or at_array or Place("")
    memory = read.allocated_in(name) if array is None else region.of_declaration(array[1].attributes, read.given)
    value, why = None, ""
    try:
        value = read.value(size, path)
    except Unknown as reason:
        why = str(reason)
    defaults = tuple(sorted(read.constants.rests_on(size, read.constants.defaults)))
    given = tuple(sorted(read.constants.rests_on(size, read.constants.given)))
    return Arena(name, place, value, alignment, at_array, resolver, why, defaults, given, memory)


def _defined(name: str, texts: Sequence[tuple[str, str]]) -> Place | None:
    """Return where a constant gets its value."""
    if not re.fullmatch(r"[A-Za-z_]\w*", name, re.ASCII):
        return None
    pattern = re.compile(rf"#[ \t]*define[ \t]+({name})\b|\b({name})[ \t\n]*(?:=[^=]|\{{|\(\d)", re.ASCII)
    for path, text in texts:
        if match := pattern.search(text):
            start = match.start(1) if match[1] else match.start(2)
            return Place(path, text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start))
    return None
