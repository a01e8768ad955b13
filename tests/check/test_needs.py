"""What rules need to be declared: said once where it is missing, and no check is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from networks import dense

from tflint.check.checks import Checks, Outcome
from tflint.check.needs import unmet
from tflint.check.rule import Rule
from tflint.facts import Deployment, Facts, File, Project
from tflint.finding import Severity
from tflint.manifest.board import Board, Manifest, ModelEntry, ResolverSpec, TensorContract
from tflint.model import reader
from tflint.model.view import Model

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tflint.finding import Finding
    from tflint.model.data import Data

MODEL = reader.read(dense())


def facts(board: Board | None = None, entry: ModelEntry | None = None, *, declared: bool = True) -> Facts:
    return Facts(MODEL, board or Board("nano33"), path="model.tflite", entry=entry, declared=declared)


def file(**settings: object) -> File:
    data: Data = memoryview(b"")
    return File("model.tflite", data, MODEL, None, {"oversize-file": settings})


BARE = Board("nano33")
ENTRY = ModelEntry("model.tflite")
INPUT = (TensorContract(),)


@pytest.mark.parametrize(
    ("needs", "without", "given", "why"),
    [
        ("boards", facts(declared=False), facts(), "no board declared"),
        ("boards.*.arena", facts(BARE), facts(BARE._replace(arena=1)), "no arena declared"),
        ("boards.*.arena", Deployment(BARE, ()), Deployment(BARE._replace(arena=1), ()), "no arena declared"),
        ("boards.*.flash", facts(BARE), facts(BARE._replace(flash_models=1)), "no flash size declared"),
        ("boards.*.npu", facts(BARE), facts(BARE._replace(npu="ethos-u55-128")), "no NPU declared"),
        ("boards.*.resolver", facts(BARE), facts(BARE._replace(resolver=ResolverSpec())), "no resolver declared"),
        (
            "boards.*.resolver.source",
            facts(BARE._replace(resolver=ResolverSpec())),
            facts(BARE._replace(resolver=ResolverSpec(source=("a.cc",)))),
            "no resolver source declared",
        ),
        ("models", Project(Manifest(), (), ()), Project(Manifest(models=(ENTRY,)), (), ()), "no models declared"),
        ("models.*.inputs", facts(), facts(entry=ENTRY._replace(inputs=INPUT)), "no inputs declared"),
        ("models.*.inputs", facts(entry=ENTRY), facts(entry=ENTRY._replace(inputs=())), "no inputs declared"),
        ("models.*.signatures", facts(entry=ENTRY), facts(entry=ENTRY._replace(signatures=("f",))), "no signatures declared"),
        ("rules.oversize-file.limit", file(), file(limit="1 MB"), "no limit set"),
    ],
)
def test_a_rule_is_not_asked_where_what_it_needs_is_missing(needs: str, without: object, given: object, why: str) -> None:
    assert unmet(needs, given) is None
    assert unmet(needs, without) == why


@pytest.mark.parametrize("subject", [facts(), file(), Deployment(BARE, ()), Project(Manifest(), (), ())])
@pytest.mark.parametrize("needs", ["", "a licence", "boards.*.colour"])
def test_other_needs_are_the_rule_s_own_business(needs: str, subject: object) -> None:
    assert unmet(needs, subject) is None


@pytest.mark.parametrize("needs", ["boards.*.arena", "models.*.inputs", "models", "boards", "--diff", "an ESPHome manifest"])
@pytest.mark.parametrize("subject", [file(), Deployment(BARE._replace(arena=1), ()), Project(Manifest(models=(ENTRY,)), (), ())])
def test_a_subject_that_has_no_such_thing_is_left_to_the_rule(needs: str, subject: object) -> None:
    assert unmet(needs, subject) in {None, "no ESPHome manifest next to it"}


def test_json_next_to_the_model_is_looked_for(tmp_path: Path) -> None:
    subject = Facts(MODEL, BARE, path=str(tmp_path / "okay.tflite"))
    assert unmet("an ESPHome manifest", subject) == "no ESPHome manifest next to it"
    (tmp_path / "okay.json").write_text("{}", "utf-8")
    assert unmet("an ESPHome manifest", subject) is None


def test_a_rule_of_a_pack_is_skipped_with_the_same_words() -> None:
    rule = Rule("pack.family.some_rule", severity=Severity.NOTE, since="1", needs="boards.*.arena")

    @rule.on(Model)
    def check(model: Model, _facts: Facts) -> Iterator[Finding]:
        yield rule.finding(model, "said")

    outcome = Outcome()
    Checks((rule,)).model(facts(BARE), outcome)
    assert (outcome.findings, outcome.skipped, outcome.ran) == ([], {("some-rule", "no arena declared")}, set())
    Checks((rule,)).model(facts(BARE._replace(arena=1)), outcome)
    assert [it.message for it in outcome.findings] == ["said"]
    assert outcome.ran == {"some-rule"}
