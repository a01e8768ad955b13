"""One walk of a model for all rules; a rule that raises is a reported crash and the others go on."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from tflint.check.needs import unmet
from tflint.check.report import Crashed
from tflint.check.rule import Skip
from tflint.facts.judgements import Judgements, judgements_by_rule
from tflint.facts.reporting_rules import RESTING_ON_RUNTIME
from tflint.finding import Severity
from tflint.model.view import Buffer, Model, Operator, Subgraph, Tensor
from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from tflint.check.rule import Rule
    from tflint.facts.subject import Deployment, Facts, File, Project
    from tflint.finding import Finding

    Check = Callable[..., Iterator[Finding]]

NODES = frozenset({"Model", "Subgraph", "Operator", "Tensor", "Buffer"})  # of a model
OF_MODELS = NODES | {"Judgements"}


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


class _OfModels:
    """The rules of models that apply for a runtime: by what they need, those that report judgements, and those that look at nodes."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.by_need: dict[str, list[Rule]] = {}
        self.judging: dict[str, Rule] = {}
        self.walking: list[Rule] = []
        for rule in (it for it in rules if not it.nodes.isdisjoint(OF_MODELS)):
            if rule.needs:
                self.by_need.setdefault(rule.needs, []).append(rule)
            if "Judgements" in rule.nodes:
                self.judging[rule.name] = rule
            if not rule.nodes.isdisjoint(NODES):
                self.walking.append(rule)
        self.checks: dict[frozenset[Rule], dict[type, list[tuple[Rule, Check]]]] = {}  # by the rules that are left out
        self._left_out: dict[tuple[str | None, ...], _LeftOut] = {}  # by why each need is not met

    def left_out(self, facts: Facts) -> _LeftOut:
        """Return the rules that need what a model on its board does not have."""
        reasons = tuple([unmet(needs, facts) for needs in self.by_need])
        found = self._left_out.get(reasons)
        if found is None:
            left = [(rule, why) for rules, why in zip(self.by_need.values(), reasons, strict=True) if why for rule in rules]
            rules = frozenset(rule for rule, _ in left)
            asked = frozenset(name for name, rule in self.judging.items() if rule not in rules)
            found = self._left_out[reasons] = _LeftOut(rules, frozenset((rule.name, why) for rule, why in left), asked)
        return found


class _LeftOut(Record):
    """Rules that have nothing to check, the reasons by their names, and the names of those that report judgements and have."""

    rules: frozenset[Rule]
    skipped: frozenset[tuple[str, str]]
    judging: frozenset[str]


class Checks:
    """The checks of a set of rules, by the type of node that they look at."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        known = tuple(rules)
        self._file, self._deployment, self._project = (_on(known, name) for name in ("File", "Deployment", "Project"))
        self._known = known
        self._models: dict[str, _OfModels] = {}  # by the runtime

    def file(self, file: File, outcome: Outcome) -> None:
        """Run the checks of a file, readable or not."""
        _Walk(_Subject(file.path, None, file.settings), outcome).only(file, self._file)

    def model(self, facts: Facts, outcome: Outcome) -> None:
        """Run the checks of a model on a board: its verdicts, the model, each subgraph with its operators and tensors, the buffers."""
        runtime = "litert" if facts.board.target.is_litert else "tflm"
        walk = _Walk(_Subject(facts.path, facts.board.name, facts.settings, facts.board.target.stands_for), outcome)
        if runtime not in self._models:
            self._models[runtime] = _OfModels(it for it in self._known if runtime in it.runtimes)
        of = walk.of_model(facts, self._models[runtime])
        for kind, nodes in _nodes(facts.model):
            walk.visit(nodes, of.get(kind, []), facts)

    def deployment(self, deployment: Deployment, path: str, outcome: Outcome) -> None:
        """Run the checks of a board with all its models; `path` is the manifest's."""
        walk = _Walk(_Subject(path, deployment.board.name, deployment.settings, deployment.board.target.stands_for), outcome)
        walk.only(deployment, self._deployment)

    def project(self, project: Project, path: str, outcome: Outcome) -> None:
        """Run the checks of the whole run; `path` is the manifest's."""
        _Walk(_Subject(path, None, project.settings), outcome).only(project, self._project)


def _on(rules: Iterable[Rule], node: str) -> list[Rule]:
    """Return the rules that look at nodes of a type."""
    return [rule for rule in rules if node in rule.nodes]


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

    def only(self, node: File | Deployment | Project, rules: list[Rule]) -> None:
        """Hand a node to the checks of its type."""
        for rule in rules:
            if why := unmet(rule.needs, node):
                self._outcome.skipped.add((rule.name, why))
            else:
                self.visit((node,), [(rule, check) for kind, check in self._checks(rule) if kind is type(node)])

    def of_model(self, facts: Facts, rules: _OfModels) -> dict[type, list[tuple[Rule, Check]]]:
        """Run the checks of judgements; return the others by their type of node, of the rules that have something to check.

        A rule that only reports judgements and has none is not imported.
        """
        left_out, skipped, judging = rules.left_out(facts)
        self._out.update(left_out)
        self._outcome.skipped |= skipped
        if rules.judging:
            self._judge(facts, rules.judging, judging)
        if len(self._out) > len(left_out):
            left_out = frozenset(self._out)
        if (known := rules.checks.get(left_out)) is not None:
            return known
        found = self._by_node(rule for rule in rules.walking if rule not in left_out)
        if len(self._out) == len(left_out):  # else a rule could not be imported, which each model is to report
            rules.checks[left_out] = found
        return found

    def _judge(self, facts: Facts, rules: Mapping[str, Rule], asked: frozenset[str]) -> None:
        """Hand each rule its own judgements; `asked` are the names of those that are not left out."""
        try:
            by_rule = facts(judgements_by_rule)
        except Exception as error:  # noqa: BLE001  what the rules ask for fails: they are named, and the others go on
            for each in rules.values():
                self._crash(each, error)
            return
        self._outcome.ran |= asked
        for name, own in by_rule.items():
            if (rule := rules.get(name)) is not None:
                self.visit((own,), [(rule, check) for kind, check in self._checks(rule) if kind is Judgements], facts)

    def _by_node(self, rules: Iterable[Rule]) -> dict[type, list[tuple[Rule, Check]]]:
        found: dict[type, list[tuple[Rule, Check]]] = {}
        for rule in rules:
            for kind, check in self._checks(rule):
                if kind is not Judgements:
                    found.setdefault(kind, []).append((rule, check))
        return found

    def _checks(self, rule: Rule) -> list[tuple[type, Check]]:
        try:
            return rule.checks
        except Exception as error:  # noqa: BLE001  a module that cannot be imported is a rule that crashed
            self._crash(rule, error)
            return []

    def visit(self, nodes: Sequence[object], checks: list[tuple[Rule, Check]], facts: Facts | None = None) -> None:
        """Hand nodes of one type to their checks, all to one check before the next."""
        outcome, out = self._outcome, self._out
        for rule, check in checks:
            if rule in out:
                continue
            found: list[Finding] = []
            try:
                for node in nodes:
                    found += check(node) if facts is None else check(node, facts)
                if nodes:
                    outcome.ran.add(rule.name)
            except Skip as skip:
                out.add(rule)
                outcome.skipped.add((rule.name, str(skip) or rule.needs))
            except (Exception, SystemExit) as error:  # noqa: BLE001  a rule may raise anything; it is named, and the others go on
                self._crash(rule, error)
            if found:
                outcome.findings += [self._signed(rule, finding) for finding in found]

    def _crash(self, rule: Rule, error: BaseException) -> None:
        self._out.add(rule)
        self._outcome.crash(rule.name, self._subject.path, self._subject.board, error)

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
