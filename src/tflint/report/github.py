"""GitHub workflow commands: each finding an annotation, errors first, for the runner shows ten of a kind; notes only with `-v`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.finding import Severity
from tflint.report import changes, wording
from tflint.report.escape import github_data, github_property
from tflint.report.paths import relative

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.check.report import Report
    from tflint.finding import Finding
    from tflint.report.options import Options

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(report: Report, options: Options) -> str:
    """Return one workflow command per line, one line per finding."""
    return "".join(f"{line}\n" for line in _lines(report, options))


def _lines(report: Report, options: Options) -> Iterator[str]:
    for trouble in report.troubles:
        yield _command("error", trouble.why, file=relative(trouble.path, options.root), title="cannot be read")
    for crash in report.crashed:
        path = relative(crash.path, options.root)
        yield _command("error", f"{crash.rule} crashed: {crash.error}", file=path, title="tflint: internal error")
    for finding in sorted(wording.shown(report.findings, notes=options.notes), key=lambda finding: -finding.severity):
        yield _finding(finding, options)
    yield from _changes(report, options)


def _changes(report: Report, options: Options) -> Iterator[str]:
    for change in report.changes.models if report.changes else ():
        against = report.changes.against if report.changes else ""
        path = relative(change.path, options.root)
        title = f"{wording.name(change.path)} against {against}"
        changed, fixed = [*changes.sentences(change)], changes.fixed(report, change.path)
        if fixed:
            changed.append(f"fixed: {', '.join(fixed)}")
        yield _command("notice", ". ".join(changed), file=path, line="1", title=title)


def _finding(finding: Finding, options: Options) -> str:
    sentences = [finding.message, *finding.help]
    inside = wording.inside(finding.location)
    if inside and not any(inside in sentence for sentence in sentences):
        sentences.insert(1, f"at {inside}")
    place = finding.place
    board = f" on {finding.board}" if finding.board else ""
    return _command(
        _COMMANDS[finding.severity],
        ". ".join(sentence.removesuffix(".") for sentence in sentences),
        file=relative(place.path if place else finding.path, options.root),
        line=str(place.line if place else 1),
        col=str(place.column) if place else None,
        title=f"{finding.rule} ({wording.name(finding.path)}{board})",
    )


def _command(command: str, data: str, **properties: str | None) -> str:
    given = ",".join(f"{name}={github_property(value)}" for name, value in properties.items() if value is not None)
    return f"::{command} {given}::{github_data(data)}"
