"""Tensor arenas of a firmware: how many bytes an interpreter is given, and how the array behind them is aligned."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tflint.finding import Place
from tflint.firmware import c_array
from tflint.firmware.constant import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tflint.firmware.c_array import Storage
    from tflint.firmware.constant import Constants
    from tflint.firmware.syntax import Syntax

_SIZEOF = re.compile(r"sizeof\s*\(?\s*([A-Za-z_]\w*)\s*\)?", re.ASCII)
_NAMED = re.compile(r"arena", re.IGNORECASE)
_TAKES_ARENA = {"MicroInterpreter": 2, "RecordingMicroInterpreter": 2, "Create": 0}


@dataclass(frozen=True, slots=True)
class Arena:
    """An arena: its array's name, its place, its bytes (None where the sources do not settle them, and why).

    `place` is where its size is written, a constant's or the array's line; `alignment` is the array's in bytes, None where there
    is no array or it cannot be told; `array` is the array's place where there is one.
    """

    name: str
    place: Place
    size: int | None
    alignment: int | None
    array: Place | None = None
    resolver: str = ""
    why: str = ""


def arenas(sources: Sequence[Syntax], texts: Sequence[tuple[str, str]], constants: Constants) -> tuple[Arena, ...]:
    """Return the arenas that interpreters are given; where none is made in these sources, the arrays named arena."""
    held = {s.name: (path, s) for path, text in texts for s in c_array.storages(text, constants)}
    given = tuple(_given(sources, texts, held, constants))
    if given:
        return tuple({(a.name, a.place, a.size): a for a in given}.values())
    named = [(path, s) for path, s in held.values() if _NAMED.search(s.name)]
    return tuple(_arena(s.name, s.size, "", (path, s), texts, constants) for path, s in named)


def _given(
    sources: Sequence[Syntax], texts: Sequence[tuple[str, str]], held: dict[str, tuple[str, Storage]], constants: Constants
) -> Iterator[Arena]:
    for source in sources:
        for call in source.calls:
            method = call.method.partition("<")
            maker = method[0].split("::")[-1]
            if maker in ("make_unique", "make_shared") and "MicroInterpreter" in method[2]:
                maker = "MicroInterpreter"
            at = _TAKES_ARENA.get(maker)
            if at is None or len(call.arguments) < at + 2 or (maker == "Create" and "MicroAllocator" not in call.method):
                continue
            name = call.arguments[at].strip("&* ").partition("[")[0].rpartition("::")[2]
            resolver = call.arguments[1].strip("&* ") if at else ""
            if _is_allocator(source, name):
                continue
            arena = _arena(name, call.arguments[at + 1], resolver, held.get(name), texts, constants)
            if arena.size is not None or arena.array is not None or not _is_parameter(source, call.arguments[at + 1]):
                yield arena if arena.place.path else _placed(arena, Place(source.path, call.line, call.column))


def _is_allocator(source: Syntax, name: str) -> bool:
    """Tell whether an interpreter is given a MicroAllocator in the arena's place."""
    types = [declared.type for declared in source.declared if declared.name == name]
    return any("Allocator" in text for text in types) if types else name.rstrip("_").endswith("allocator")


def _is_parameter(source: Syntax, name: str) -> bool:
    return any(declared.parameter >= 0 and declared.name == name.strip() for declared in source.declared)


def _placed(arena: Arena, place: Place) -> Arena:
    return Arena(arena.name, place, arena.size, arena.alignment, arena.array, arena.resolver, arena.why)


def _arena(  # noqa: PLR0917  the parts of one sentence: name, size, resolver, array, where to look
    name: str, size: str, resolver: str, array: tuple[str, Storage] | None, texts: Sequence[tuple[str, str]], constants: Constants
) -> Arena:
    if (match := _SIZEOF.fullmatch(size.strip())) and array is not None and match[1] == name:
        size = array[1].size
    at_array = None if array is None else Place(array[0], array[1].line, array[1].column)
    alignment = None if array is None else array[1].alignment
    place = _defined(size.strip(), texts) or at_array or Place("")
    try:
        return Arena(name, place, constants.value(size), alignment, at_array, resolver)
    except Unknown as why:
        return Arena(name, place, None, alignment, at_array, resolver, str(why))


def _defined(name: str, texts: Sequence[tuple[str, str]]) -> Place | None:
    """Return where a constant gets its value."""
    if not re.fullmatch(r"[A-Za-z_]\w*", name, re.ASCII):
        return None
    pattern = re.compile(rf"#[ \t]*define[ \t]+({name})\b|\b({name})[ \t\n]*(?:=|\{{)[^=]", re.ASCII)
    for path, text in texts:
        if match := pattern.search(text):
            start = match.start(1) if match[1] else match.start(2)
            return Place(path, text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start))
    return None
