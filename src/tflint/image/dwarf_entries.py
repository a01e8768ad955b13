"""The entries of a unit of debug information: tags, names, sizes and types, nothing else; pyelftools needs 20 times as long for it.

DWARF version 2 to 5, section 7.5.3 "Abbreviations Tables" and 7.5.6 "Form Encodings".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.image.dwarf_units import terminated, uleb
from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.image.dwarf_units import Header, Sections

SIBLING, NAME, BYTE_SIZE, TYPE = 0x01, 0x03, 0x0B, 0x49  # DW_AT_*
_WANTED = (SIBLING, NAME, BYTE_SIZE, TYPE)
_STRING, _STRP, _LINE_STRP, _IMPLICIT_CONST, _INDIRECT = 0x08, 0x0E, 0x1F, 0x21, 0x16
# the bytes that a form's value takes
_FIXED = {
    **dict.fromkeys((0x0B, 0x0C, 0x11, 0x25, 0x29), 1),
    **dict.fromkeys((0x05, 0x12, 0x26, 0x2A), 2),
    **dict.fromkeys((0x27, 0x2B), 3),
    **dict.fromkeys((0x06, 0x13, 0x1C, 0x28, 0x2C), 4),
    **dict.fromkeys((0x07, 0x14, 0x20, 0x24), 8),
    0x1E: 16,
    0x19: 0,
    _IMPLICIT_CONST: 0,
}
_OFFSETS = (_STRP, 0x10, 0x17, 0x1D, _LINE_STRP, 0x1F20, 0x1F21)
_NUMBERS = (0x0D, 0x0F, 0x15, 0x1A, 0x1B, 0x22, 0x23, 0x1F01, 0x1F02)  # LEB128
_BLOCKS = {0x0A: 1, 0x03: 2, 0x04: 4}  # the bytes of a block's length
_LENGTH_BEFORE = (0x09, 0x18)  # a LEB128 length
_REFERENCES = {0x11: 1, 0x12: 2, 0x13: 4, 0x14: 8}
_DEEPEST = 200


class Damaged(ValueError):
    """Entries that are not as DWARF has them."""


class Entry(Record):
    """An entry: its tag, its attributes (`NAME` a text, the others numbers), the offset after it, and whether entries are below it."""

    tag: int
    values: dict[int, int | str]
    after: int
    has_children: bool

    @property
    def name(self) -> str:
        """Return its name, empty where it has none."""
        return str(self.values.get(NAME, ""))


class Shape(Record):
    """What an abbreviation says of an entry. `size` is what its attributes take where that is always the same."""

    tag: int
    has_children: bool
    attributes: tuple[tuple[int, int, int], ...]
    size: int | None


class Unit:
    """A unit, read entry by entry; `start` is the offset of its header, from which references count."""

    def __init__(
        self, sections: Sections, header: Header, start: int, shapes: dict[tuple[int, int, int], dict[int, Shape]]
    ) -> None:
        self._info, self._sections, self._header, self.start = sections.info, sections, header, start
        self._integer = "little" if sections.order == "<" else "big"
        key = (header.abbreviations, header.address, header.offset)
        if key not in shapes:
            shapes[key] = dict(_shapes(sections.abbrev, header))
        self._shapes = shapes[key]

    def top(self) -> Entry:
        """Return the unit's first entry; raise Damaged."""
        entry = self.entry(self._header.entry)
        if entry is None:
            raise Damaged("a unit without an entry")
        return entry

    def children(self, of: Entry) -> Iterator[Entry]:
        """Yield the entries right below one, in order; raise Damaged."""
        at = of.after
        while of.has_children and (entry := self.entry(at)) is not None:
            yield entry
            at = self._next(entry)

    def entry(self, at: int) -> Entry | None:
        """Return the entry at an offset, None where a list of entries ends there; raise Damaged."""
        if not self._header.entry <= at < self._header.end:
            raise Damaged("an entry outside of its unit")
        code, at = uleb(self._info, at)
        if not code:
            return None
        shape = self._shapes.get(code)
        if shape is None:
            raise Damaged(f"no abbreviation {code}")
        if shape.size is not None:
            return Entry(shape.tag, {}, at + shape.size, shape.has_children)
        values: dict[int, int | str] = {}
        for attribute, form, constant in shape.attributes:
            if attribute in _WANTED:
                values[attribute] = self._value(form, constant, at)
            at = self._skipped(form, at)
        return Entry(shape.tag, values, at, shape.has_children)

    def target(self, of: Entry) -> Entry | None:
        """Return the entry that an entry's type is, None where it names none in this unit."""
        reference = of.values.get(TYPE)
        if not isinstance(reference, int) or not reference:
            return None
        return self.entry(self.start + reference)

    def _next(self, entry: Entry) -> int:
        """Return the offset of an entry's next sibling."""
        sibling = entry.values.get(SIBLING)
        if not entry.has_children:
            return entry.after
        if isinstance(sibling, int) and sibling and self.start + sibling > entry.after:
            return self.start + sibling
        at, depth = entry.after, 1
        while depth:
            inner = self.entry(at)
            if inner is None:
                depth, at = depth - 1, at + 1
                continue
            jump = inner.values.get(SIBLING)
            if inner.has_children and isinstance(jump, int) and self.start + jump > inner.after:
                at = self.start + jump
                continue
            at, depth = inner.after, depth + inner.has_children
            if depth > _DEEPEST:
                raise Damaged("entries nested too deep")
        return at

    def _value(self, form: int, constant: int, at: int) -> int | str:
        info = self._info
        if form == _STRING:
            return terminated(info, at)
        if form in (_STRP, _LINE_STRP):
            where = int.from_bytes(info[at : at + self._header.offset], self._integer)  # type: ignore[arg-type]
            return terminated(self._sections.string if form == _STRP else self._sections.line_string, where)
        if form == _IMPLICIT_CONST:
            return constant
        if form in _NUMBERS:
            return uleb(info, at)[0]
        size = _REFERENCES.get(form) or _FIXED.get(form) or 0
        return int.from_bytes(info[at : at + size], self._integer)  # type: ignore[arg-type]

    def _skipped(self, form: int, at: int) -> int:
        """Return the offset after an attribute's value; raise Damaged for a form that DWARF does not have."""
        size = _size(form, self._header)
        if size is not None:
            return at + size
        if form in _NUMBERS:
            return uleb(self._info, at)[1]
        if form == _STRING:
            end = self._info.find(b"\0", at)
            return end + 1 if end >= 0 else self._header.end
        if form in _LENGTH_BEFORE:
            length, at = uleb(self._info, at)
            return at + length
        if form in _BLOCKS:
            wide = _BLOCKS[form]
            return at + wide + int.from_bytes(self._info[at : at + wide], self._integer)  # type: ignore[arg-type]
        if form == _INDIRECT:
            inner, at = uleb(self._info, at)
            if inner != _INDIRECT:
                return self._skipped(inner, at)
        raise Damaged(f"no form {form:#x}")


def _size(form: int, header: Header) -> int | None:
    """Return the bytes that a form's value takes in a unit, None where the value says it."""
    if form in _OFFSETS:
        return header.offset
    return header.address if form == 0x01 else _FIXED.get(form)


def _shapes(abbrev: bytes, header: Header) -> Iterator[tuple[int, Shape]]:
    """Yield the abbreviations of a unit by their codes."""
    at = header.abbreviations
    while at < len(abbrev):
        code, at = uleb(abbrev, at)
        if not code:
            return
        tag, at = uleb(abbrev, at)
        has_children, at = abbrev[at : at + 1] == b"\1", at + 1
        attributes: list[tuple[int, int, int]] = []
        while at < len(abbrev):
            attribute, at = uleb(abbrev, at)
            form, at = uleb(abbrev, at)
            constant, at = uleb(abbrev, at) if form == _IMPLICIT_CONST else (0, at)
            if not attribute and not form:
                break
            attributes.append((attribute, form, constant))
        sizes = [_size(form, header) for _, form, _ in attributes]
        plain = not any(attribute in _WANTED for attribute, _, _ in attributes)
        size = sum(it for it in sizes if it is not None) if plain and None not in sizes else None
        yield code, Shape(tag, has_children, tuple(attributes), size)
