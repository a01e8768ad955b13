"""What differs from another revision, in sentences and rows that every format for people shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.report import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.engine.report import ArenaChange, Change, Changes, Report
    from tflint.finding import Finding


def summary(changes: Changes) -> str:
    """Return one line: `against origin/main: 2 models changed, 1 new finding, 3 fixed`."""
    parts = [f"{words.count(len(changes.models), 'model')} changed" if changes.models else "no model changed"]
    if changes.new:
        parts.append(words.count(len(changes.new), "new finding"))
    if changes.fixed:
        parts.append(f"{len(changes.fixed):,} fixed")
    return f"against {changes.against}: {', '.join(parts)}"


def sentences(change: Change) -> Iterator[str]:
    """Yield what changed in one model: file, arenas, op set."""
    yield _file(change)
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
    """Return what tells a finding from the others of its run."""
    return finding.rule, finding.path, finding.board, finding.location, finding.message


def new(report: Report) -> frozenset[tuple[object, ...]]:
    """Return the identities of the findings that the other revision does not have."""
    return frozenset(identity(finding) for finding in report.changes.new) if report.changes else frozenset()


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
