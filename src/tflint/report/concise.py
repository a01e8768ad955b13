"""One line for each finding, `path:line:column: severity: message [rule]`, as editors and problem matchers read compilers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.report import wording
from tflint.report.escape import terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.check.report import Report
    from tflint.finding import Finding
    from tflint.report.options import Options


def render(report: Report, options: Options) -> str:  # noqa: ARG001  every format is called alike
    """Return one line for each finding, and for each path that cannot be read."""
    return "".join(f"{terminal(line)}\n" for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    several = wording.several_boards(report)
    for trouble in report.troubles:
        yield f"{trouble.path}: error: cannot be read: {trouble.why}"
    for finding in report.findings:
        yield f"{_where(finding)}: {finding.severity}: {wording.message(finding, several=several)} [{finding.rule}]"


def _where(finding: Finding) -> str:
    """Return the line of the source or manifest to blame; a model is binary, so its place is named in words."""
    if finding.place is not None:
        return wording.line(finding.place)
    inside = wording.inside(finding.location)
    return f"{finding.path}: {inside}" if inside and inside not in finding.message else finding.path
