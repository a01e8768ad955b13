"""The edits of firmware sources that `tflint fix` would make, looked for only where a finding may have one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.cli.fix_sources import Sources
from tflint.files import opening
from tflint.fix.cures import cured
from tflint.fix.rules import TEXTS
from tflint.model import reader
from tflint.model.malformed import Malformed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tflint.check.lint_file import Linted
    from tflint.check.report import Report
    from tflint.check.scope import Scope


def added(report: Report, linted: Iterable[Linted], scope: Scope) -> Report:
    """Return a report whose findings about sources have their edits."""
    paths = {it.path for it in report.findings if it.rule in TEXTS}
    if not paths:
        return report
    sources = Sources(scope.manifest)
    for source, _ in linted:
        if source.name not in paths:
            continue
        try:
            model = reader.read(opening.read(source.path))
        except (OSError, Malformed):
            continue
        sources.look(model, source.name, scope.placements(source.relative), lambda _rule: True)
    return cured(report, sources.edits, sources.text)
