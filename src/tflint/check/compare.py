"""What changed between two lints of the same model, and between two runs' findings."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tflint.check.fingerprint import fingerprint
from tflint.check.report import ArenaChange, Change, Changes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tflint.check.lint import Judged
    from tflint.check.report import BoardReport
    from tflint.finding import Finding


def changes(
    against: str,
    pairs: Sequence[tuple[Judged | None, Judged]],
    gone: Sequence[Judged],
    kept: Sequence[Finding],
    held_back: Sequence[Finding],
) -> Changes:
    """Return what a run changed: `pairs` are (before, now) of each model, `gone` the lints of those that only the other revision has.

    `kept` and `held_back` are today's findings.
    """
    models = [change(before, now) for before, now in pairs if not _is_same(before, now)]
    earlier = [
        finding for before in (*(before for before, _ in pairs), *gone) if before is not None for finding in before.findings
    ]
    linted = {now.report.path for _, now in pairs}
    todays = [finding for finding in (*kept, *held_back) if finding.path in linted]
    return Changes(
        against,
        tuple(sorted((*models, *map(_gone, gone)), key=lambda it: it.path)),
        new=tuple(_without([finding for finding in kept if finding.path in linted], earlier)),
        fixed=tuple(_without(earlier, todays)),
    )


def change(before: Judged | None, now: Judged) -> Change:
    """Return how one model changed; `before` is None for a new one."""
    was: dict[str, BoardReport] = {} if before is None else {it.board: it for it in before.report.boards}
    then = frozenset() if before is None else before.operators
    return Change(
        now.report.path,
        None if before is None else before.report.size,
        now.report.size,
        tuple(_arena(was.get(it.board), it) for it in now.report.boards),
        tuple(sorted(now.operators - then)),
        tuple(sorted(then - now.operators)),
        now.moved_from,
        identical=before is not None and before.report.sha256 == now.report.sha256,
    )


def _gone(before: Judged) -> Change:
    arenas = tuple(ArenaChange(it.board, it.target, _minimum(it), None, it.given) for it in before.report.boards)
    return Change(before.report.path, before.report.size, None, arenas, (), tuple(sorted(before.operators)))


def _is_same(before: Judged | None, now: Judged) -> bool:
    return before is not None and now.moved_from is None and before.report.sha256 == now.report.sha256


def _arena(before: BoardReport | None, now: BoardReport) -> ArenaChange:
    return ArenaChange(now.board, now.target, _minimum(before), _minimum(now), now.given)


def _minimum(report: BoardReport | None) -> int | None:
    return None if report is None or report.plan is None else report.plan.minimum


def _without(findings: Iterable[Finding], others: Iterable[Finding]) -> list[Finding]:
    """Return the findings that have no like among the others, one for one."""
    left = Counter(map(fingerprint, others))
    rest = []
    for finding in findings:
        key = fingerprint(finding)
        if left[key]:
            left[key] -= 1
        else:
            rest.append(finding)
    return rest
