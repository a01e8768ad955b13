"""Markdown for a step summary or a comment on a pull request: the verdict, the budget table with deltas, the findings."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from tflint.finding import Severity
from tflint.report import changes, wording
from tflint.report.budget import budgets, percent
from tflint.report.check_text import details
from tflint.report.escape import markdown, markdown_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tflint.check.report import ArenaChange, Report
    from tflint.finding import Finding
    from tflint.report.budget import Budget
    from tflint.report.options import Options

_MARKS = {Severity.ERROR: "❌", Severity.WARNING: "⚠️", Severity.NOTE: "💬"}
_ROOM = 60_000  # a comment on GitHub holds 65,536 characters
_MESSAGE = 300
_TIGHT = 0.9


def render(report: Report, _options: Options) -> str:
    """Return the report as GitHub-flavoured Markdown, short enough for a comment."""
    lines = [f"## {_verdict(report)}", ""]
    lines += [f"{markdown(notice)}\n" for notice in report.notices[:5]]
    lines += _crashes(report)
    lines += _within(_table(report), _ROOM // 3, "row")
    lines += _within(_changes(report), _ROOM // 4, "change")
    room = _ROOM - sum(len(line) + 1 for line in lines) - 1000
    blocks = list(_findings(report, report.findings))
    if sum(len(line) + 1 for block in blocks for line in block) > room:
        blocks = list(_findings(report, wording.shown(report.findings, notes=False)))
        dropped = len(report.findings) - len(wording.shown(report.findings, notes=False))
        lines += [f"_{wording.count(dropped, 'note')} left out_", ""]
    lines += _within(blocks, room, "finding")
    return "\n".join([*lines, f"<sub>{markdown(wording.tally(report))}</sub>"]) + "\n"


def _verdict(report: Report) -> str:
    worst = max((finding.severity for finding in report.findings), default=None)
    if report.crashed or report.troubles:
        return "❌ tflint could not check everything"
    if worst is None:
        return "✅ tflint: nothing found" if report.models else "⚠️ tflint: no model was found"
    counted = [wording.count(number, str(severity)) for severity, number in wording.severities(report.findings).items() if number]
    return f"{_MARKS[worst]} tflint: {wording.listing(counted)}"


def _crashes(report: Report) -> list[str]:
    lines = [f"- ❌ {markdown_code(c.path)}: {markdown(c.rule)} crashed: {markdown(c.error, _MESSAGE)}" for c in report.crashed]
    lines += [f"- ❌ {markdown_code(t.path)} cannot be read: {markdown(t.why, _MESSAGE)}" for t in report.troubles]
    return [*lines[:20], ""] if lines else []


def _table(report: Report) -> Iterator[list[str]]:
    rows = [row for row in budgets(report) if row.given is not None or report.changes is not None]
    if not rows:
        return
    names = wording.shortest({row.path for row in rows})
    changed = changes.arenas(report)
    diff = report.changes is not None
    yield [
        f"| model | board | arena needed |{' Δ |' if diff else ''} given | |",
        f"| --- | --- | ---: |{' ---: |' if diff else ''} ---: | --- |",
    ]
    for row in sorted(rows, key=lambda row: -(row.share or 0)):
        delta = f" {_delta(changed.get((row.path, row.board)))} |" if diff else ""
        needed = "–" if row.minimum is None else f"{row.sign and f'{row.sign} '}{row.minimum:,}"
        given = "–" if row.given is None else f"{row.given:,}"
        yield [f"| {markdown(names[row.path], 80)} | {markdown(row.board, 60)} | {needed} |{delta} {given} | {_fit(row)} |"]
    yield [""]


def _delta(arena: ArenaChange | None) -> str:
    if arena is None:
        return "0"
    delta = changes.delta(arena.before, arena.after)
    return f"**{delta}**" if delta not in {"", "0"} else delta or ("new" if arena.before is None else "–")


def _fit(row: Budget) -> str:
    if row.share is None:
        return ""
    if row.over:
        return f"❌ over by {row.over:,}"
    return f"⚠️ {percent(row.share)}" if row.share > _TIGHT else "✅"


def _changes(report: Report) -> Iterator[list[str]]:
    if report.changes is None:
        return
    yield [f"**{markdown(changes.summary(report.changes))}**", ""]
    for change in report.changes.models:
        yield [f"- {markdown_code(change.path, _MESSAGE)}: {markdown('; '.join(changes.sentences(change)), _MESSAGE)}"]
    for finding in report.changes.fixed:
        yield [
            f"- fixed: {markdown(finding.rule)} in {markdown_code(finding.path, _MESSAGE)}: {markdown(finding.message, _MESSAGE)}"
        ]
    yield [""]


def _findings(report: Report, chosen: Iterable[Finding]) -> Iterator[list[str]]:
    """Yield a block for each finding, framed by its file's; the files with the worst findings first."""
    new = changes.new(report)
    files = [list(group) for _, group in groupby(chosen, key=lambda finding: finding.path)]
    for findings in sorted(files, key=lambda group: -max(it.severity for it in group)):
        path, worst = findings[0].path, max(it.severity for it in findings)
        opened = " open" if worst == Severity.ERROR else ""
        title = f"{_MARKS[worst]} <code>{_summary(path)}</code> · {wording.count(len(findings), 'finding')}"
        yield [f"<details{opened}><summary>{title}</summary>", ""]
        for finding in findings:
            yield _finding(finding, new=changes.identity(finding) in new)
        yield ["", "</details>", ""]


def _finding(finding: Finding, *, new: bool) -> list[str]:
    mark = "🆕 " if new else ""
    where = wording.where(finding)
    at = f" ({markdown_code(where, _MESSAGE)})" if where else ""
    line = f"- {mark}{_MARKS[finding.severity]} **{markdown(finding.rule)}**: {markdown(finding.message, _MESSAGE)}{at}"
    return [line, *(f"  - {markdown(detail, _MESSAGE)}" for detail in details(finding))]


def _summary(path: str) -> str:
    from tflint.report.escape import html

    return html(path, _MESSAGE)


def _within(blocks: Iterable[list[str]], room: int, noun: str) -> list[str]:
    """Return as many whole blocks as there is room for, and say how many are left out."""
    lines: list[str] = []
    opened = left = 0
    for block in blocks:
        room -= sum(len(line) + 1 for line in block)
        if room < 0:
            left += any(line and not line.startswith("<") for line in block)
            continue
        opened += block[0].startswith("<details") - ("</details>" in block)
        lines += block
    closing = ["", "</details>", ""] * opened
    return [*lines, *closing, f"_and {wording.count(left, f'more {noun}')}_", ""] if left else lines
