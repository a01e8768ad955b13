"""Words that all reports for people share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tflint.finding import Replacement
from tflint.report import wording
from tflint.report.wording import shortest

if TYPE_CHECKING:
    from tflint.check.report import Report


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        (["models/kws.tflite", "models/person.tflite"], ["kws.tflite", "person.tflite"]),
        (["a/x/kws.tflite", "b/x/kws.tflite", "b/x/person.tflite"], ["a/x/kws.tflite", "b/x/kws.tflite", "person.tflite"]),
        (["kws.tflite", "old/kws.tflite"], ["kws.tflite", "old/kws.tflite"]),
        (["a\\kws.tflite", "b\\kws.tflite"], ["a/kws.tflite", "b/kws.tflite"]),
        ([], []),
    ],
    ids=["different names", "one name in two folders", "one inside the other", "windows", "none"],
)
def test_a_path_is_as_short_as_distinguishes_it(paths: list[str], names: list[str]) -> None:
    assert shortest(paths) == dict(zip(paths, names, strict=True))


def test_a_finding_that_fix_makes_go_away_is_marked_and_counted(report: Report) -> None:
    dead = next(it for it in report.findings if it.rule == "dead-operator")
    unsafe = next(it for it in report.findings if it.rule == "float-input")
    assert wording.marked(dead, "op 4 RELU feeds nothing") == "op 4 RELU feeds nothing [*]"
    assert wording.marked(unsafe, "float") == "float"
    counted = wording.fixable([dead, dead, unsafe])
    assert counted == "[*] 2 fixable with `tflint fix` (dead-operator), 1 more with `--unsafe` (float-input)."


def test_a_source_counts_as_fixable_only_with_an_edit(report: Report) -> None:
    found = next(it for it in report.findings if it.rule == "unregistered-operator")
    assert not wording.fixable([found])
    assert wording.fixable([found._replace(fixes=(Replacement("main.cc", (1, 1), (1, 1), "", ""),))])


def test_an_arena_counts_as_fixable_where_the_rewritten_model_fits(report: Report) -> None:
    found = next(it for it in report.findings if it.rule == "arena-overflow")
    assert not wording.fixable([found])
    assert wording.fixable([found._replace(evidence={"fits_rewritten": True})])
