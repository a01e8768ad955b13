"""Several manifests' reports -> the one report of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.check.assemble import order
from tflint.check.report import Changes, Report

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tflint.check.report import Skipped


def joined(reports: Sequence[Report]) -> Report:
    """Return one report, sorted as each of them is; an empty one for none."""
    if len(reports) == 1:
        return reports[0]
    return Report(
        models=tuple(sorted((it for one in reports for it in one.models), key=lambda model: model.path)),
        findings=tuple(sorted((it for one in reports for it in one.findings), key=order)),
        suppressed=tuple(sorted((it for one in reports for it in one.suppressed), key=lambda it: order(it.finding))),
        skipped=tuple(_skipped(reports)),
        crashed=tuple(sorted((it for one in reports for it in one.crashed), key=lambda it: (it.path, it.rule, it.board or ""))),
        troubles=tuple(sorted({it for one in reports for it in one.troubles})),
        notices=tuple(dict.fromkeys(it for one in reports for it in one.notices)),
        rules={name: rule for one in reports for name, rule in one.rules.items()},
        changes=_changes([one.changes for one in reports if one.changes is not None]),
        unchecked=tuple(dict.fromkeys(it for one in reports for it in one.unchecked)),
        every=tuple(sorted((it for one in reports for it in one.every), key=order)),
    )


def _skipped(reports: Sequence[Report]) -> Iterable[Skipped]:
    """Yield what none of the reports that know a rule had anything to check for, and each path that was left out, once."""
    skipped = [{it.what for it in one.skipped} for one in reports]
    for it in dict.fromkeys(it for one in reports for it in one.skipped):
        knowing = [what for one, what in zip(reports, skipped, strict=True) if it.what in one.rules]
        if all(it.what in what for what in knowing):
            yield it


def _changes(several: Sequence[Changes]) -> Changes | None:
    if not several:
        return None
    return Changes(
        several[0].against,
        tuple(sorted((it for one in several for it in one.models), key=lambda change: change.path)),
        new=tuple(sorted((it for one in several for it in one.new), key=order)),
        fixed=tuple(sorted((it for one in several for it in one.fixed), key=order)),
    )
