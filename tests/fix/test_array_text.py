"""A model's array, written anew as it was written before."""

from __future__ import annotations

import pytest
from firmware_project import c_array
from networks import dense

from tflint.firmware import c_array as reader
from tflint.fix import array_text

OLD, NEW = dense(classes=5), dense()


def read_back(source: bytes) -> bytes | None:
    return next(it.data for it in reader.arrays(source) if it.is_model)


def spelled(data: bytes, element: str, per_line: int, gap: str = ", ", indent: str = "  ") -> str:
    rows = (data[at : at + per_line] for at in range(0, len(data), per_line))
    return f",\n{indent}".join(gap.join(element.format(byte) for byte in row) for row in rows)


@pytest.mark.parametrize(
    ("element", "per_line", "gap", "indent"),
    [
        ("0x{:02x}", 12, ", ", "  "),
        ("0x{:02X}", 16, ",", "\t"),
        ("0X{:02x}", 8, ", ", ""),
        ("{}", 20, ",", "    "),
        ("0x{:02x}U", 12, ", ", "  "),
    ],
)
def test_an_array_keeps_its_style(element: str, per_line: int, gap: str, indent: str) -> None:
    frame = "alignas(16) const unsigned char g_model[] = {{\n{}{},\n}};\n"
    source = frame.format(indent, spelled(OLD, element, per_line, gap, indent)).encode()
    assert array_text.rewritten(source, 0, NEW) == frame.format(indent, spelled(NEW, element, per_line, gap, indent)).encode()


def test_an_array_on_one_line_stays_on_one() -> None:
    source = f"const unsigned char g_model[{len(OLD)}] = {{{','.join(map(str, OLD))}}};".encode()
    assert (
        array_text.rewritten(source, 0, NEW)
        == f"const unsigned char g_model[{len(NEW)}] = {{{','.join(map(str, NEW))}}};".encode()
    )


def test_words_hold_as_many_bytes_as_before() -> None:
    padded = OLD.ljust(-(-len(OLD) // 4) * 4, b"\0")
    words = ", ".join(f"0x{int.from_bytes(padded[at : at + 4], 'little'):08x}" for at in range(0, len(padded), 4))
    changed = array_text.rewritten(f"const uint32_t g_model[] = {{\n  {words}\n}};\n".encode(), 0, NEW)
    assert changed is not None
    found = read_back(changed)
    assert found is not None
    assert found[: len(NEW)] == NEW
    assert len(found) - len(NEW) < 4


def test_only_the_array_of_this_number_changes() -> None:
    one, two = c_array(OLD), c_array(OLD, "const unsigned char g_second[]")
    changed = array_text.rewritten((one + two).encode(), 1, NEW)
    assert changed is not None
    assert changed.decode().startswith(one)
    assert [it.data for it in reader.arrays(changed)] == [OLD, NEW]


def test_values_that_are_no_plain_numbers_are_left_alone() -> None:
    body = ", ".join(f"0x{byte:02x}" for byte in OLD)
    assert array_text.style_of(body.replace("0x54", "'T'", 1), len(OLD)) is None
    assert array_text.style_of("", 0) is None
