"""Findings -> what an editor shows, by file."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from lsprotocol import types

from tflint.files import match
from tflint.finding import Place, Severity
from tflint.report import wording
from tflint.report.options import PACK, PAGES, Options

if TYPE_CHECKING:
    from tflint.check.report import Report
    from tflint.cli.language_server.project_run import ProjectRun
    from tflint.cli.language_server.text_positions import Texts
    from tflint.finding import Finding

SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.NOTE: types.DiagnosticSeverity.Information,
}
SOURCE = "tflint"
WORD = re.compile(r'"[^"\n]*"|[\w.\-]+|\S')


def of(run: ProjectRun, texts: Texts) -> dict[str, list[types.Diagnostic]]:
    """Return the diagnostics of a run by absolute path; those of a model stand where the manifest names it, else at the model."""
    found: dict[str, list[types.Diagnostic]] = {}
    for mistake in run.mistakes:
        _add(found, run, mistake.place, diagnostic(mistake.place, texts, str(mistake.sentence), types.DiagnosticSeverity.Error))
    if run.report is None:
        return found
    several = wording.several_boards(run.report)
    for finding in run.report.findings:
        place = placed(finding, run)
        _add(found, run, place, _of_finding(finding, place, run.report, texts, several=several))
    return found


def placed(finding: Finding, run: ProjectRun) -> Place:
    """Return the line of a text file that a finding is shown at: its own, the manifest's entry of its model, else the model's first."""
    if finding.place is not None and not finding.place.path.startswith("--"):
        return finding.place
    source, manifest = run.sources.get(finding.path, (None, None))
    for entry in manifest.models if manifest is not None and source is not None else ():
        if source is not None and match.model(entry.path, source.relative) and (at := entry.where("path")):
            return at[0]
    return Place(finding.path)


def absolute(run: ProjectRun, path: str) -> str:
    """Return where a path of a run's report is."""
    return os.path.normpath(os.path.join(run.folder, path))


def diagnostic(place: Place, texts: Texts, message: str, severity: types.DiagnosticSeverity) -> types.Diagnostic:
    """Return a diagnostic at the word that a place points to."""
    line = texts.line(place.path, place.line)
    word = WORD.match(line, place.column - 1)
    start, end = place.column - 1, word.end() if word else place.column
    return types.Diagnostic(
        texts.span(place.path, (place.line, start + 1), (place.line, end + 1)), message, severity, source=SOURCE
    )


def _of_finding(finding: Finding, place: Place, report: Report, texts: Texts, *, several: bool) -> types.Diagnostic:
    message = wording.message(finding, several=several)
    about = "" if finding.place is not None else f"{finding.path}: "
    made = diagnostic(place, texts, "\n".join([f"{about}{message}", *finding.help]), SEVERITIES[finding.severity])
    made.code = finding.rule
    address = Options(pages=PAGES, pack=PACK).page(finding.rule, report.rules)
    made.code_description = types.CodeDescription(address) if address else None
    return made


def _add(found: dict[str, list[types.Diagnostic]], run: ProjectRun, place: Place, made: types.Diagnostic) -> None:
    found.setdefault(absolute(run, place.path), []).append(made)
