"""The whole run as one self-contained page: verdicts and budget bars, findings that unfold to their cure, memory maps."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from tflint.check.report import Planned
from tflint.finding import Severity
from tflint.report import changes, html_page, wording
from tflint.report.budget import budgets, percent
from tflint.report.check_text import asides, details
from tflint.report.escape import html

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.check.report import ModelReport, Report
    from tflint.finding import Finding
    from tflint.report.budget import Budget
    from tflint.report.options import Options

_MAPS = 60
_FEW = 12  # models that need no contents
_BAR, _BUDGET = 150.0, 100.0


def render(report: Report, options: Options) -> str:
    """Return the page."""
    return html_page.document("tflint: models and their boards", _Body(report, options).lines())


class _Body:
    """The page's body; `maps` is how many maps may still be drawn, `pages` the rules' pages, made once each."""

    def __init__(self, report: Report, options: Options) -> None:
        self.report, self.options = report, options
        self.maps = _MAPS
        self.pages: dict[str, str] = {}
        self.markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
        self.budgets = {path: tuple(rows) for path, rows in groupby(budgets(report), key=lambda row: row.path)}
        self.several = wording.several_boards(report)
        self.arenas = changes.arenas(report)
        self.new = changes.new(report)

    def lines(self) -> Iterator[str]:
        """Yield the page's body."""
        yield from self._header()
        yield from self._changes()
        known = {model.path for model in self.report.models}
        by_path = {path: list(group) for path, group in groupby(self.report.findings, key=lambda finding: finding.path)}
        order = sorted(self.report.models, key=lambda model: -self._rank(model, by_path))
        yield "<main>"
        if len(order) > _FEW:
            yield from self._contents(order, by_path)
        for position, model in enumerate(order):
            yield from self._model(model, by_path.get(model.path, []), position)
        for path, findings in by_path.items():
            if path not in known:
                yield f'<h2 class="path">{html(path)}</h2>'
                yield from self._findings(findings)
        yield "</main>"
        yield from self._footer()

    def _rank(self, model: ModelReport, by_path: dict[str, list[Finding]]) -> int:
        return max((finding.severity for finding in by_path.get(model.path, [])), default=0)

    def _contents(self, order: list[ModelReport], by_path: dict[str, list[Finding]]) -> Iterator[str]:
        """Yield boxes that hide models by their worst finding, and the list of all models."""
        boxes = []
        for severity in ("error", "warning", "note", "none"):
            number = sum(self._worst(model, by_path) == severity for model in order)
            words = f"{'no findings' if severity == 'none' else severity} ({number:,})"
            if number:
                boxes.append(f'<label><input type="checkbox" id="show-{severity}" checked> {words}</label>')
        yield f'<div class="filter" role="group" aria-label="models to show">models with: {"".join(boxes)}</div>'
        yield f'<details class="more contents"><summary>contents: {wording.count(len(order), "model")}</summary><ol>'
        names = wording.shortest(model.path for model in order)
        for position, model in enumerate(order):
            worst = self._worst(model, by_path)
            yield f'<li class="model worst-{worst}"><a href="#model-{position}" class="{worst}">{html(names[model.path])}</a></li>'
        yield "</ol></details>"
        planned = sum(board.plan is not None for model in order for board in model.boards)
        if planned > _MAPS:
            yield f'<p class="soft">memory maps are drawn for the first {_MAPS} of {planned:,} plans; tflint plan MODEL --format html draws any</p>'

    def _worst(self, model: ModelReport, by_path: dict[str, list[Finding]]) -> str:
        return str(max((finding.severity for finding in by_path.get(model.path, [])), default="none"))

    def _header(self) -> Iterator[str]:
        report = self.report
        yield f'<header><h1>tflint</h1><p>{html(wording.tally(report))}</p><ul class="chips">'
        for severity, number in wording.severities(report.findings).items():
            yield f'<li class="{severity if number else "soft"}">{wording.count(number, str(severity))}</li>'
        aside = ((len(report.suppressed), "suppressed"), (len(report.skipped), "skipped"), (len(report.crashed), "crashed"))
        yield "".join(f'<li class="soft">{number:,} {word}</li>' for number, word in aside if number)
        yield "</ul>"
        yield from (f'<p class="soft">{html(notice)}</p>' for notice in report.notices[:20])
        for crash in report.crashed:
            yield f'<p class="error">{html(crash.path)}: {html(crash.rule)} crashed: {html(crash.error)}</p>'
        for trouble in report.troubles:
            yield f'<p class="error">{html(trouble.path)} cannot be read: {html(trouble.why)}</p>'
        yield "</header>"

    def _changes(self) -> Iterator[str]:
        if self.report.changes is None:
            return
        yield f"<section><h2>{html(wording.capital(changes.summary(self.report.changes)))}</h2><ul>"
        for change in self.report.changes.models:
            yield f"<li><code>{html(change.path)}</code>: {html('; '.join(changes.sentences(change)))}</li>"
        for finding in self.report.changes.fixed:
            yield f'<li class="good">fixed: {html(finding.rule)} in <code>{html(finding.path)}</code>: {html(finding.message)}</li>'
        yield "</ul></section>"

    def _model(self, model: ModelReport, findings: list[Finding], position: int) -> Iterator[str]:
        worst = max((finding.severity for finding in findings), default=None)
        facts = [wording.size(model.size), wording.count(model.operators, "op") if model.operators else "", model.kind]
        words = "".join(f'<span class="soft">{html(fact)}</span>' for fact in facts if fact)
        verdict = '<span class="good">no findings</span>'
        if worst:
            verdict = f'<span class="{worst}">{wording.count(len(findings), "finding")}</span>'
        opened = " open" if worst == Severity.ERROR and position < 10 else ""  # noqa: PLR2004  a screenful
        yield f'<details class="model worst-{worst or "none"}" id="model-{position}"{opened}><summary><span class="title"><span class="path" role="heading" aria-level="2">{html(model.path)}</span>{words}{verdict}</span>'
        yield f'<span class="boards">{"".join(self._bars(model))}</span></summary><div class="body">'
        yield from self._findings(findings)
        yield from self._maps(model, position)
        yield "</div></details>"

    def _bars(self, model: ModelReport) -> Iterator[str]:
        for row in self.budgets.get(model.path, ()):
            needed = "no plan" if row.minimum is None else f"{row.sign and f'{row.sign} '}{row.minimum:,} B"
            arena = self.arenas.get((row.path, row.board))
            delta = changes.delta(arena.before, arena.after) if arena else ""
            words = f"{needed}{f' ({delta})' if delta else ''}"
            yield f'<span>{html(row.board, 40)}</span><span class="soft">{words}</span>{_bar(row)}'

    def _findings(self, findings: list[Finding]) -> Iterator[str]:
        if not findings:
            return
        yield '<ul class="findings">'
        words: set[str] = set()
        for finding in findings:
            yield from self._finding(finding, first=finding.rule not in words)
            words.add(finding.rule)
        yield "</ul>"

    def _finding(self, finding: Finding, *, first: bool) -> Iterator[str]:
        where = wording.beyond(finding)
        at = f' <span class="soft">{html(where)}</span>' if where else ""
        new = ' <strong class="error">new</strong>' if changes.identity(finding) in self.new else ""
        yield f'<li class="{finding.severity}"><div><span class="{finding.severity} severity">{finding.severity}</span>{new}'
        yield f'<span class="rule">{html(finding.rule)}</span>: {html(wording.message(finding, several=self.several))}{at}</div>'
        helped = list(details(finding))
        if helped:
            yield f'<ul class="help">{"".join(f"<li>{html(line)}</li>" for line in helped)}</ul>'
        written = self._page(finding.rule) if first else ""
        if written:
            yield f'<details class="page"><summary>why, and how to fix it</summary><div>{written}</div></details>'
        yield "</li>"

    def _page(self, name: str) -> str:
        rule = self.report.rules.get(name)
        if name not in self.pages:
            self.pages[name] = str(self.markdown.render(rule.page)) if rule else ""
        return self.pages[name]

    def _maps(self, model: ModelReport, position: int) -> Iterator[str]:
        planned = [board for board in model.boards if board.plan is not None]
        if planned and self.maps < len(planned):
            yield f'<p class="soft">tflint plan {html(model.path)} --format html draws its map</p>'
            return
        self.maps -= len(planned)
        for number, board in enumerate(planned):
            heading = html(f"{board.board} · {board.target}" if board.board != board.target else board.target)
            yield f"<section><h3>{heading}</h3>"
            one = Planned(
                model.path, model.sha256, model.size, board.target, board.plan,
                allocates=True, model=model.model, runtime=board.runtime, board=board.board, given=board.given,
            )  # fmt: skip
            yield from html_page.plan_section(one, f"m{position}-{number}")
            yield "</section>"

    def _footer(self) -> Iterator[str]:
        aside = list(asides(self.report))
        yield '<footer class="soft">'
        if aside:
            yield f'<details class="more"><summary>suppressed and skipped ({len(aside):,})</summary><ul>'
            yield from (f"<li>{html(line)}</li>" for line in aside)
            yield "</ul></details>"
        yield f"<p>tflint {html(self.options.version)}</p></footer>"


def _bar(row: Budget) -> str:
    """Return the bar: the upright line is the arena given, what stands beyond it does not fit."""
    if row.share is None:
        return "<span></span>"
    inner, beyond = min(row.share, 1) * _BUDGET, min(max(row.share - 1, 0) * _BUDGET, _BAR - _BUDGET - 2)
    if row.over:
        beyond = max(beyond, 3)
    words = f"{percent(row.share)} of {row.given:,} B given"
    return (
        f'<svg class="bar" width="{_BAR + 44:.0f}" height="16" role="img" aria-label="{words}"><title>{words}</title>'
        f'<rect class="frame" x="0.5" y="3.5" width="{_BUDGET}" height="9" rx="2"/>'
        f'<rect class="fill" x="1" y="4" width="{inner:.1f}" height="8" rx="1.5"/>'
        f'<rect class="beyond" x="{_BUDGET + 1}" y="4" width="{beyond:.1f}" height="8"/>'
        f'<path class="budget" d="M{_BUDGET} 0v16"/>'
        f'<text x="{_BUDGET + 8 + beyond:.0f}" y="12.5" fill="currentColor" font-size="11">{percent(row.share)}</text></svg>'
    )
