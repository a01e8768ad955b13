"""JUnit XML: a suite per model, a case per finding; notes pass, suppressed findings are skipped cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.finding import Severity
from tflint.report import changes, wording
from tflint.report.check_text import details
from tflint.report.escape import xml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.check.report import Crashed, Report, Suppressed, Trouble
    from tflint.finding import Finding
    from tflint.report.options import Options


def render(report: Report, _options: Options) -> str:
    """Return the report as JUnit XML, without times, so that it is the same from run to run."""
    suites = _suites(report)
    totals = " ".join(f'{name}="{sum(getattr(suite, name) for suite in suites)}"' for name in ("tests", "failures", "errors"))
    lines = [f'<testsuites name="tflint" {totals}>']
    for suite in suites:
        lines.extend(suite.lines())
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', *lines, "</testsuites>"]) + "\n"


def _suites(report: Report) -> list[_Suite]:
    suites = {model.path: _Suite(model.path) for model in report.models}

    def suite(path: str) -> _Suite:
        return suites.setdefault(path, _Suite(path))

    for finding in report.findings:
        suite(finding.path).findings.append(finding)
    for suppressed in report.suppressed:
        suite(suppressed.finding.path).suppressed.append(suppressed)
    for crash in report.crashed:
        suite(crash.path).crashed.append(crash)
    for trouble in report.troubles:
        suite(trouble.path).troubles.append(trouble)
    for change in report.changes.models if report.changes else ():
        if change.path in suites:
            suites[change.path].changes.extend(changes.sentences(change))
    return sorted(suites.values(), key=lambda it: it.path)


class _Suite:
    """What was found in one file."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.findings: list[Finding] = []
        self.suppressed: list[Suppressed] = []
        self.crashed: list[Crashed] = []
        self.troubles: list[Trouble] = []
        self.changes: list[str] = []

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
    where = wording.where(finding)
    if where:
        yield f"at {where}"


def _name(finding: Finding) -> str:
    where = wording.where(finding)
    board = f" on {finding.board}" if finding.board else ""
    return f"{finding.rule}{board}" + (f" at {where}" if where else "")


def _attribute(text: str) -> str:
    return xml(text).replace("\n", "&#10;")
