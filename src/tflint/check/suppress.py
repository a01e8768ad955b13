"""Ignores with a reason: which findings they hold back, and which of them hold back nothing any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.check.report import Suppressed
from tflint.files import match
from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tflint.finding import Finding
    from tflint.manifest.board import Ignore, Manifest, ModelEntry


class _Scoped(Record):
    """An ignore, and the models' entry that holds it; None for one of the whole manifest."""

    ignore: Ignore
    entry: ModelEntry | None


class Ignores:
    """The ignores of a manifest. `relative` turns a finding's path into the one that the manifest's patterns match."""

    def __init__(self, manifest: Manifest, relative: Callable[[str], str]) -> None:
        self._relative = relative
        self._all = [_Scoped(ignore, entry) for entry in manifest.models for ignore in entry.ignore]
        self._all += [_Scoped(ignore, None) for ignore in manifest.ignore]
        self._used: set[int] = set()

    def part(self, findings: Iterable[Finding]) -> tuple[list[Finding], list[Suppressed]]:
        """Return the findings to keep, and those held back."""
        kept: list[Finding] = []
        suppressed: list[Suppressed] = []
        for finding in findings:
            ignore = self._first(finding)
            if ignore is None:
                kept.append(finding)
            else:
                suppressed.append(Suppressed(finding, "ignore", ignore.reason))
        return kept, suppressed

    def unused(self, checked: Callable[[Ignore, ModelEntry | None], bool]) -> tuple[Ignore, ...]:
        """Return those that held back nothing, of the ones that had their chance in this run."""
        left = (it for number, it in enumerate(self._all) if number not in self._used)
        return tuple(it.ignore for it in left if checked(it.ignore, it.entry))

    def _first(self, finding: Finding) -> Ignore | None:
        if not self._all:
            return None
        path = self._relative(finding.path)
        for number, (ignore, entry) in enumerate(self._all):
            if (entry is None or _concerns(entry, finding, path)) and _matches(ignore, finding, path):
                self._used.add(number)
                return ignore
        return None


def _concerns(entry: ModelEntry, finding: Finding, path: str) -> bool:
    on_board = not entry.boards or finding.board is None or finding.board in entry.boards
    return on_board and match.model(entry.path, path)


def _matches(ignore: Ignore, finding: Finding, path: str) -> bool:
    where = finding.location
    return (
        any(match.name(ignore.rule, name) for name in (finding.rule, finding.family, f"{finding.family}/{finding.rule}"))
        and (ignore.path is None or match.model(ignore.path, path))
        and _named(ignore.tensor, where.tensor)
        and _named(ignore.operator, where.operator)
        and _named(ignore.board, finding.board)
    )


def _named(pattern: str | None, word: str | None) -> bool:
    """Return whether a name is meant: as it stands (tensor names hold brackets), or by a glob."""
    return pattern is None or pattern == word or match.name(pattern, word)
