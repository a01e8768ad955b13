"""Rules and models for the engine's tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.check.rule import Rule, Skip
from tflint.check.scope import Scope
from tflint.finding import Finding, Location, Severity
from tflint.manifest.board import Board, Manifest
from tflint.manifest.target import parse
from tflint.model.view import Model, Operator
from tflint.testing import ModelBuilder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.facts import Facts

M4 = Board("nano33", parse("cortex-m4/cmsis-nn"), arena=65536)
FINDING = Finding(
    rule="hybrid-operator",
    family="operators",
    severity=Severity.ERROR,
    path="models/kws.tflite",
    message="op 3 FULLY_CONNECTED: 84,280 B in int8 'dense/MatMul'",
    location=Location("subgraphs/0/operators/3", "FULLY_CONNECTED", "dense/MatMul"),
    board="nano33",
)
HOST = Board("desk", parse("host/reference"), arena=65536)


def model(operators: int = 2) -> bytes:
    """Return a chain of RELU over eight floats."""
    b = ModelBuilder()
    x = b.input("x", (1, 8), "float32")
    for number in range(operators):
        y = b.tensor(f"y{number}", (1, 8), "float32")
        b.operator("RELU", [x], [y])
        x = y
    b.output(x)
    return b.build()


def new(name: str, severity: Severity = Severity.WARNING) -> Rule:
    """Return a rule without checks."""
    return Rule(f"pack.family.{name}", severity=severity, since="0.1")


def every_operator() -> Rule:
    """Return a rule that finds every operator."""
    rule = new("every_operator")

    @rule.on(Operator)
    def check(operator: Operator, _facts: Facts) -> Iterator[Finding]:
        yield rule.finding(operator, f"op {operator.index} {operator.name}", index=operator.index)

    return rule


def raises() -> Rule:
    """Return a rule that raises on every operator."""
    rule = new("raises")

    @rule.on(Operator)
    def check(operator: Operator, _facts: Facts) -> Iterator[Finding]:
        raise ZeroDivisionError(f"at {operator.index}")
        yield

    return rule


def skips() -> Rule:
    """Return a rule that needs what nobody declares."""
    rule = new("skips")

    @rule.on(Model)
    def check(_model: Model, _facts: Facts) -> Iterator[Finding]:
        raise Skip("no labels declared")
        yield

    return rule


def boards() -> Rule:
    """Return a rule that names its board in every message."""
    rule = new("boards")

    @rule.on(Model)
    def check(model: Model, facts: Facts) -> Iterator[Finding]:
        yield rule.finding(model, f"on {facts.board.name}")

    return rule


def scope(*rules: Rule, manifest: Manifest | None = None, boards: tuple[Board, ...] = (M4,), declared: bool = True) -> Scope:
    """Return a scope with these rules, on the Nano 33 unless said."""
    return Scope(rules, manifest or Manifest(), boards, declared=declared)
