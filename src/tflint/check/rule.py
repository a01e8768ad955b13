"""A rule: its name, its weight, its options, and the checks that it registers."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, overload

from tflint.check.import_path import without_working_folder
from tflint.facts import Option
from tflint.finding import Finding, Location

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tflint.facts import Deployment, Facts, File, Project
    from tflint.finding import Evidence, Place, Severity
    from tflint.model.view import Buffer, Model, Operator, Subgraph, Tensor

T = TypeVar("T")
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
    docstring is its page. `needs` says in a few words what must be declared for the rule to have anything to check;
    `runtimes` for which it applies (`tflm`, `litert`).
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
        self.options: dict[str, Option[Any]] = {}
        self.checks: list[tuple[type, Callable[..., Iterator[Finding]]]] = []

    def __reduce__(self) -> tuple[Callable[[str], Rule], tuple[str]]:
        """Travel to a worker process as the name of the module that holds the rule."""
        return _of_module, (self.module,)

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
        self.options[name] = option
        return option

    @overload
    def on(
        self, node: type[N]
    ) -> Callable[[Callable[[N, Facts], Iterator[Finding]]], Callable[[N, Facts], Iterator[Finding]]]: ...
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
        File: `check(file)`, once a file, readable or not. Deployment: `check(deployment)`, once a board, with all its models.
        Project: `check(project)`, once a run, after suppression.
        """

        def register(check: Callable[..., Iterator[Finding]]) -> Callable[..., Iterator[Finding]]:
            self.checks.append((node, check))
            return check

        return register

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
