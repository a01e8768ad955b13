"""A rule: its name, its weight, its options, and the checks that it registers."""

from __future__ import annotations

import sys
from functools import cache, cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, overload

from tflint.check.import_path import without_working_folder
from tflint.facts.subject import Option
from tflint.finding import Finding, Location

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tflint.facts.judgements import Judgement, Judgements
    from tflint.facts.subject import Deployment, Facts, File, Project
    from tflint.finding import Evidence, Place, Severity
    from tflint.model.view import Buffer, Model, Operator, Subgraph, Tensor

T = TypeVar("T")
Said = tuple["Severity", str, str, tuple[str, ...]]  # severity, since, needs and runtimes of a rule
N = TypeVar("N", "Model", "Subgraph", "Operator", "Tensor", "Buffer")


class Located(Protocol):
    """Anything with a place in a model."""

    @property
    def location(self) -> Location:
        """Return its place in the schema's words."""


class Skip(Exception):
    """Raised by a check that needs something undeclared; the summary shows the reason once: `no labels declared`."""


def _of_module(module: str) -> Rule:
    with without_working_folder():
        rule = import_module(module).rule
    assert isinstance(rule, Rule)
    return rule


class Rule:
    """A rule of a pack, made once at the top of its module: `rule = Rule(__name__, severity=Severity.ERROR, since="0.1")`.

    The module's name gives the rule's (`arena_overflow` -> `arena-overflow`) and its package the family; the module's
    docstring is its page. `needs` says what must be declared for the rule to have anything to check: where it is a key of
    `tflint.check.needs`, the rule is not asked without it. `runtimes` says for which the rule applies (`tflm`, `litert`).
    """

    def __init__(
        self,
        module: str,
        *,
        severity: Severity,
        since: str,
        needs: str = "",
        runtimes: tuple[str, ...] = ("tflm", "litert"),
    ) -> None:
        self.module = module
        family, _, name = module.rpartition(".")
        self.name = name.replace("_", "-")
        self.family = family.rpartition(".")[2]
        self.severity = severity
        self.since = since
        self.needs = needs
        self.runtimes = runtimes
        self._options: dict[str, Option[Any]] = {}
        self._checks: list[tuple[type, Callable[..., Iterator[Finding]]]] = []

    def __reduce__(self) -> tuple[Callable[..., Rule], tuple[object, ...]]:
        """Travel to a worker process as the name of the module that holds the rule."""
        return _of_module, (self.module,)

    @property
    def nodes(self) -> frozenset[str]:
        """Return the names of the types of node that the rule's checks look at: `{"Model", "Deployment"}`."""
        return frozenset(node.__name__ for node, _ in self.checks)

    @property
    def checks(self) -> list[tuple[type, Callable[..., Iterator[Finding]]]]:
        """Return the registered checks, each with the type of node that it looks at."""
        return self._checks

    @property
    def options(self) -> dict[str, Option[Any]]:
        """Return the declared options by name."""
        return self._options

    @property
    def page(self) -> str:
        """Return the rule's page: its module's docstring, Markdown."""
        return sys.modules[self.module].__doc__ or ""

    @property
    def summary(self) -> str:
        """Return the page's first line."""
        return self.page.partition("\n")[0].strip()

    def option(self, name: str, default: T, parse: Callable[[object], T], help: str) -> Option[T]:  # noqa: A002  argparse's own word
        """Declare a typed option; read it in a check with `facts.option(it)`."""
        option = Option(self.name, name, default, parse, help)
        self._options[name] = option
        return option

    @overload
    def on(
        self, node: type[N]
    ) -> Callable[[Callable[[N, Facts], Iterator[Finding]]], Callable[[N, Facts], Iterator[Finding]]]: ...
    @overload
    def on(
        self, node: type[Judgements]
    ) -> Callable[[Callable[[Judgements, Facts], Iterator[Finding]]], Callable[[Judgements, Facts], Iterator[Finding]]]: ...
    @overload
    def on(self, node: type[File]) -> Callable[[Callable[[File], Iterator[Finding]]], Callable[[File], Iterator[Finding]]]: ...
    @overload
    def on(
        self, node: type[Deployment]
    ) -> Callable[[Callable[[Deployment], Iterator[Finding]]], Callable[[Deployment], Iterator[Finding]]]: ...
    @overload
    def on(
        self, node: type[Project]
    ) -> Callable[[Callable[[Project], Iterator[Finding]]], Callable[[Project], Iterator[Finding]]]: ...
    def on(self, node: type) -> Callable[[Callable[..., Iterator[Finding]]], Callable[..., Iterator[Finding]]]:
        """Register a check for every node of a type.

        Model, Subgraph, Operator, Tensor, Buffer: `check(node, facts)`, once a model and board.
        Judgements: `check(judgements, facts)`, once a model and board, with those that are the rule's own; not where it has none.
        File: `check(file)`, once a file, readable or not. Deployment: `check(deployment)`, once a board, with all its models.
        Project: `check(project)`, once a run, after suppression.
        """

        def register(check: Callable[..., Iterator[Finding]]) -> Callable[..., Iterator[Finding]]:
            self._checks.append((node, check))
            return check

        return register

    def judged(self, judgement: Judgement, severity: Severity | None = None) -> Finding:
        """Return a judgement as a finding in its own words."""
        return self.finding(judgement, judgement.sentence, severity=severity, help=judgement.help, **judgement.evidence)

    def finding(
        self,
        at: Located | None,
        message: str,
        /,
        *,
        severity: Severity | None = None,
        place: Place | None = None,
        related: tuple[Place, ...] = (),
        help: tuple[str, ...] = (),  # noqa: A002  the report's own word
        **evidence: Evidence,
    ) -> Finding:
        """Return a finding at a node; the engine fills in path and board and applies the manifest's severity."""
        return Finding(
            rule=self.name,
            family=self.family,
            severity=self.severity if severity is None else severity,
            path="",
            message=message,
            location=Location() if at is None else at.location,
            evidence=evidence,
            help=help,
            place=place,
            related=related,
        )


class IndexedRule(Rule):
    """A rule as its pack's index describes it: its module is imported when a check, an option or its page is asked for."""

    def __init__(self, module: str, nodes: tuple[str, ...], said: Said) -> None:
        severity, since, needs, runtimes = said
        super().__init__(module, severity=severity, since=since, needs=needs, runtimes=runtimes)
        self._nodes = frozenset(nodes)

    def __reduce__(self) -> tuple[Callable[..., Rule], tuple[object, ...]]:
        """Travel to a worker process as what the index says, so that it imports no more than this one."""
        # sorted, for the cache and journals know a run's rules by their pickled bytes
        return indexed, (self.module, tuple(sorted(self._nodes)), (self.severity, self.since, self.needs, self.runtimes))

    @property
    def nodes(self) -> frozenset[str]:
        """Return the names of the types of node that the rule's checks look at."""
        return self._nodes

    @property
    def checks(self) -> list[tuple[type, Callable[..., Iterator[Finding]]]]:
        """Return the registered checks, each with the type of node that it looks at."""
        return self._whole.checks

    @property
    def options(self) -> dict[str, Option[Any]]:
        """Return the declared options by name."""
        return self._whole.options

    @property
    def page(self) -> str:
        """Return the rule's page: its module's docstring, Markdown."""
        return self._whole.page

    @cached_property
    def _whole(self) -> Rule:
        return _of_module(self.module)


@cache  # rules are compared by identity, in whichever process they arrive
def indexed(module: str, nodes: tuple[str, ...], said: Said) -> IndexedRule:
    """Return a rule as an index describes it; the same object each time."""
    return IndexedRule(module, nodes, said)
