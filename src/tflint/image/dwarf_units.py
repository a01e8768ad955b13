"""The names of the translation units in debug information, without decoding the units: pyelftools needs 30 times as long for it.

DWARF version 4 and 5, section 7.5 "Format of Debugging Information"; units of other kinds and forms are passed over.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = 0x03  # DW_AT_name
_COMPILE = 0x01  # DW_UT_compile
_IMPLICIT_CONST, _STRING, _STRP, _LINE_STRP, _UDATA, _SDATA = 0x21, 0x08, 0x0E, 0x1F, 0x0F, 0x0D
# the bytes that a form takes; 0 stands for the offset size of the unit
_FIXED = {0x0B: 1, 0x05: 2, 0x06: 4, 0x07: 8, 0x0C: 1, 0x19: 0, _IMPLICIT_CONST: 0}
_OFFSET = (_STRP, _LINE_STRP, 0x17)
_VERSIONS = (2, 3, 4, 5)
_WIDE = 0xFFFFFFFF  # a length that says that 64-bit lengths and offsets follow


class Sections(Record):
    """The bytes of the sections that unit names are in, and the byte order's mark for `struct`."""

    info: bytes
    abbrev: bytes
    string: bytes
    line_string: bytes
    order: str = "<"


class Header(Record):
    """A unit: where its first entry is, its abbreviations, the sizes of an address and an offset, and where the next unit is."""

    entry: int
    abbreviations: int
    address: int
    offset: int
    end: int


def units(sections: Sections) -> Iterator[tuple[int, Header, str]]:
    """Yield the offset and header of each compilation unit with the name of its source, empty where its form is not known."""
    at = 0
    while at + 12 <= len(sections.info):
        header = _header(sections, at)
        if header is None or header.end <= at:
            return
        if header.entry:
            yield at, header, _name(sections, header)
        at = header.end


def _header(sections: Sections, at: int) -> Header | None:
    """Return a unit's header, without an entry for one of a kind that is passed over; None where it is damaged."""
    info, order = sections.info, sections.order
    (length,) = struct.unpack_from(order + "I", info, at)
    wide = length == _WIDE
    if wide:
        (length,) = struct.unpack_from(order + "Q", info, at + 4)
    start, offset = at + (12 if wide else 4), 8 if wide else 4
    end = start + length
    if end > len(info) or start + 12 > len(info):
        return None
    (version,) = struct.unpack_from(order + "H", info, start)
    if version not in _VERSIONS:
        return Header(0, 0, 0, offset, end)
    letter = "Q" if wide else "I"
    if version >= 5:  # noqa: PLR2004  DWARF 5 puts the unit's type and the address size first
        kind, address = info[start + 2], info[start + 3]
        (abbreviations,) = struct.unpack_from(order + letter, info, start + 4)
        return Header(start + 4 + offset if kind == _COMPILE else 0, abbreviations, address, offset, end)
    (abbreviations,) = struct.unpack_from(order + letter, info, start + 2)
    return Header(start + 3 + offset, abbreviations, info[start + 2 + offset], offset, end)


def _name(sections: Sections, unit: Header) -> str:
    code, at = uleb(sections.info, unit.entry)
    for attribute, form in _attributes(sections.abbrev, unit.abbreviations, code):
        if attribute == _NAME:
            return _text(sections, unit, form, at)
        size = _size(form, unit, sections.info, at)
        if size is None:
            return ""
        at += size
    return ""


def _attributes(abbrev: bytes, at: int, wanted: int) -> Iterator[tuple[int, int]]:
    """Yield (attribute, form) of an abbreviation; nothing where the table does not have it."""
    while at < len(abbrev):
        code, at = uleb(abbrev, at)
        if not code:
            return
        _, at = uleb(abbrev, at)
        at += 1
        while at < len(abbrev):
            attribute, at = uleb(abbrev, at)
            form, at = uleb(abbrev, at)
            if form == _IMPLICIT_CONST:
                _, at = uleb(abbrev, at)
            if not attribute and not form:
                break
            if code == wanted:
                yield attribute, form
        if code == wanted:
            return


def _text(sections: Sections, unit: Header, form: int, at: int) -> str:
    if form == _STRING:
        return terminated(sections.info, at)
    if form in (_STRP, _LINE_STRP):
        (where,) = struct.unpack_from(sections.order + ("Q" if unit.offset > 4 else "I"), sections.info, at)  # noqa: PLR2004
        return terminated(sections.string if form == _STRP else sections.line_string, where)
    return ""


def _size(form: int, unit: Header, info: bytes, at: int) -> int | None:
    """Return the bytes that an attribute's value takes, None for a form that no first entry has before its name."""
    if form in _FIXED:
        return _FIXED[form]
    if form in _OFFSET:
        return unit.offset
    if form == 0x01:
        return unit.address
    if form in (_UDATA, _SDATA):
        return uleb(info, at)[1] - at
    return info.find(b"\0", at) + 1 - at if form == _STRING else None


def terminated(data: bytes, at: int) -> str:
    """Return the text at an offset up to its NUL."""
    end = data.find(b"\0", at)
    return data[at:end].decode("utf-8", "replace") if 0 <= at < end else ""


def uleb(data: bytes, at: int) -> tuple[int, int]:
    """Return an unsigned LEB128 number and the offset after it; the end of the data ends the number."""
    value = shift = 0
    while at < len(data):
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80 or shift > 56:  # noqa: PLR2004
            break
        shift += 7
    return value, at
