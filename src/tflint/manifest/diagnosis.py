"""What is wrong with a manifest that does not load: syntax, keys declared twice and shape, all at once and located."""

from __future__ import annotations

import re
import tomllib
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from tflint.finding import Place
from tflint.manifest import decode
from tflint.manifest.decode import MOST
from tflint.manifest.mistakes import Mistake
from tflint.manifest.toml_places import DEEPEST, Position, Source, Tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.manifest.schema_check import Complaint
    from tflint.manifest.toml_places import Entry, Key

MOST_ENTRIES = 4000
_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def mistakes(source: Source) -> list[Mistake]:
    """Return every mistake of a text that is not a valid manifest; never an empty list, and at most about a hundred."""
    try:
        document = source.parsed()
    except ValueError:
        return _broken(source)[:MOST]
    return list(islice(_shape(source, document, []), MOST))


def _broken(source: Source) -> list[Mistake]:
    """Return the mistakes of a text that is not TOML: what can be read of it is checked as well."""
    tree = Tree(source.text)
    document: dict[str, object] = {}
    seen: dict[Key, Position] = {}
    found: list[Mistake] = []
    for entry in islice(tree.entries(), MOST_ENTRIES):
        found.extend(_declared(source, entry, document, seen))
    found.extend(_mistake(source, at, f"nested deeper than {DEEPEST}") for at in tree.too_deep[:1])
    found.extend(_syntax(source, tree, found))
    found.extend(_shape(source, document, found))
    return found


def _mistake(source: Source, at: Position, sentence: str) -> Mistake:
    return Mistake(Place(source.path, at.line, at.column), sentence)


def _declared(source: Source, entry: Entry, document: dict[str, object], seen: dict[Key, Position]) -> Iterator[Mistake]:
    """Put one entry into the document, or say why it cannot be."""
    dotted = ".".join(map(str, entry.key))
    if (first := seen.setdefault(entry.key, entry.at_key)) is not entry.at_key:
        yield _mistake(source, entry.at_key, f"{dotted:.80}: declared twice, first on line {first.line}")
        return
    try:
        value = _value(entry.text)
    except (ValueError, RecursionError) as why:
        yield _mistake(source, entry.at_value, f"{dotted:.80}: {_unlocated(why)}")
        return
    if not _put(document, entry.key, value):
        yield _mistake(source, entry.at_key, f"{dotted:.80}: a value stands here already")


def _value(text: str) -> object:
    if text == "{":
        return {}
    return [] if text == "[" else tomllib.loads(f"x={text}")["x"]


def _unlocated(why: Exception) -> str:
    if "integer string conversion" in str(why):
        return "a number of more than 4,300 digits"
    return _AT.sub("", str(why)).lower()


def _put(document: dict[str, object], key: Key, value: object) -> bool:
    """Set a value where its key leads, making the tables and arrays on the way; False where another value is in the way."""
    place: object = document
    for part, after in pairwise(key):
        inner = _step(place, part, [] if isinstance(after, int) else {})
        if not isinstance(inner, list if isinstance(after, int) else dict):
            return False
        place = inner
    return type(_step(place, key[-1], value)) is type(value)


def _step(place: object, part: str | int, fresh: object) -> object:
    """Return what stands at a key of a table or a number of an array; put the fresh value there where nothing does."""
    if isinstance(place, dict):
        return place.setdefault(part, fresh)
    assert isinstance(place, list)
    assert isinstance(part, int)
    if part < len(place):
        return place[part]
    place.append(fresh)
    return fresh


def _syntax(source: Source, tree: Tree, found: list[Mistake]) -> Iterator[Mistake]:
    """Report what tomllib refuses in the text, and what tree-sitter refuses elsewhere, once per line."""
    lines = {mistake.place.line for mistake in found}
    if source.text.startswith("\ufeff"):
        yield _mistake(source, Position(1, 1), "starts with a byte order mark: save it as UTF-8 without one")
        lines.add(1)
    try:
        Source(source.path, source.text.removeprefix("\ufeff")).parsed()
    except ValueError as why:
        match = _AT.search(str(why))
        last = source.text.count("\n") + 1
        at = Position(int(match[1] or last), int(match[2] or 1)) if match else None
        if at and at.line not in lines and not tree.too_deep:
            lines.add(at.line)
            yield _mistake(source, at, f"not TOML: {_unlocated(why)}")
    for at in tree.errors():
        if at.line not in lines:
            lines.add(at.line)
            yield _mistake(source, at, "not TOML")


def _shape(source: Source, document: dict[str, object], found: list[Mistake]) -> Iterator[Mistake]:
    """Yield what the decoder holds against the document, but nothing about a line that is broken already."""
    taken = {mistake.place.line for mistake in found}
    for key, sentence, of_key in _complaints(source, document):
        place = source.place(key, of_key=of_key)
        if place.line not in taken:
            yield Mistake(place, f"{'.'.join(map(str, key))}: {sentence}" if key else sentence)


def _complaints(source: Source, document: dict[str, object]) -> tuple[Complaint, ...]:
    try:
        decode.manifest(source.own(document), source, ".")
    except decode.Refused as refused:
        return refused.complaints
    return ()
