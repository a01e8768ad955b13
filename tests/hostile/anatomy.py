"""Where a model's structural bytes lie, and what they are: what a mutator must know to break a file where it hurts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tflint.model import graph, schema
from tflint.model.flatbuffer import Flatbuffer, signed
from tflint.model.layout import WIDTHS

if TYPE_CHECKING:
    from tflint.model.flatbuffer import Row

SMALL = 64  # bytes; a constant this small is a shape, an axis, a padding: kernels compute with it


class Part(NamedTuple):
    """Some structural bytes. `kind`: soffset, vtable, offset, scalar, union, length, element, text, constant; `of` names the field."""

    kind: str
    at: int
    width: int
    of: str


class Anatomy(Flatbuffer):
    """Reads a model and remembers the place of everything it looked at."""

    def __init__(self, data: bytes) -> None:
        super().__init__(memoryview(data))
        self.parts: set[Part] = set()

    def row(self, table: str, at: int) -> Row:
        found = super().row(table, at)
        vtable = at - signed(self.data, at)[0]
        length = int.from_bytes(self.data[vtable : vtable + 2], "little")
        self.parts.add(Part("soffset", at, 4, table))
        self.parts |= {Part("vtable", place, 2, table) for place in range(vtable, vtable + length, 2)}
        for number, slot in enumerate(schema.TABLES[table]):
            place = vtable + 4 + 2 * number
            distance = int.from_bytes(self.data[place : place + 2], "little") if place < vtable + length else 0
            if slot and distance:
                self.parts.add(part(f"{table}.{slot[0]}", slot[1], at + distance))
        return found

    def length(self, at: int, width: int, what: str) -> int:
        self.parts.add(Part("length", at, 4, what))
        return super().length(at, width, what)

    def numbers(self, code: str, at: int) -> tuple[int, ...]:
        found = super().numbers(code, at)
        self.parts.add(Part("length", at, 4, f"[{code}"))
        self.parts |= {Part("element", at + 4 + i * WIDTHS[code], WIDTHS[code], code) for i in range(min(len(found), SMALL))}
        return found

    def tables(self, at: int | None) -> list[int]:
        found = super().tables(at)
        if at is not None:
            self.parts |= {Part("offset", at + 4 + 4 * i, 4, "element") for i in range(len(found))}
        return found

    def string(self, at: int) -> str:
        found = super().string(at)
        self.parts |= {Part("text", place, 1, "string") for place in range(at + 4, min(at + 4 + len(found), at + 4 + SMALL))}
        return found


def part(of: str, kind: str, at: int) -> Part:
    if kind in WIDTHS:
        return Part("union" if of.endswith("_type") else "scalar", at, WIDTHS[kind], of)
    return Part("offset", at, 4, of)


def parts(data: bytes) -> tuple[Part, ...]:
    """Return the structural parts of a sound model, the root offset and small constants among them, in the order of the file."""
    anatomy = Anatomy(data)
    model = graph.decode(anatomy, memoryview(data))
    anatomy.parts.add(Part("offset", 0, 4, "root"))
    for buffer in model.buffers:
        if 0 < buffer.size <= SMALL and not buffer.outside:
            anatomy.parts |= {Part("constant", buffer.at + i, 4, "buffer") for i in range(0, buffer.size - 3, 4)}
    return tuple(sorted(anatomy.parts, key=lambda it: (it.at, it.kind, it.width, it.of)))
