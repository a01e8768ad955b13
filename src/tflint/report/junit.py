"""JUnit XML: a suite a model, a case a finding; notes pass, suppressed findings are skipped cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.finding import Severity
from tflint.report import changes, words
from tflint.report.check_text import details
from tflint.report.escape import xml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.engine.report import Crashed, Report, Suppressed
    from tflint.finding import Finding
    from tflint.report.options import Options


def render(report: Report, _options: Options) -> str:
    """Return the report as JUnit XML, without times, so that it is the same from run to run."""
    suites = [_Suite(path, report) for path in _paths(report)]
    totals = " ".join(f'{name}="{sum(getattr(suite, name) for suite in suites)}"' for name in ("tests", "failures", "errors"))
    lines = [f'<testsuites name="tflint" {totals}>']
    for suite in suites:
        lines.extend(suite.lines())
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', *lines, "</testsuites>"]) + "\n"


def _paths(report: Report) -> list[str]:
    found = {model.path for model in report.models} | {finding.path for finding in report.findings}
    found |= {suppressed.finding.path for suppressed in report.suppressed}
    return sorted(found | {crash.path for crash in report.crashed} | {trouble.path for trouble in report.troubles})


class _Suite:
    """What was found in one file."""

    def __init__(self, path: str, report: Report) -> None:
        self.path = path
        self.findings = [finding for finding in report.findings if finding.path == path]
        self.suppressed = [suppressed for suppressed in report.suppressed if suppressed.finding.path == path]
        self.crashed = [crash for crash in report.crashed if crash.path == path]
        self.troubles = [trouble for trouble in report.troubles if trouble.path == path]
        changed = report.changes.models if report.changes else ()
        self.changes = [sentence for change in changed if change.path == path for sentence in changes.sentences(change)]

    @property
    def failures(self) -> int:
        """Return the number of failed cases."""
        return sum(finding.severity > Severity.NOTE for finding in self.findings)

    @property
    def errors(self) -> int:
        """Return the number of cases that could not be judged."""
        return len(self.crashed) + len(self.troubles)

    @property
    def tests(self) -> int:
        """Return the number of cases; a clean file has one."""
        return max(1, len(self.findings) + len(self.suppressed) + self.errors)

    def lines(self) -> Iterator[str]:
        """Yield the suite as XML."""
        counts = f'tests="{self.tests}" failures="{self.failures}" errors="{self.errors}" skipped="{len(self.suppressed)}"'
        yield f'  <testsuite name="{_attribute(self.path)}" {counts}>'
        if self.changes:
            listed = "".join(f'<property name="change" value="{_attribute(sentence)}"/>' for sentence in self.changes)
            yield f"    <properties>{listed}</properties>"
        yield from (self._finding(finding) for finding in self.findings)
        yield from (self._suppressed(suppressed) for suppressed in self.suppressed)
        yield from (self._crashed(crash) for crash in self.crashed)
        yield from (
            self._case("cannot be read", f'<error type="unreadable" message="{_attribute(t.why)}"/>') for t in self.troubles
        )
        if not (self.findings or self.suppressed or self.errors):
            yield self._case("no findings", "")
        yield "  </testsuite>"

    def _finding(self, finding: Finding) -> str:
        text = xml("\n".join((finding.message, *_where(finding), *details(finding))))
        if finding.severity == Severity.NOTE:
            return self._case(_name(finding), f"<system-out>{text}</system-out>")
        return self._case(
            _name(finding), f'<failure type="{finding.severity}" message="{_attribute(finding.message)}">{text}</failure>'
        )

    def _suppressed(self, suppressed: Suppressed) -> str:
        reason = _attribute(f"{suppressed.by}: {suppressed.reason}")
        return self._case(_name(suppressed.finding), f'<skipped type="suppressed" message="{reason}"/>')

    def _crashed(self, crash: Crashed) -> str:
        return self._case(crash.rule, f'<error type="crash" message="{_attribute(crash.error)}">{xml(crash.traceback)}</error>')

    def _case(self, name: str, inner: str) -> str:
        opened = f'    <testcase classname="{_attribute(self.path)}" name="{_attribute(name)}"'
        return f"{opened}>{inner}</testcase>" if inner else f"{opened}/>"


def _where(finding: Finding) -> Iterator[str]:
    where = words.where(finding)
    if where:
        yield f"at {where}"


def _name(finding: Finding) -> str:
    where = words.where(finding)
    board = f" on {finding.board}" if finding.board else ""
    return f"{finding.rule}{board}" + (f" at {where}" if where else "")


def _attribute(text: str) -> str:
    return xml(text).replace("\n", "&#10;")
