"""Entries of debug information, from bytes that are written by hand."""

from __future__ import annotations

import pytest

from tflint.image.dwarf_entries import BYTE_SIZE, Damaged, Unit
from tflint.image.dwarf_units import Header, Sections

# 1: a unit with children; 2: a struct with a name and a size; 3: the same with children and a sibling; 4: a member, without a name
ABBREV = bytes(
    [
        *(1, 0x11, 1, 0, 0),
        *(2, 0x13, 0, 0x03, 0x08, 0x0B, 0x0B, 0, 0),
        *(3, 0x13, 1, 0x01, 0x13, 0x03, 0x08, 0x0B, 0x05, 0, 0),
        *(4, 0x0D, 0, 0x38, 0x0D, 0x3A, 0x0B, 0, 0),
        *(5, 0x13, 1, 0x03, 0x08, 0x0B, 0x0B, 0, 0),
        *(6, 0x16, 0, 0x03, 0x08, 0x49, 0x13, 0, 0),
        *(7, 0x34, 0, 0x03, 0x7D, 0, 0),
        0,
    ]
)


def unit(*entries: bytes) -> Unit:
    """Return a unit of these entries."""
    info = bytes(11) + b"\1" + b"".join(entries) + b"\0"
    return Unit(Sections(info, ABBREV, b"", b""), Header(11, 0, 4, 4, len(info)), 0, {})


def found(of: Unit) -> list[tuple[str, int | str | None]]:
    """Return name and size of the entries right below a unit's first."""
    return [(it.name, it.values.get(BYTE_SIZE)) for it in of.children(of.top())]


PLAIN = b"\2Shape\0\x0c"
MEMBERS = b"\4\x81\x01\7" * 3


def test_entries_have_their_names_and_sizes() -> None:
    assert found(unit(PLAIN, b"\2Node\0\x20")) == [("Shape", 12), ("Node", 32)]


def test_what_is_below_an_entry_is_passed_over_by_its_sibling() -> None:
    head = b"\3" + (12 + 4 + 1 + 6 + 2 + len(MEMBERS) + 1).to_bytes(4, "little") + b"Big__\0" + (400).to_bytes(2, "little")
    assert found(unit(head + MEMBERS + b"\0", PLAIN)) == [("Big__", 400), ("Shape", 12)]


def test_what_is_below_an_entry_without_a_sibling_is_walked() -> None:
    nested = b"\5Outer\0\x08" + MEMBERS + b"\5Inner\0\x04" + MEMBERS + b"\0\0"
    assert found(unit(nested, PLAIN)) == [("Outer", 8), ("Shape", 12)]


def test_a_typedef_leads_to_its_struct() -> None:
    it = unit(PLAIN, b"\6TfLiteShape\0" + (12).to_bytes(4, "little"))
    *_, typedef = it.children(it.top())
    target = it.target(typedef)
    assert target is not None
    assert target.name == "Shape"


@pytest.mark.parametrize("entry", [b"\x63", b"\7", b"\5Outer\0\x08", b"\3\xff\xff\xff\x7fBig\0\1\0"])
def test_damage_is_an_error_and_never_endless(entry: bytes) -> None:
    with pytest.raises((Damaged, IndexError)):
        found(unit(entry))
