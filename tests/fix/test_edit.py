"""Exact changes of text files."""

from __future__ import annotations

import pytest

from tflint.fix.edit import Edit, applied, offset, place, read


def edit(start: int, end: int, text: str) -> Edit:
    return Edit("main.cc", start, end, text, "rule", "message")


def test_ranges_are_replaced_from_the_last_to_the_first() -> None:
    assert applied(b"int a = 1;\nint b = 2;\n", [edit(8, 9, "10"), edit(19, 20, "20")]) == b"int a = 10;\nint b = 20;\n"


def test_what_overlaps_is_left_out() -> None:
    assert applied(b"abcdef", [edit(0, 4, "x"), edit(3, 6, "y")]) == b"abcy"


@pytest.mark.parametrize("data", [b"a\r\nb\r\n", b"\xef\xbb\xbfa\nb\n"])
def test_line_ends_and_byte_order_mark_stay(data: bytes) -> None:
    assert applied(data, [edit(2, 3, "c")]) == data.replace(b"b", b"c")


def test_places_and_offsets_are_each_others_opposite() -> None:
    text = read(b"one\r\ntwo\r\n")
    assert [place(text, offset(text, *it)) for it in ((1, 1), (2, 3))] == [(1, 1), (2, 3)]
    assert text[offset(text, 2, 1)] == "t"
