"""Edits of firmware sources that make findings about them go away: alignment, resolver, arena constant, the model's array."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tflint.facts import UnreadableSource, adds, embedded, firmware, known_to_tflm, op_names, op_of, registered
from tflint.firmware.text import without_comments
from tflint.fix import array_text
from tflint.fix.edit import Edit, offset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tflint.facts import Facts
    from tflint.finding import Place
    from tflint.firmware.arena import Arena
    from tflint.firmware.c_array import Array
    from tflint.firmware.resolver import Resolver

    Texts = Callable[[str], str]  # a path as people see it -> the file's text, its line ends `\n`

ALIGNMENT = 16  # bytes
KIB = 1024
SPECIFIERS = {".c": "_Alignas(16) ", ".h": "__attribute__((aligned(16))) "}  # else C++
OPENS = re.compile(r"(\s*)(?:if\s*\(\s*|TF_LITE_ENSURE_STATUS\s*\(\s*|\(void\)\s*)?((?:this->)?\w+(?:\.|->))Add\w+\s*\(")
ROOM = re.compile(r"MicroMutableOpResolver\s*<\s*(\d+)\s*>")
ALIGNED = re.compile(r"\b(?:alignas|_Alignas|aligned|__aligned__)\s*\(\s*(\d+)\s*\)")
DIRECTIVE = re.compile(r"^[ \t]*#[^\n]*\n", re.MULTILINE)
DECLARATION = re.compile(r"(?:\w[\w:]*[ \t\n]+)+")
SUM = re.compile(r"[ \t]*(=|\s)[ \t]*([\d ()*+uUlL]+?)[ \t]*(;|$)", re.MULTILINE)


def edits(facts: Facts, texts: Texts) -> Iterator[Edit]:
    """Yield the edits for a model on a board that the manifest declares; nothing where a source cannot be read."""
    for each in (_resolver, _arena, _arrays):
        try:
            yield from each(facts, texts)
        except (UnreadableSource, UnicodeDecodeError):
            continue


def _resolver(facts: Facts, texts: Texts) -> Iterator[Edit]:
    """Add the operators that the resolver lacks before the first that it has, and give it room for all that are added."""
    found = facts(registered)
    if found is None or found.everything or found.unsure or found.resolver is None or not found.resolver.registrations:
        return
    missing = sorted(name for name in facts(op_names) - found.ops if known_to_tflm(name))
    place = found.resolver.registrations[0].place
    line = _Line(texts(place.path), place)
    opening = OPENS.match(line.text)
    if missing and opening is not None and line.begins_a_statement:
        added = "".join(f"{opening[1]}{opening[2]}{adds(name)};\n" for name in missing)
        yield Edit(
            place.path, line.start, line.start, added, "unregistered-operator", f"{', '.join(missing)} added to the resolver"
        )
        needed = len(found.ops | set(missing))
    else:
        needed = len({op_of(it) or it.place for it in found.resolver.registrations if not it.conditional})
    yield from _room(found.resolver, needed, texts)


def _room(resolver: Resolver, needed: int, texts: Texts) -> Iterator[Edit]:
    if resolver.capacity is None or resolver.capacity >= needed:
        return
    line = _Line(texts(resolver.place.path), resolver.place)
    held = ROOM.search(line.text)
    if held is not None and int(held[1]) == resolver.capacity:
        start, end = (line.start + it for it in held.span(1))
        yield Edit(
            resolver.place.path, start, end, str(needed), "resolver-too-small", f"room for {needed} ops instead of {held[1]}"
        )


def _arena(facts: Facts, texts: Texts) -> Iterator[Edit]:
    """Give the firmware's arena the bytes that the manifest gives the board."""
    sources, given = facts(firmware), facts.board.arena
    if sources is None or given is None or any(arena.size == given for arena in sources.arenas):
        return
    for arena in sources.arenas:
        if arena.size is not None and arena.place.path:
            yield from _constant(arena, given, texts)


def _constant(arena: Arena, given: int, texts: Texts) -> Iterator[Edit]:
    line = _Line(texts(arena.place.path), arena.place)
    rest = line.text[arena.place.column - 1 :]
    name = re.match(r"\w+", rest)
    held = None if name is None else SUM.match(rest, name.end())
    if held is None:
        return
    start, end = (line.start + arena.place.column - 1 + it for it in held.span(2))
    in_kib = str(KIB) in held[2] and given % KIB == 0
    text = f"{given // KIB} * {KIB}" if in_kib else str(given)
    message = f"{given:,} B instead of {arena.size:,} B, as the manifest has it"
    yield Edit(arena.place.path, start, end, text, "arena-constant-mismatch", message, safe=False)


def _arrays(facts: Facts, texts: Texts) -> Iterator[Edit]:
    data = bytes(facts.model.data[0 : len(facts.model.data)])
    held = [it for it in facts(embedded) if it.array.is_model]
    for path, array in held:
        text = texts(path)
        if array.alignment is not None and array.alignment < ALIGNMENT:
            yield from _aligned(path, array, text)
    if held and all(it.array.data != data for it in held) and len(held) == 1:
        yield from _regenerated(held[0].path, held[0].array, texts(held[0].path), data)


def _aligned(path: str, array: Array, text: str) -> Iterator[Edit]:
    at = offset(text, array.line, array.column)
    plain = without_comments(text)
    start = max(plain.rfind(mark, 0, at) for mark in ";{}") + 1
    start += max((it.end() for it in DIRECTIVE.finditer(plain[start:at])), default=0)
    start += len(plain[start:at]) - len(plain[start:at].lstrip())
    message = f"{array.name!r} aligned to {ALIGNMENT} B"
    held = ALIGNED.search(plain, start, at)
    if held is not None:
        yield Edit(path, *held.span(1), str(ALIGNMENT), "misaligned-model-array", message)
    elif DECLARATION.fullmatch(plain, start, at):
        suffix = path[path.rfind(".") :].lower()
        yield Edit(path, start, start, SPECIFIERS.get(suffix, "alignas(16) "), "misaligned-model-array", message)


def _regenerated(path: str, array: Array, text: str, data: bytes) -> Iterator[Edit]:
    """Write the model's bytes between the array's braces, and its length where a constant of the usual name has it."""
    message = f"{array.name!r} regenerated from {len(data):,} B"
    for start, end, written in array_text.replacements(text, array, data):
        yield Edit(path, start, end, written, "stale-model-array", message)


class _Line:
    """The line of a place: its text without comments, where it starts, and whether it begins a statement."""

    def __init__(self, text: str, place: Place) -> None:
        plain = without_comments(text)
        self.start = offset(plain, place.line, 1)
        self.text = plain[self.start :].split("\n", 1)[0]
        before = plain[: self.start].rstrip()
        last = before.rsplit("\n", 1)[-1].lstrip()
        self.begins_a_statement = not before or before[-1] in ";{}" or last.startswith("#")
