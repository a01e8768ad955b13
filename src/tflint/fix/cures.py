"""Findings about firmware sources, with the edits that cure them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.finding import Replacement
from tflint.fix.edit import place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tflint.check.report import Report
    from tflint.finding import Finding
    from tflint.fix.edit import Edit

    Texts = Callable[[str], str]


def cured(report: Report, edits: Iterable[Edit], texts: Texts) -> Report:
    """Return a report whose findings about sources have the edits that `tflint fix` would make."""
    by_rule: dict[str, list[Edit]] = {}
    for edit in sorted(set(edits)):
        by_rule.setdefault(edit.rule, []).append(edit)
    return report._replace(findings=tuple(_cured(it, by_rule.get(it.rule, []), texts) for it in report.findings))


def _cured(finding: Finding, edits: list[Edit], texts: Texts) -> Finding:
    """Return a finding with the edits of its rule; where it names a line of a source, with those of that file."""
    near = [it for it in edits if finding.place is None or finding.place.path == it.path] or edits
    return finding._replace(fixes=tuple(_replacement(it, texts(it.path)) for it in near)) if near else finding


def _replacement(edit: Edit, text: str) -> Replacement:
    return Replacement(edit.path, place(text, edit.start), place(text, edit.end), edit.text, edit.message)
