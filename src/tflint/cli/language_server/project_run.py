"""One run of `tflint check` over a folder, with what an editor asks about afterwards: its models, manifests and sources."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from tflint.cli import configuration, lint_run
from tflint.cli.errors import Usage
from tflint.cli.program import parser
from tflint.facts import sources as firmware_sources
from tflint.manifest.mistakes import Mistake
from tflint.record import Record

if TYPE_CHECKING:
    from tflint.check.report import Report
    from tflint.files.found import Source
    from tflint.manifest.board import Manifest

# SARIF's findings have their edits; one process, because the editor's pipes are this one's
ARGUMENTS = ("--format", "sarif", "--jobs", "1")


class ProjectRun(Record):
    """What a run over `folder` came to; `report` is None where the manifest is wrong, as `mistakes` says.

    `sources` has each model by the name that the report gives it, with its manifest. `complaints` are mistakes without a place.
    """

    folder: str
    report: Report | None = None
    sources: dict[str, tuple[Source, Manifest]] = {}  # noqa: RUF012  a default that nobody changes
    manifests: tuple[Manifest, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    complaints: tuple[str, ...] = ()


def check(folder: str) -> ProjectRun:
    """Return what `tflint` says in a folder. Names in it are relative to that folder, as on a command line."""
    firmware_sources.forget()
    with contextlib.chdir(folder):
        try:
            return _checked(folder)
        except Usage as usage:
            placed = tuple(it for it in usage.args if isinstance(it, Mistake))
            return ProjectRun(
                folder, mistakes=placed, complaints=tuple(str(it) for it in usage.args if not isinstance(it, Mistake))
            )


def _checked(folder: str) -> ProjectRun:
    arguments = parser("check").parse_args(list(ARGUMENTS))
    settled = configuration.resolve(arguments)
    given = lint_run.inputs(settled, settled.found())
    report = lint_run.report(arguments, settled, given)
    sources = {it.name: (it, manifest) for manifest, found in given.by_manifest.values() for it in found}
    return ProjectRun(folder, report, sources, tuple(manifest for manifest, _ in given.by_manifest.values()))
