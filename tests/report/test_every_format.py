"""What no format may forget: a test of its own, a section of its page, and a text that ends a line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tflint import report as room
from tflint.report.options import Options

if TYPE_CHECKING:
    from tflint.check.report import Report

HERE = Path(__file__).parent
PAGE = (HERE.parents[1] / "docs" / "formats.md").read_text("utf-8")
TESTS = {path.name for path in HERE.glob("test_*.py")}
IN_TEST_PAGES = {"check_html", "plan_html", "plan_svg", "fix_html"}
every_format = pytest.mark.parametrize("name", room.FORMATS)


@pytest.mark.parametrize("module", sorted({*room.FORMATS.values(), *room.PLAN_FORMATS.values()} - IN_TEST_PAGES))
def test_every_format_has_a_test_of_its_own(module: str) -> None:
    assert f"test_{module}.py" in TESTS


@every_format
def test_every_format_is_on_its_page(name: str) -> None:
    assert f"| `{name}` |" in PAGE


@every_format
def test_every_format_ends_its_last_line(name: str, report: Report, hostile_report: Report, clean_report: Report) -> None:
    for each in (report, hostile_report, clean_report):
        text = room.render(name, each, Options())
        assert text == "" or text.endswith("\n")
        assert text.isprintable() or not set(text) & {"\x1b", "\u202e", "\0"}
