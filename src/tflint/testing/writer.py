"""Writes any table of the schema as a flatbuffer, from plain nested data, through the flatbuffers package."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

import flatbuffers

from tflint.model import schema

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Fields = Mapping[str, object]

APPEND = {
    "?": ("PrependBool", 1),
    "b": ("PrependInt8", 1),
    "B": ("PrependUint8", 1),
    "h": ("PrependInt16", 2),
    "H": ("PrependUint16", 2),
    "i": ("PrependInt32", 4),
    "I": ("PrependUint32", 4),
    "q": ("PrependInt64", 8),
    "Q": ("PrependUint64", 8),
    "f": ("PrependFloat32", 4),
    "d": ("PrependFloat64", 8),
}
FORCED = {
    ("Buffer", "data"): 16,
    ("CustomQuantization", "custom"): 16,
    ("Uint16Vector", "values"): 4,
    ("Uint8Vector", "values"): 4,
}


class Writer:
    """One file being written, back to front as flatbuffers are."""

    def __init__(self) -> None:
        self._builder = flatbuffers.Builder(1024)

    def finish(self, root: int, identifier: bytes | None) -> bytes:
        """Return the file's bytes, its root table and its identifier in place."""
        self._builder.Finish(root, file_identifier=identifier)
        return bytes(self._builder.Output())

    def table(self, name: str, fields: Fields) -> int:
        """Write a table and return its offset. A field that is None or not given stays absent, as one at its default does.

        A nested table is a mapping of its fields, a union (table name, mapping), a vector any sequence.
        """
        slots = schema.TABLES[name]
        refuse_unknown(name, fields)
        offsets = {slot[0]: self._reference(name, slot, fields) for slot in slots if slot}
        kinds = {f"{slot[0]}_type": self._member(slot, fields) for slot in slots if slot and slot[1].startswith("|")}
        self._builder.StartObject(len(slots))
        for number, slot in enumerate(slots):
            if slot is None:
                continue
            field, kind, default = slot
            if kind in APPEND:
                value = fields.get(field, kinds.get(field, default))
                getattr(self._builder, APPEND[kind][0] + "Slot")(number, default if value is None else value, default)
            elif offsets[field] is not None:
                self._builder.PrependUOffsetTRelativeSlot(number, offsets[field], 0)
        offset: int = self._builder.EndObject()
        return offset

    def _reference(self, table: str, slot: tuple[str, str, object], fields: Fields) -> int | None:
        field, kind, _default = slot
        value = fields.get(field)
        if kind in APPEND or value is None:
            return None
        if kind.startswith("|"):
            assert isinstance(value, tuple), f"{table}.{field} takes a pair: the member's table and its fields"
            return None if value[1] is None else self.table(value[0], value[1])
        if kind.startswith("["):
            return self._vector(kind[1:], value, FORCED.get((table, field)))  # type: ignore[arg-type]  # a sequence, as the schema says
        return self._string(value) if kind == "s" else self.table(kind[1:], value)  # type: ignore[arg-type]  # a mapping

    def _member(self, slot: tuple[str, str, object], fields: Fields) -> int:
        value = fields.get(slot[0])
        return 0 if value is None else schema.UNIONS[slot[1][1:]].index(value[0])  # type: ignore[index]  # a union's value is a pair

    def _string(self, value: object) -> int:
        offset: int = self._builder.CreateString(value)
        return offset

    def _vector(self, kind: str, values: Sequence[object] | bytes, alignment: int | None) -> int:
        if kind == "B":
            return self._bytes(bytes(values), alignment or 1)  # type: ignore[arg-type]  # numbers below 256
        if kind in APPEND:
            append, width = APPEND[kind]
            return self._finished(append, list(values), width, alignment or width)
        offsets = [self._string(value) if kind == "s" else self.table(kind[1:], value) for value in values]  # type: ignore[arg-type]  # a mapping
        return self._finished("PrependUOffsetTRelative", offsets, 4, 4)

    def _finished(self, append: str, values: Sequence[object], width: int, alignment: int) -> int:
        self._builder.StartVector(width, len(values), alignment)
        for value in reversed(values):
            getattr(self._builder, append)(value)
        offset: int = self._builder.EndVector()
        return offset

    def _bytes(self, raw: bytes, alignment: int) -> int:
        builder = self._builder
        builder.StartVector(1, len(raw), alignment)
        builder.head -= len(raw)
        builder.Bytes[builder.head : builder.head + len(raw)] = raw
        offset: int = builder.EndVector()
        return offset


def refuse_unknown(table: str, fields: Fields) -> None:
    """Raise ValueError for a field that the table does not have, with the name that was probably meant."""
    known = [slot[0] for slot in schema.TABLES[table] if slot]
    for field in fields:
        if field not in known:
            near = difflib.get_close_matches(field, known, n=1)
            hint = f", did you mean {near[0]}?" if near else f"; it has {', '.join(known) or 'none'}"
            raise ValueError(f"{table} has no field {field}{hint}")
