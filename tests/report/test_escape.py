"""No name reaches a reader or a program as anything but a name."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tflint.report import escape

ANY = st.text(st.characters(exclude_categories=()), max_size=200)


@pytest.mark.parametrize(
    "name", ["plain", "Größe", "模型/卷积", "a 'quoted' name", "x;y/Relu", "emoji 🎙", "c:\\models\\x.tflite"]
)
def test_an_honest_name_stays_as_it_is(name: str) -> None:
    assert escape.terminal(name) == name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("\x1b]52;c;eA==\x07", r"\x1b]52;c;eA==\x07"),
        ("a\rb\nc\td", r"a\rb\nc\td"),
        ("\x9b31m", r"\x9b31m"),
        ("\u202egnp", r"\u202egnp"),
        ("a\u2066b\u2069", r"a\u2066b\u2069"),
        ("zero\u200bwidth", r"zero\u200bwidth"),
        ("\ufe0f", r"\ufe0f"),
        ("\udcff", r"\xff"),
        ("\ud800", r"\ud800"),
        ("nul\0", r"nul\x00"),
        ("\u2028", r"\u2028"),
        ("\U000e0041", r"\U000e0041"),
    ],
)
def test_what_cannot_be_seen_is_shown_escaped(name: str, shown: str) -> None:
    assert escape.visible(name) == shown


def test_a_long_name_keeps_its_ends() -> None:
    assert escape.cut("a" * 500 + "end", 30) == "a" * 19 + "…" + "a" * 7 + "end"
    assert len(escape.terminal("x" * 1_000_000)) == 2000


def test_a_name_at_the_limit_is_not_cut() -> None:
    assert escape.cut("x" * 30, 30) == "x" * 30


@given(ANY)
def test_nothing_unprintable_reaches_a_terminal(name: str) -> None:
    assert escape.terminal(name).isprintable()


@given(ANY)
def test_no_text_is_a_workflow_command(name: str) -> None:
    for text in (name, f"::error::{name}", f"  ::{name}", f"##[error]{name}"):
        safe = escape.terminal(text)
        assert not safe.lstrip().startswith(":")
        assert "##[" not in safe


@given(ANY)
def test_html_text_holds_no_markup(name: str) -> None:
    assert not re.search(r"[<>\"']", escape.html(name))


@given(ANY)
def test_xml_text_is_well_formed_and_says_the_same(name: str) -> None:
    parsed = ET.fromstring(f'<a b="{escape.xml(name)}">{escape.xml(name)}</a>')  # noqa: S314  our own text
    assert (parsed.text or "") == escape.visible(name, keep="\n")


@given(ANY)
def test_a_code_span_stays_one(name: str) -> None:
    span = escape.markdown_code(name)
    fence = re.match("`+", span)
    assert fence
    assert "\n" not in span
    assert fence[0] not in span[len(fence[0]) : -len(fence[0])].strip("`") or not name.strip("`")


@given(ANY)
def test_json_text_is_valid_utf8(name: str) -> None:
    escape.unicode(name).encode("utf-8")
