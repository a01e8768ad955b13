"""Writes a tree as a .tflite file: the same tree gives the same bytes, and these read back as the same tree.

A table's children are made before it, and the file holds the parts in the reverse order: every offset points forward, as
flatbuffers ask. What a field leads to (a string, a shape, quantization, options) is written once however many tables
have it; elements of a vector of tables, and bytes, are never shared.
"""

from __future__ import annotations

from functools import lru_cache
from struct import Struct, pack, pack_into
from typing import TYPE_CHECKING

from tflint.model import associated_files, schema
from tflint.model.layout import OFFSET, WIDEST, WIDTHS
from tflint.model.tree import WHOLE
from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tflint.model.tree import Table, Tree

HEADER = 8  # bytes: the root's offset and the identifier
ALIGNMENT = 16  # bytes, of weights: what CMSIS-NN's and ESP-NN's vector loads ask for
FORCED = {("Buffer", "data"): ALIGNMENT, ("CustomQuantization", "custom"): ALIGNMENT}
FORCED |= {("Uint16Vector", "values"): 4, ("Uint8Vector", "values"): 4}  # force_align in schema.fbs


class Part(Record):
    """Bytes that lie together: `size` of them, of which byte `anchor` lies on a multiple of `alignment`.

    `references` has (byte offset in the part, number of the part that it leads to). A table has its vtable.
    """

    content: bytes
    alignment: int = OFFSET
    anchor: int = 0
    references: tuple[tuple[int, int], ...] = ()
    vtable: bytes | None = None
    payload: memoryview | bytes = b""

    @property
    def size(self) -> int:
        """Return the number of bytes."""
        return len(self.content) + len(self.payload)


class Shape(Record):
    """How a table with certain fields lies: its vtable, how to pack it, the order of its fields, and its anchor."""

    vtable: bytes
    pack: Struct
    order: tuple[int, ...]
    distances: tuple[int, ...]
    anchor: int
    alignment: int


def write(tree: Tree) -> bytes:
    """Return the file's bytes: weights at multiples of 16, associated files after the flatbuffer."""
    parts = _Parts()
    root = parts.table("Model", tree.model)
    places, vtables, size = _placed(parts.all)
    trailing_at = -(-size // ALIGNMENT) * ALIGNMENT if len(tree.trailing) else size
    file = bytearray(trailing_at + len(tree.trailing))
    pack_into("<I4s", file, 0, places[root], tree.identifier)
    for vtable, at in vtables.items():
        file[at : at + len(vtable)] = vtable
    for part, at in zip(parts.all, places, strict=True):
        body = at + len(part.content)
        file[at:body] = part.content
        file[body : body + len(part.payload)] = part.payload
        for inside, target in part.references:
            pack_into("<I", file, at + inside, places[target] - at - inside)
        if part.vtable is not None:
            pack_into("<i", file, at, at - vtables[part.vtable])
    file[trailing_at:] = associated_files.moved(tree.trailing, tree.trailing_at, trailing_at)
    return bytes(file)


class _Parts:
    """The parts of a file in the making; a part is named by its number."""

    def __init__(self) -> None:
        self.all: list[Part] = []
        self._shared: dict[Part, int] = {}

    def table(self, name: str, fields: Table, *, share: bool = False) -> int:
        """Add a table after what its fields lead to, and return its number."""
        values: dict[int, object] = {}
        leads: dict[int, int] = {}
        for slot, entry in reversed(tuple(enumerate(WHOLE[name]))):
            value = None if entry is None else fields.get(entry[0])
            if entry is None or value is None:
                continue
            if entry[1][0] == "|":
                values[slot - 1], member = schema.UNIONS[entry[1][1:]].index(value[0]), value[1]  # type: ignore[index]  # a union's value is a pair
                leads |= {} if member is None else {slot: self.table(value[0], member, share=True)}  # type: ignore[index]  # as above
            elif entry[1] not in WIDTHS:
                leads[slot] = self._lead(name, entry, value)
            elif value != entry[2]:
                values[slot] = value
        shape = _shape(name, tuple(sorted(values.keys() | leads.keys())))
        content = shape.pack.pack(0, *(values.get(slot, 0) for slot in shape.order))
        references = tuple((at, leads[slot]) for slot, at in zip(shape.order, shape.distances, strict=True) if slot in leads)
        return self._add(Part(content, shape.alignment, shape.anchor, references, shape.vtable), share=share)

    def _lead(self, table: str, entry: tuple[str, str, object], value: object) -> int:
        """Add what a field leads to and return its number."""
        field, kind, _default = entry
        if kind == "s":
            return self._string(value)  # type: ignore[arg-type]  # as the schema says
        if kind[0] == ":":
            return self.table(kind[1:], value, share=True)  # type: ignore[arg-type]  # as above
        if kind == "[B":
            return self._blob(value, FORCED.get((table, field), OFFSET))  # type: ignore[arg-type]  # as above
        if kind[1] == ":":
            return self._tables(kind[2:], value)  # type: ignore[arg-type]  # as above
        return self._vector(kind[1], value, FORCED.get((table, field), OFFSET))  # type: ignore[arg-type]  # as above

    def _add(self, part: Part, *, share: bool) -> int:
        known = self._shared.get(part) if share else None
        if known is not None:
            return known
        self.all.append(part)
        if share:
            self._shared[part] = len(self.all) - 1
        return len(self.all) - 1

    def _string(self, text: str) -> int:
        raw = text.encode(errors="surrogateescape")
        return self._add(Part(pack("<I", len(raw)) + raw + b"\0"), share=True)

    def _vector(self, code: str, values: Sequence[float], alignment: int) -> int:
        content = pack(f"<I{len(values)}{code}", len(values), *values)
        return self._add(Part(content, max(alignment, WIDTHS[code]), OFFSET), share=True)

    def _blob(self, raw: memoryview | bytes, alignment: int) -> int:
        return self._add(Part(pack("<I", len(raw)), alignment, OFFSET, payload=raw), share=False)

    def _tables(self, name: str, rows: Sequence[Table]) -> int:
        places = [self.table(name, row) for row in reversed(rows)][::-1]
        references = tuple((OFFSET + OFFSET * i, place) for i, place in enumerate(places))
        return self._add(Part(pack("<I", len(rows)) + bytes(OFFSET * len(rows)), references=references), share=False)


@lru_cache(4096)
def _shape(table: str, present: tuple[int, ...]) -> Shape:
    """Return how a table with these slots lies: wide fields first, so that no padding comes between."""
    codes = {slot: _code(table, slot) for slot in present}
    order = tuple(sorted(present, key=lambda slot: (-WIDTHS[codes[slot]], slot)))
    distances, at = [], OFFSET
    for slot in order:
        distances.append(at)
        at += WIDTHS[codes[slot]]
    size = -(-at // OFFSET) * OFFSET
    distance = dict(zip(order, distances, strict=True))
    entries = [distance.get(slot, 0) for slot in range(max(present, default=-1) + 1)]
    vtable = pack(f"<HH{len(entries)}H", OFFSET + 2 * len(entries), size, *entries)
    form = Struct("<i" + "".join(codes[slot] for slot in order) + f"{size - at}x")
    wide = any(WIDTHS[code] == WIDEST for code in codes.values())
    return Shape(vtable, form, order, tuple(distances), OFFSET, WIDEST if wide else OFFSET)


def _code(table: str, slot: int) -> str:
    entry = WHOLE[table][slot]
    assert entry is not None, f"{table} has no slot {slot}"
    return entry[1] if entry[1] in WIDTHS else "I"


def _placed(parts: list[Part]) -> tuple[list[int], dict[bytes, int], int]:
    """Return where each part and each vtable lies, and where they end."""
    vtables: dict[bytes, int] = {}
    at = HEADER
    for part in reversed(parts):
        if part.vtable is not None and part.vtable not in vtables:
            vtables[part.vtable] = at
            at += len(part.vtable)
    places = [0] * len(parts)
    for i in range(len(parts) - 1, -1, -1):
        part = parts[i]
        at += -(at + part.anchor) % part.alignment
        places[i] = at
        at += part.size
    return places, vtables, at
