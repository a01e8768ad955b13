"""The edits that `tflint fix` would make in a source, as quick fixes of the findings that they cure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types
from pygls import uris

from tflint.cli.language_server.diagnostics import absolute, placed
from tflint.fix.rules import FIXES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tflint.cli.language_server.project_run import ProjectRun
    from tflint.cli.language_server.text_positions import Texts
    from tflint.finding import Finding, Place


def of(run: ProjectRun, texts: Texts, path: str, lines: range, shown: Sequence[types.Diagnostic]) -> Iterator[types.CodeAction]:
    """Yield the quick fixes that are shown or edited on the lines of a file (from 1), one for findings that have the same."""
    given: dict[tuple[object, ...], types.CodeAction] = {}
    for finding in run.report.findings if run.report is not None else ():
        if finding.fixes and any(_on(run, it, path, lines) for it in _places(finding, run)):
            given.setdefault((finding.rule, *finding.fixes), _action(run, texts, finding, shown))
    yield from given.values()


def _action(run: ProjectRun, texts: Texts, finding: Finding, shown: Sequence[types.Diagnostic]) -> types.CodeAction:
    edits: dict[str, list[types.TextEdit]] = {}
    for it in finding.fixes:
        uri = uris.from_fs_path(absolute(run, it.path)) or ""
        edits.setdefault(uri, []).append(types.TextEdit(texts.span(it.path, it.start, it.end), it.text))
    return types.CodeAction(
        f"tflint: {'; '.join(dict.fromkeys(it.message for it in finding.fixes))}",
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[it for it in shown if it.code == finding.rule],
        edit=types.WorkspaceEdit(changes=edits),
        is_preferred=FIXES[finding.rule].safe,
    )


def _places(finding: Finding, run: ProjectRun) -> Iterator[tuple[str, int]]:
    place: Place = placed(finding, run)
    yield place.path, place.line
    yield from ((it.path, it.start[0]) for it in finding.fixes)


def _on(run: ProjectRun, at: tuple[str, int], path: str, lines: range) -> bool:
    return at[1] in lines and absolute(run, at[0]) == path
