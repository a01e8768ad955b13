"""The walk over a model's nodes: judgements go to the rule that reports them; a rule that fails is named, and the others go on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from networks import dense

from tflint.check.checks import Checks, Outcome
from tflint.check.rule import IndexedRule, Rule
from tflint.facts import Facts, Judgements, verdicts
from tflint.finding import Severity
from tflint.manifest.board import Board
from tflint.model import reader
from tflint.model.view import Model
from tflint.runtime.verdict import Cause, Effect, Phase, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.finding import Finding


def facts(*causes: Cause) -> Facts:
    made = Facts(reader.read(dense()), Board("nano33"), path="model.tflite")
    made._proved[verdicts] = tuple(Verdict(Phase.PREPARE, Effect.REFUSED, cause, str(cause), 0, 0) for cause in causes)  # noqa: SLF001  a runtime's words, set here
    return made


def reporter(name: str) -> Rule:
    rule = Rule(f"pack.family.{name}", severity=Severity.ERROR, since="1")

    @rule.on(Judgements)
    def check(own: Judgements, _facts: Facts) -> Iterator[Finding]:
        yield rule.finding(own[0], ", ".join(it.verdict.why for it in own))

    return rule


def test_a_rule_gets_its_own_judgements_alone() -> None:
    outcome = Outcome()
    rules = (reporter("kernel_constraint"), reporter("legacy_uint8"))
    Checks(rules).model(facts(Cause.CONSTRAINT, Cause.UINT8, Cause.CONSTRAINT), outcome)
    told = {it.rule: it.message for it in outcome.findings}
    assert told == {"kernel-constraint": f"{Cause.CONSTRAINT}, {Cause.CONSTRAINT}", "legacy-uint8": str(Cause.UINT8)}


def test_a_rule_without_judgements_is_not_called_and_has_run() -> None:
    outcome = Outcome()
    Checks((reporter("legacy_uint8"),)).model(facts(Cause.CONSTRAINT), outcome)
    assert (outcome.findings, outcome.ran) == ([], {"legacy-uint8"})


def test_an_indexed_rule_is_imported_for_a_judgement_alone() -> None:
    rule = IndexedRule("pack_missing.family.legacy_uint8", ("Judgements",), (Severity.ERROR, "1", "", ("tflm",)))
    outcome = Outcome()
    Checks((rule,)).model(facts(Cause.CONSTRAINT), outcome)
    assert (outcome.ran, outcome.crashed) == ({"legacy-uint8"}, [])
    Checks((rule,)).model(facts(Cause.UINT8), outcome)
    assert [(it.rule, "pack_missing" in it.error) for it in outcome.crashed] == [("legacy-uint8", True)]


def test_a_rule_that_cannot_be_imported_is_a_crash_of_each_model() -> None:
    checks = Checks((IndexedRule("pack_missing.family.gone", ("Model",), (Severity.ERROR, "1", "", ("tflm",))),))
    outcome = Outcome()
    for _ in range(2):
        checks.model(facts(), outcome)
    assert [it.rule for it in outcome.crashed] == ["gone", "gone"]


class Failing(Facts):
    """Facts of which none can be proved."""

    def __call__(self, fact: object) -> NoReturn:
        raise RuntimeError(f"boom: {fact}")


def test_facts_that_fail_are_a_crash_of_each_rule_that_asks_for_them() -> None:
    other = Rule("pack.family.other", severity=Severity.NOTE, since="1")

    @other.on(Model)
    def check(model: Model, _facts: Facts) -> Iterator[Finding]:
        yield other.finding(model, "still said")

    outcome = Outcome()
    Checks((reporter("kernel_constraint"), other)).model(Failing(reader.read(dense()), Board("nano33"), path="a.tflite"), outcome)
    assert [it.rule for it in outcome.crashed] == ["kernel-constraint"]
    assert [it.message for it in outcome.findings] == ["still said"]
