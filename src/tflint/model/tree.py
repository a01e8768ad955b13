"""A whole file as plain nested data, nothing left out: what `tflint fix` rewrites and `model.writer` writes again.

A table is a dict of its fields by their schema names: a scalar is a number (its default where the file has none), a string
`str`, a vector of numbers a tuple, a vector of bytes a memoryview of the file, a vector of tables a list, a union the pair
(name of the member's table, its fields or None). A string, vector, table or union that the file does not have is absent.
A union's type has no entry of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from tflint.model import reader, schema
from tflint.model.collection import paused
from tflint.model.flatbuffer import Flatbuffer
from tflint.model.layout import WIDTHS, Tables
from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

Table: TypeAlias = "dict[str, object]"
Union: TypeAlias = "tuple[str, Table | None]"

WHOLE = {**schema.TABLES, **schema.DEPRECATED}  # table -> its slots, deprecated ones too
LIMIT = 1 << 30  # bytes; offsets are signed 32-bit numbers in places, and a device holds no such file
INLINE = 1  # Buffer.offset and large_custom_options_offset are valid above this (schema.fbs)


class Unwritable(Exception):
    """A sound model that cannot be rewritten without losing something; the message is one sentence that says what."""


class Tree(Record):
    """A file: its root table, its identifier, and what follows the flatbuffer from byte `trailing_at` on, padding left out.

    Files with associated files (labels, vocabularies) have a ZIP there.
    """

    model: Table
    identifier: bytes = b"TFL3"
    trailing: memoryview = memoryview(b"")
    trailing_at: int = 0

    def copy(self) -> Tree:
        """Return a tree that can be changed without changing this one; bytes of weights are shared."""
        return self._replace(model=_copied(self.model))


def read(data: bytes | memoryview) -> Tree:
    """Return the tree of a file. Raises Malformed for bytes that are not a sound model, Unwritable for what it cannot keep."""
    held = memoryview(data)
    if len(held) > LIMIT:
        raise Unwritable(f"the file has {len(held):,} B; files above {LIMIT:,} B are not rewritten")
    reader.read(held)  # indices, limits, everything that a model must hold to
    with paused():
        fb = Flatbuffer(held, Tables(WHOLE))
        model = _table(fb, "Model", fb.root())
    if fb.unknown:
        raise Unwritable(f"the file has a field that the schema does not know: {', '.join(sorted(map(_named, fb.unknown)))}")
    for why in _elsewhere(model):
        raise Unwritable(why)
    rest = bytes(held[fb.end :])
    start = fb.end + len(rest) - len(rest.lstrip(b"\0"))
    return Tree(model, bytes(held[4:8]), held[start:], start)


def tables(table: Table, field: str) -> list[Table]:
    """Return a vector of tables for reading; empty where the file has none."""
    found = table.get(field)
    return found if isinstance(found, list) else []


def numbers(table: Table, field: str) -> tuple[int, ...]:
    """Return a vector of whole numbers; empty where the file has none."""
    found = table.get(field)
    return found if isinstance(found, tuple) else ()


def number(table: Table, field: str) -> int:
    """Return a scalar that is a whole number."""
    found = table[field]
    assert isinstance(found, int), field
    return found


def _table(fb: Flatbuffer, name: str, at: int) -> Table:
    row = fb.row(name, at)
    found: Table = {}
    for slot, value in zip(WHOLE[name], row, strict=True):
        if slot is None:
            continue
        field, kind, _default = slot
        if kind in WIDTHS:
            found[field] = value
        elif kind[0] == "|":
            member = _member(fb, kind[1:], int(str(found.pop(f"{field}_type"))), value, at)
            found |= {} if member is None else {field: member}
        elif value is not None:
            found[field] = _referred(fb, kind, value)
    return found


def _referred(fb: Flatbuffer, kind: str, at: int) -> object:
    if kind == "s":
        return fb.string(at)
    if kind[0] == ":":
        return _table(fb, kind[1:], at)
    if kind == "[B":
        start, size = fb.blob(at)
        assert start is not None
        return fb.data[start : start + size]
    if kind[1] == ":":
        return [_table(fb, kind[2:], place) for place in fb.tables(at)]
    return fb.numbers(kind[1:], at)


def _member(fb: Flatbuffer, union: str, kind: int, at: int | None, owner: int) -> Union | None:
    name = fb.member(union, kind, at, owner)
    if name is None and kind:
        raise Unwritable(f"the file has a {union} of number {kind}, which the schema does not know")
    return None if name is None else (name, None if at is None else _table(fb, name, at))


def _named(unknown: tuple[str, int]) -> str:
    return f"{unknown[0]} slot {unknown[1]}"


def _elsewhere(model: Table) -> Iterator[str]:
    """Yield what says that a model's data lie outside the flatbuffer."""
    for i, buffer in enumerate(tables(model, "buffers")):
        if number(buffer, "offset") > INLINE:
            yield f"buffer {i} lies outside the flatbuffer; files with such buffers are not rewritten"
    if tables(model, "external_buffers") or tables(model, "external_buffer_groups"):
        yield "weights lie in another file; files with external buffers are not rewritten"
    for graph in tables(model, "subgraphs"):
        for i, operator in enumerate(tables(graph, "operators")):
            if number(operator, "large_custom_options_offset") > INLINE:
                yield f"the options of operator {i} lie outside the flatbuffer; such files are not rewritten"


def _copied(table: Table) -> Table:
    return {field: _copy(value) for field, value in table.items()}


def _copy(value: object) -> object:
    if isinstance(value, dict):
        return _copied(value)
    if isinstance(value, list):
        return [_copied(each) for each in value]
    if isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], str):  # noqa: PLR2004  a union is a pair
        return value[0], _copy(value[1])
    return value
