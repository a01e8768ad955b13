"""`operator-version`: ops newer than the runtime."""

import pytest
from networks import Tree, board_toml, one

from tflint.facts import Facts, verdicts
from tflint.facts.judgements import judgements_by_rule
from tflint.finding import Severity
from tflint.manifest.board import Board
from tflint.manifest.target import parse
from tflint.model import reader
from tflint.runtime.verdict import Cause, Effect, Phase, Verdict
from tflint.testing import run
from tflint_rules.operators.operator_version import rule

check = rule.checks[0][1]
F4 = {"shape": (1, 4)}


def versioned(version: int) -> bytes:
    return one("ABS", [F4], F4, version=version)


def manifest() -> str:
    return board_toml().replace('cpu = "cortex-m4"\nkernels = "cmsis-nn"', 'kernels = "litert"').replace("nano33", "pi")


def bad() -> Tree:
    """An op of a version that no release supports, on a Raspberry Pi."""
    return {"models/newest.tflite": versioned(99), "tflint.toml": manifest()}


def good() -> Tree:
    return {"models/newest.tflite": versioned(1), "tflint.toml": manifest()}


def test_known_versions_are_fine() -> None:
    assert run(rule, versioned(1)) == ()
    assert run(rule, versioned(1), board=Board("pi", parse("litert"))) == ()


def test_a_version_beyond_litert_s_table_is_refused() -> None:
    (finding,) = run(rule, versioned(99), board=Board("pi", parse("litert")))
    assert finding.severity is Severity.ERROR
    assert "ABS version 99" in finding.message


@pytest.mark.parametrize(("effect", "severity"), [(Effect.REFUSED, Severity.ERROR), (Effect.WRONG, Severity.WARNING)])
def test_a_refusal_is_an_error_and_anything_else_a_warning(effect: Effect, severity: Severity) -> None:
    facts = Facts(reader.read(versioned(1)), Board("old"), path="model.tflite")
    facts._proved[verdicts] = (Verdict(Phase.LOAD, effect, Cause.VERSION, "version 99 is newer than 12", 0, 0),)  # noqa: SLF001  a verdict of a runtime to come
    (finding,) = check(facts(judgements_by_rule)[rule.name], facts)
    assert (finding.severity, finding.message) == (severity, "op 0 ABS: version 99 is newer than 12")
