"""Text on a terminal: a block per model, a budget table with bars, colour where it helps; the one module that imports rich."""

from __future__ import annotations

import re
from io import StringIO
from itertools import groupby
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from tflint.finding import Severity
from tflint.report import check_text, wording
from tflint.report.budget import bar, budgets, percent
from tflint.report.escape import cut, terminal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tflint.check.report import ModelReport, Report
    from tflint.finding import Finding
    from tflint.report.budget import Budget
    from tflint.report.options import Options

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_LINK_ID = re.compile("\x1b]8;id=[0-9]+;")  # rich numbers links at random; a report is the same from run to run
_INDENT = 11
_TIGHT = 0.9
_LEAST_MESSAGE = 50  # cells; a place that leaves less goes below
_RULER = Console(file=StringIO(), legacy_windows=False)
_ROWS = 24
_WIDEST = 140
_BAR = 23  # cells of a bar, its margin and its percentage
_LEAST_NAME = 12
_LONGEST_NAME = 48


def render(report: Report, options: Options) -> str:
    """Return the report laid out for `options.width` columns, or for fewer where the eye would have to travel."""
    narrow = options._replace(width=min(options.width, _WIDEST))
    lines = [line for block in _blocks(report, narrow) for line in (*block, Text())]
    return paint(lines[:-1], options)


def paint(lines: Iterable[Text], options: Options) -> str:
    """Return styled lines as text for the terminal, with escape sequences only where colour is wanted."""
    console = Console(
        file=StringIO(),
        width=10_000,
        force_terminal=options.color,
        color_system="standard" if options.color else None,
        no_color=not options.color,
        legacy_windows=False,
        highlight=False,
        emoji=False,
        markup=False,
    )
    with console.capture() as captured:
        for line in lines:
            line.rstrip()
            console.print(line, soft_wrap=True)
    return _LINK_ID.sub("\x1b]8;;", captured.get())


def wrapped(text: str, width: int, style: str = "") -> list[Text]:
    """Return a text in lines of at most `width` cells."""
    if cell_len(text) <= width:
        return [Text(text, style=style)]
    return list(Text(text, style=style).wrap(_RULER, max(width, 20)))


def _blocks(report: Report, options: Options) -> Iterator[list[Text]]:
    if report.notices and not options.quiet:
        yield [line for notice in report.notices for line in wrapped(terminal(notice), options.width, "dim")]
    models, several = {model.path: model for model in report.models}, wording.several_boards(report)
    for path, findings in groupby(wording.shown(report.findings, notes=options.notes), key=lambda finding: finding.path):
        yield [_header(path, models.get(path), options), *_findings(tuple(findings), report, options, several=several)]
    if report.crashed:
        yield [Text(terminal(line), style="bold magenta") for line in check_text.crashes(report, tracebacks=options.verbose)]
    if options.quiet:
        yield from _statistics(report, options)
    else:
        yield from _endings(report, options)


def _endings(report: Report, options: Options) -> Iterator[list[Text]]:
    if options.verbose and (report.suppressed or report.skipped):
        yield [Text(terminal(line), style="dim") for line in check_text.asides(report)]
    found = wording.shown(report.findings, notes=options.notes)
    rows = tuple(row for row in budgets(report) if options.verbose or row.given is not None)
    if rows and (options.verbose or found):
        yield list(_table(rows, options))
    if report.changes is not None:
        yield [Text(terminal(line)) for line in check_text.changed(report)]
    yield from _statistics(report, options)
    clean = not (found or report.crashed or report.troubles) and bool(report.models)
    last = wrapped(terminal(check_text.tally(report, options)), options.width, "bold green" if clean else "bold")
    more = [check_text.EXPLAIN] if found else []
    more += [fixable] if (fixable := wording.fixable(found)) else []
    yield [*last, *(text for line in more for text in wrapped(line, options.width, "dim"))]


def _statistics(report: Report, options: Options) -> Iterator[list[Text]]:
    if options.statistics and report.findings:
        rows = check_text.statistics(report.findings)
        yield [Text(f"{number:>6}  {severity:<7}  {terminal(rule)}") for number, rule, severity in rows]


def _header(path: str, model: ModelReport | None, options: Options) -> Text:
    header = Text().append(terminal(path), style="bold")
    if model is None:
        return header
    facts = [wording.size(model.size), wording.count(model.operators, "op") if model.operators else "", terminal(model.kind, 40)]
    right = "  ".join(fact for fact in facts if fact)
    gap = options.width - cell_len(header.plain) - cell_len(right)
    return header.append(" " * max(gap, 2)).append(right, style="dim")


def _findings(findings: tuple[Finding, ...], report: Report, options: Options, *, several: bool) -> Iterator[Text]:
    longest = max(cell_len(finding.rule) for finding in findings)
    column = min(longest, 24) + 2
    for finding in findings:
        address = options.page(finding.rule, report.rules) if options.hyperlinks else ""
        message = wording.marked(finding, wording.message(finding, several=several))
        yield from _finding(finding, message, _rule(finding.rule, column, address), options)


def _finding(finding: Finding, message: str, rule: Text, options: Options) -> Iterator[Text]:
    style = _STYLES[finding.severity]
    where = terminal(wording.beyond(finding))
    left = _INDENT + cell_len(rule.plain)
    on_line = bool(where) and options.width - left - cell_len(where) - 2 >= _LEAST_MESSAGE
    room = options.width - left - (cell_len(where) + 2 if on_line else 0)
    first, *rest = wrapped(terminal(message), room)
    line = Text("  ").append(f"{finding.severity!s:<9}", style=style).append(rule).append(first)
    if on_line:
        line.append(" " * max(options.width - cell_len(line.plain) - cell_len(where), 2)).append(where, style="dim")
    yield line
    yield from (Text(" " * left).append(more) for more in rest)
    below = [*([] if on_line or not where else [f"at {where}"]), *map(wording.short, check_text.details(finding))]
    yield from _tree(below, options)


def _rule(rule: str, column: int, address: str) -> Text:
    style = f"bold link {address}" if address else "bold"
    name = terminal(rule)
    return Text().append(name, style=style).append(" " * max(column - cell_len(name), 2))


def _tree(lines: list[str], options: Options) -> Iterator[Text]:
    for position, line in enumerate(lines, 1):
        branch, trunk = ("└ ", "  ") if position == len(lines) else ("├ ", "│ ")
        first, *rest = wrapped(terminal(line), options.width - _INDENT - 2)
        yield Text(" " * _INDENT).append(branch, style="dim").append(first)
        yield from (Text(" " * _INDENT).append(trunk, style="dim").append(more) for more in rest)


def _table(rows: tuple[Budget, ...], options: Options) -> Iterator[Text]:
    shown = rows if options.verbose or len(rows) <= _ROWS else tuple(row for row in rows if (row.share or 0) > _TIGHT)
    names = wording.shortest({row.path for row in rows})
    cells = [_cells(row, names[row.path]) for row in shown]
    head = ("model", "board", "target", "used", "minimum", "given")
    widths = [max(cell_len(line[i]) for line in (head, *cells)) for i in range(len(head))]
    _narrow(widths, options.width - _BAR)
    if shown:
        yield _row(head, widths).append("")
    for row, line in zip(shown, cells, strict=True):
        yield _row(line, widths).append(_verdict(row))
    if len(shown) < len(rows):
        yield Text(f"  … {len(rows) - len(shown):,} more fit with room to spare (-v shows all)", style="dim")


def _narrow(widths: list[int], room: int) -> None:
    """Leave out the target (the board says it too), then `used`, then shorten the names, until a row fits."""
    for column in (2, 3):
        if sum(widths) + 2 * sum(map(bool, widths)) > room:
            widths[column] = 0
    excess = sum(widths) + 2 * sum(map(bool, widths)) - room
    widths[0] = max(min(widths[0], _LEAST_NAME), widths[0] - max(excess, 0))


def _cells(row: Budget, name: str) -> tuple[str, ...]:
    used, minimum, given = ("–" if figure is None else f"{figure:,}" for figure in row[3:6])
    bound = row.sign
    return terminal(name, _LONGEST_NAME), terminal(row.board, 24), terminal(row.target), used, bound + minimum, given


def _row(cells: tuple[str, ...], widths: list[int]) -> Text:
    line = Text("")
    for position, (cell, width) in enumerate(zip(cells, widths, strict=True)):
        cell = cut(cell, width)  # noqa: PLW2901  the same cell, shortened
        pad = " " * (width - cell_len(cell))
        if width:
            line.append("  ").append(cell + pad if position < 3 else pad + cell)  # noqa: PLR2004  three columns of names
    return line


def _verdict(row: Budget) -> Text:
    if row.share is None:
        return Text()
    style = "red" if row.over else "yellow" if row.share > _TIGHT else "green"
    return Text("  ").append(bar(row.share), style=style).append(f"{percent(row.share):>6}", style=style)
