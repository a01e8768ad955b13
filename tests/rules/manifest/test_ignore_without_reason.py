"""`ignore-without-reason`: suppressions that do not say why."""

from networks import Tree, board_toml, dense

from tflint.facts import Project
from tflint.manifest.board import Ignore, Manifest, ModelEntry
from tflint_rules.manifest.ignore_without_reason import rule

check = rule.checks[0][1]


def ignoring(reason: str) -> str:
    return board_toml(ignore=f'[{{ rule = "float-*", reason = "{reason}" }}]')


def bad() -> Tree:
    """An ignore with its reason left empty."""
    return {"models/gesture.tflite": dense(ends="float32"), "tflint.toml": ignoring("")}


def good() -> Tree:
    return {"models/gesture.tflite": dense(ends="float32"), "tflint.toml": ignoring("the host wants float")}


def test_a_reason_is_enough() -> None:
    manifest = Manifest(ignore=(Ignore("a", "why"),), models=(ModelEntry("*", ignore=(Ignore("b", "why"),)),))
    assert list(check(Project(manifest, (), ()))) == []


def test_empty_reasons_are_found_everywhere() -> None:
    manifest = Manifest(ignore=(Ignore("a", " "),), models=(ModelEntry("*", ignore=(Ignore("b"),)),))
    assert [it.evidence["ignored"] for it in check(Project(manifest, (), ()))] == ["a", "b"]
