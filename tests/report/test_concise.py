"""One line for each finding, as editors read compilers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tflint.report import render
from tflint.report.options import Options

if TYPE_CHECKING:
    from tflint.check.report import Report

LINE = re.compile(r"(?P<place>[^\x00-\x1f]+?): (?P<severity>error|warning|note): (?P<message>.+) \[(?P<rule>[a-z0-9-]+)\]")


def test_a_run_without_findings_prints_nothing(clean_report: Report) -> None:
    assert render("concise", clean_report, Options()) == ""


def test_every_finding_is_one_line_with_its_severity_and_rule(report: Report) -> None:
    lines = render("concise", report, Options()).splitlines()
    found = [match for match in map(LINE.fullmatch, lines) if match]
    assert [(it["severity"], it["rule"]) for it in found] == [(str(it.severity), it.rule) for it in report.findings]
    assert len(lines) == len(found) + len(report.troubles)


def test_a_hostile_name_stays_on_its_line(hostile_report: Report) -> None:
    lines = render("concise", hostile_report, Options()).splitlines()
    assert len(lines) == len(hostile_report.findings) + len(hostile_report.troubles)


def test_a_declared_value_is_blamed_at_its_line(report: Report) -> None:
    placed = [it for it in report.findings if it.place is not None]
    text = render("concise", report, Options())
    assert placed
    assert all(f"{it.place.path}:{it.place.line}:" in text for it in placed if it.place is not None and it.place.line)
