"""What differs from another revision, in sentences and rows that every format for people shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.check.fingerprint import alone
from tflint.report import wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.check.report import ArenaChange, Change, Changes, Report
    from tflint.finding import Finding


def summary(changes: Changes) -> str:
    """Return one line: `against origin/main: 3 models changed (1 new, 1 moved), 1 new finding, 3 fixed`."""
    parts = [f"{wording.count(len(changes.models), 'model')} changed{_kinds(changes)}" if changes.models else "no model changed"]
    if changes.new:
        parts.append(wording.count(len(changes.new), "new finding"))
    if changes.fixed:
        parts.append(f"{len(changes.fixed):,} fixed")
    return f"against {changes.against}: {', '.join(parts)}"


def sentences(change: Change) -> Iterator[str]:
    """Yield what changed in one model: name, file, arenas, op set; of one that is gone what it was."""
    if change.moved_from is not None:
        yield f"moved from {change.moved_from}{', the bytes as they were' if change.identical else ''}"
    if change.identical:
        return
    yield _file(change)
    if change.size_after is None:
        yield from (f"arena on {arena.board} was {arena.before:,} B" for arena in change.arenas if arena.before is not None)
        return
    for arena in change.arenas:
        yield _arena(arena)
    if change.operators_added:
        yield f"ops added: {', '.join(change.operators_added)}"
    if change.operators_gone:
        yield f"ops gone: {', '.join(change.operators_gone)}"


def delta(before: int | None, after: int | None) -> str:
    """Return `+7,968`, `-12` or `0`; empty where either figure is missing."""
    if before is None or after is None:
        return ""
    return f"{after - before:+,}" if after != before else "0"


def arenas(report: Report) -> dict[tuple[str, str], ArenaChange]:
    """Return the arena's change for each (path, board) that changed."""
    models = report.changes.models if report.changes else ()
    return {(change.path, arena.board): arena for change in models for arena in change.arenas}


def identity(finding: Finding) -> tuple[object, ...]:
    """Return what distinguishes a finding from the others of its run."""
    return finding.rule, finding.path, finding.board, finding.location, alone(finding.message)


def new(report: Report) -> frozenset[tuple[object, ...]]:
    """Return the identities of the findings that the other revision does not have."""
    return frozenset(identity(finding) for finding in report.changes.new) if report.changes else frozenset()


def fixed(report: Report, path: str) -> tuple[str, ...]:
    """Return the rules of the findings of one file that are fixed, each once, a removed model's among them."""
    found = report.changes.fixed if report.changes else ()
    return tuple(dict.fromkeys(finding.rule for finding in found if finding.path == path))


def _kinds(changes: Changes) -> str:
    """Return how many of the models that changed are new, gone or moved: ` (1 new, 1 moved)`."""
    models = changes.models
    counts = {
        "new": sum(change.size_before is None for change in models),
        "gone": sum(change.size_after is None for change in models),
        "moved": sum(change.moved_from is not None for change in models),
    }
    listed = ", ".join(f"{number:,} {kind}" for kind, number in counts.items() if number)
    return f" ({listed})" if listed else ""


def _file(change: Change) -> str:
    before, after = change.size_before, change.size_after
    if before is None:
        return f"new model, {after or 0:,} B"
    if after is None:
        return f"gone, it had {before:,} B"
    return f"file {after:,} B, was {before:,} B ({delta(before, after)})"


def _arena(arena: ArenaChange) -> str:
    if arena.after is None:
        return f"arena on {arena.board}: no plan any more, was {arena.before or 0:,} B"
    if arena.before is None:
        return f"arena on {arena.board} {arena.after:,} B"
    return f"arena on {arena.board} {arena.after:,} B, was {arena.before:,} B ({delta(arena.before, arena.after)})"
