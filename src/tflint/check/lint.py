"""The pure core: a file's bytes, its name and a scope in, what is known of it out; picklable both ways, touches nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.check.both_runtimes import with_other_runtime
from tflint.check.checks import Outcome, of_rules
from tflint.check.numeric_type import numeric_type
from tflint.check.report import BoardReport, ModelReport
from tflint.facts import Facts, File, arena_plan
from tflint.model import collection, reader
from tflint.model.data import Windows, sha256
from tflint.record import Record
from tflint.runtime import target_runtime

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.check.report import Crashed
    from tflint.check.scope import Placement, Scope
    from tflint.facts.subject import Settings
    from tflint.finding import Finding
    from tflint.manifest.board import Board
    from tflint.model.data import Data
    from tflint.model.view import Model
    from tflint.runtime.plan import Plan


class Judged(Record):
    """What one file's lint came to; picklable. `ran` names the rules that had something to check, `skipped` (rule, why) the others.

    `operators` holds the op names; `before` the other revision's lint under `--diff`, `moved_from` its name there if it moved.
    """

    report: ModelReport
    findings: tuple[Finding, ...]
    ran: frozenset[str] = frozenset()
    skipped: frozenset[tuple[str, str]] = frozenset()
    crashed: tuple[Crashed, ...] = ()
    operators: frozenset[str] = frozenset()
    before: Judged | None = None
    moved_from: str | None = None


def lint(data: bytes | Data, name: str, scope: Scope, *, relative: str | None = None, previous: Model | None = None) -> Judged:
    """Judge one file by every file and model rule of the scope.

    `name` is the path as people see it, `relative` the one from the manifest's folder that its patterns match (the same by
    default). `previous` is the other revision's model under `--diff`.
    """
    with collection.paused():
        file = read(memoryview(data) if isinstance(data, bytes) else data, name, scope.manifest.rules)
        return _Lint(file, scope, relative or name, previous).judged()


def read(data: Data, name: str, settings: Settings | None = None) -> File:
    """Return a file's bytes with what the reader makes of them; `settings` are the manifest's for rules."""
    try:
        return File(name, data, reader.read(data), None, settings or {})
    except reader.Malformed as malformed:
        return File(name, data, None, malformed, settings or {})


def facts_of(
    model: Model,
    placement: Placement,
    scope: Scope,
    path: str,
    previous: Model | None = None,
    *,
    boards: tuple[Board, ...] = (),
) -> Facts:
    """Return the facts of a model on a board, and of the other revision's model on it; `boards` are all that the model is judged on."""
    settings, root = scope.manifest.rules, scope.manifest.root
    board, entry, declared = placement.board, placement.entry, placement.declared
    before = (
        None
        if previous is None
        else Facts(previous, board, path=path, root=root, entry=entry, settings=settings, declared=declared)
    )
    return Facts(
        model,
        board,
        path=path,
        root=root,
        entry=entry,
        settings=settings,
        declared=declared,
        previous=before,
        boards=boards,
        advised=scope.advised,
    )


def _board_report(facts: Facts, scope: Scope, outcome: Outcome) -> BoardReport:
    board = facts.board
    plan: Plan | None = None
    try:
        plan = facts(arena_plan)
    except Exception as error:  # noqa: BLE001  a planner that fails is a crash to report, and the run goes on
        outcome.crash("arena-plan", facts.path, board.name, error)
    if plan is not None and not scope.detail:
        plan = plan._replace(buffers=(), persistent=(), moments=(), recorded={})
    return BoardReport(board.name, str(board.target), plan, board.arena, facts.declared, target_runtime.snapshot(board.target))


class _Lint:
    """One file's lint: the checks of the file, then those of the model on each of its boards."""

    def __init__(self, file: File, scope: Scope, relative: str, previous: Model | None) -> None:
        self._file, self._scope, self._relative, self._previous = file, scope, relative, previous
        self._checks, self._outcome = of_rules(scope.rules), Outcome()
        self._placed: list[Facts] = []

    def judged(self) -> Judged:
        """Run every check and put the outcome together."""
        outcome = self._outcome
        self._checks.file(self._file, outcome)
        boards = list(self._boards())
        findings = list(with_other_runtime(outcome.findings, self._placed))
        return Judged(
            _model_report(self._file, boards, self._scope),
            tuple(_merged(findings, len(boards))),
            frozenset(outcome.ran),
            frozenset(outcome.skipped),
            tuple(outcome.crashed),
            frozenset() if self._file.model is None else frozenset([operator.name for operator in self._file.model.operators()]),
        )

    def _boards(self) -> Iterator[BoardReport]:
        if self._file.model is None:
            return
        placements = self._scope.placements(self._relative)
        boards = tuple(it.board for it in placements)
        for placement in placements:
            facts = facts_of(self._file.model, placement, self._scope, self._file.path, self._previous, boards=boards)
            for other in self._placed:
                facts.share(other)
            self._placed.append(facts)
            self._checks.model(facts, self._outcome)
            yield _board_report(facts, self._scope, self._outcome)


def _model_report(file: File, boards: list[BoardReport], scope: Scope) -> ModelReport:
    model = file.model
    return ModelReport(
        path=file.path,
        sha256="" if model is None and isinstance(file.data, Windows) else sha256(file.data),
        size=len(file.data),
        operators=0 if model is None else sum(len(graph.operators) for graph in model.subgraphs),
        kind="" if model is None else numeric_type(model),
        boards=tuple(boards),
        model=model if scope.detail else None,
    )


def _merged(findings: list[Finding], boards: int) -> Iterator[Finding]:
    """Yield each finding once: what all of several boards say alike is reported without a board."""
    if boards < 2:  # noqa: PLR2004  one board has nothing to merge
        yield from findings
        return
    alike: dict[object, list[Finding]] = {}
    for finding in findings:
        key = (finding.rule, finding.severity, finding.message, finding.location, finding.place, finding.help)
        alike.setdefault(key, []).append(finding)
    for group in alike.values():
        same = len({finding.board for finding in group}) == boards and len(group) == boards
        yield from [group[0]._replace(board=None)] if same else group
