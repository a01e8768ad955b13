"""`operator-version`: ops newer than the runtime."""

import pytest
from networks import dense

from tflint.facts import Facts, verdicts
from tflint.finding import Severity
from tflint.manifest.board import Board
from tflint.model import reader
from tflint.runtime.verdict import Cause, Effect, Verdict
from tflint.testing import run
from tflint_rules.operators.operator_version import rule

(_, check), *_ = rule.checks


def test_known_versions_are_fine() -> None:
    assert run(rule, dense()) == ()


@pytest.mark.parametrize(("effect", "severity"), [(Effect.REFUSED_AT_ALLOCATE, Severity.ERROR), (Effect.WRONG, Severity.WARNING)])
def test_a_refusal_is_an_error_and_anything_else_a_warning(effect: Effect, severity: Severity) -> None:
    facts = Facts(reader.read(dense()), Board("old"), path="model.tflite")
    facts._proved[verdicts] = (Verdict(effect, Cause.VERSION, "version 99 is newer than 12", 0, 0),)  # noqa: SLF001  a verdict of a runtime to come
    (finding,) = check(facts.model, facts)
    assert (finding.severity, finding.message) == (severity, "op 0 FULLY_CONNECTED: version 99 is newer than 12")
