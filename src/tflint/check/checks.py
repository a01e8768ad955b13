"""One walk of a model for all rules; a rule that raises is a reported crash and the others go on."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from tflint.check.report import Crashed
from tflint.check.rule import Skip
from tflint.facts import Deployment, File, Project
from tflint.facts.reporting_rules import RESTING_ON_RUNTIME
from tflint.finding import Severity
from tflint.model.view import Buffer, Model, Operator, Subgraph, Tensor
from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from tflint.check.rule import Rule
    from tflint.facts import Facts
    from tflint.finding import Finding

    Check = Callable[..., Iterator[Finding]]


class Outcome:
    """What the checks said so far."""

    __slots__ = ("crashed", "findings", "ran", "skipped")

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.ran: set[str] = set()
        self.skipped: set[tuple[str, str]] = set()
        self.crashed: list[Crashed] = []

    def crash(self, rule: str, path: str, board: str | None, error: BaseException) -> None:
        """Record that a rule raised."""
        import traceback

        line = " ".join(traceback.format_exception_only(error)[-1].split())
        self.crashed.append(Crashed(rule, path, board, line, "".join(traceback.format_exception(error))))


class _Subject(Record):
    """What a walk is about: the path and board that its findings get, and the manifest's settings.

    `stands_for` is set where the runtime that it is judged by only stands for the board's own.
    """

    path: str
    board: str | None
    settings: Mapping[str, Mapping[str, object]]
    stands_for: str = ""


class Checks:
    """The checks of a set of rules, by the type of node that they look at."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._of: dict[type, list[tuple[Rule, Check]]] = {}
        for rule in rules:
            for node, check in rule.checks:
                self._of.setdefault(node, []).append((rule, check))
        self._on = {runtime: self._of_runtime(runtime) for runtime in ("tflm", "litert")}

    def file(self, file: File, outcome: Outcome) -> None:
        """Run the checks of a file, readable or not."""
        _Walk(_Subject(file.path, None, file.settings), outcome).visit((file,), self._of.get(File, []))

    def model(self, facts: Facts, outcome: Outcome) -> None:
        """Run the checks of a model on a board: the model, then each subgraph with its operators and tensors, then the buffers."""
        runtime = "litert" if facts.board.target.is_litert else "tflm"
        walk = _Walk(_Subject(facts.path, facts.board.name, facts.settings, facts.board.target.stands_for), outcome)
        of = self._on[runtime]
        for kind, nodes in _nodes(facts.model):
            walk.visit(nodes, of.get(kind, []), facts)

    def deployment(self, deployment: Deployment, path: str, outcome: Outcome) -> None:
        """Run the checks of a board with all its models; `path` is the manifest's."""
        walk = _Walk(_Subject(path, deployment.board.name, deployment.settings, deployment.board.target.stands_for), outcome)
        walk.visit((deployment,), self._of.get(Deployment, []))

    def project(self, project: Project, path: str, outcome: Outcome) -> None:
        """Run the checks of the whole run; `path` is the manifest's."""
        _Walk(_Subject(path, None, project.settings), outcome).visit((project,), self._of.get(Project, []))

    def _of_runtime(self, runtime: str) -> dict[type, list[tuple[Rule, Check]]]:
        return {node: [(rule, check) for rule, check in checks if runtime in rule.runtimes] for node, checks in self._of.items()}


@lru_cache(maxsize=8)
def of_rules(rules: tuple[Rule, ...]) -> Checks:
    """Return the checks of a scope's rules, sorted once for all its models."""
    return Checks(rules)


def _nodes(model: Model) -> Iterator[tuple[type, Sequence[object]]]:
    """Yield the nodes of a model, those of one type together, in the walk's order."""
    yield Model, (model,)
    for graph in model.subgraphs:
        yield Subgraph, (graph,)
        yield Operator, graph.operators
        yield Tensor, graph.tensors
    yield Buffer, model.buffers


class _Walk:
    """A walk in progress; a rule that skipped or crashed is left out of the rest of it."""

    def __init__(self, subject: _Subject, outcome: Outcome) -> None:
        self._subject, self._outcome = subject, outcome
        self._out: set[Rule] = set()

    def visit(self, nodes: Sequence[object], checks: list[tuple[Rule, Check]], *facts: Facts) -> None:
        """Hand nodes of one type to their checks, all to one check before the next."""
        outcome = self._outcome
        for rule, check in checks:
            if rule in self._out:
                continue
            found: list[Finding] = []
            try:
                for node in nodes:
                    found += check(node, *facts)
                    outcome.ran.add(rule.name)
            except Skip as skip:
                self._out.add(rule)
                outcome.skipped.add((rule.name, str(skip) or rule.needs))
            except (Exception, SystemExit) as error:  # noqa: BLE001  a rule may raise anything; it is named, and the others go on
                self._out.add(rule)
                outcome.crash(rule.name, self._subject.path, self._subject.board, error)
            if found:
                outcome.findings += [self._signed(rule, finding) for finding in found]

    def _signed(self, rule: Rule, finding: Finding) -> Finding:
        """Return a finding with its path, its board and the manifest's severity."""
        given = self._subject.settings.get(rule.name, {}).get("severity")
        if self._subject.stands_for and rule.name in RESTING_ON_RUNTIME:
            finding = finding._replace(severity=Severity.NOTE, help=(*finding.help, self._subject.stands_for))
        return finding._replace(
            path=finding.path or self._subject.path,
            board=finding.board or self._subject.board,
            severity=Severity[given.upper()] if isinstance(given, str) else finding.severity,
        )
