"""Text for people, plain: one finding per line."""

from __future__ import annotations

from collections import Counter

from tflint.report import wording
from tflint.report.escape import terminal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.check.report import Report
    from tflint.finding import Finding
    from tflint.report.options import Options

EXPLAIN = "Run `tflint explain RULE` for the reason and the fix."


def render(report: Report, options: Options) -> str:
    """Return the report as text."""
    return "".join(f"{line}\n" for line in _lines(report, options))


def details(finding: Finding) -> Iterator[str]:
    """Yield what follows a finding's own line: its help, then the lines of text files that it concerns."""
    yield from finding.help
    for place in finding.related:
        if place != finding.place:
            yield f"{wording.line(place)}: {place.message or 'declared here'}"


def tally(report: Report, options: Options) -> str:
    """Return the last line, with how to learn what was left out where that is not sentence."""
    sentence = wording.tally(report, notes=options.notes)
    return sentence if options.verbose or not sentence.endswith(" skipped.") else f"{sentence[:-1]} (-v says why)."


def statistics(findings: tuple[Finding, ...]) -> list[tuple[str, str, str]]:
    """Return (count, rule, severity) rows, the most frequent first."""
    counted = Counter((finding.rule, finding.severity) for finding in findings)
    rows = sorted(counted.items(), key=lambda row: (-row[1], row[0]))
    return [(f"{number:,}", rule, str(severity)) for (rule, severity), number in rows]


def asides(report: Report) -> Iterator[str]:
    """Yield what `-v` adds: what was suppressed and skipped, and why."""
    for suppressed in report.suppressed:
        finding = suppressed.finding
        yield f"suppressed by {suppressed.by}: {finding.path}: {finding.rule}: {finding.message} ({suppressed.reason})"
    for skip in report.skipped:
        yield f"skipped: {skip.what}: {skip.why}"


def crashes(report: Report, *, tracebacks: bool) -> Iterator[str]:
    """Yield the rules that crashed, with their tracebacks if wanted."""
    for crash in report.crashed:
        board = f" on {crash.board}" if crash.board else ""
        yield f"{crash.path}: internal error: {crash.rule} crashed{board}: {crash.error}"
        if tracebacks:
            yield from (f"    {line}" for line in crash.traceback.splitlines())


def changed(report: Report) -> Iterator[str]:
    """Yield what differs from another revision, if one was asked for: a line, then indented ones for each model and finding.

    New findings are in the list already: they are only named, and only where there are older ones too.
    """
    if report.changes is None:
        return
    from tflint.report import changes

    yield changes.summary(report.changes)
    for change in report.changes.models:
        yield f"  {change.path}: {'; '.join(changes.sentences(change))}"
    for finding in report.changes.new if len(report.changes.new) < len(report.findings) else ():
        yield f"  new: {finding.path}: {finding.rule}"
    for finding in report.changes.fixed:
        yield f"  fixed: {finding.path}: {finding.severity}: {finding.rule}: {finding.message}"


def _lines(report: Report, options: Options) -> Iterator[str]:
    if not options.quiet:
        yield from (terminal(notice) for notice in report.notices)
    several = wording.several_boards(report)
    found = wording.shown(report.findings, notes=options.notes)
    for finding in found:
        yield from _finding(finding, several=several)
    yield from (terminal(line) for line in crashes(report, tracebacks=options.verbose))
    if options.quiet:
        yield from _statistics(report, options)
        return
    if options.verbose:
        yield from (terminal(line) for line in asides(report))
        yield from _table(report)
    yield from _statistics(report, options)
    yield from (terminal(line) for line in changed(report))
    yield terminal(tally(report, options))
    if found:
        yield EXPLAIN
    if fixable := wording.fixable(found):
        yield fixable


def _statistics(report: Report, options: Options) -> Iterator[str]:
    if options.statistics:
        yield from (f"{number:>6}  {severity:<7}  {terminal(rule)}" for number, rule, severity in statistics(report.findings))


def _finding(finding: Finding, *, several: bool) -> Iterator[str]:
    message = wording.marked(finding, wording.message(finding, several=several))
    yield terminal(f"{finding.path}: {finding.severity}: {finding.rule}: {message}")
    if where := wording.beyond(finding):
        yield f"    at {terminal(where)}"
    yield from (f"    {terminal(wording.short(line))}" for line in details(finding))


def _table(report: Report) -> Iterator[str]:
    from tflint.report.budget import budgets

    for row in budgets(report):
        figures = "no plan" if row.minimum is None else f"used {row.used:,} minimum {row.minimum:,}"
        given = "" if row.given is None else f" given {row.given:,}"
        bound = "" if row.standing in {"", "exact"} else f" ({row.standing})"
        where = row.target if row.board in {"", row.target} else f"{row.board} {row.target}"
        yield terminal(f"{row.path}: {where}: {figures}{given}{bound}")
