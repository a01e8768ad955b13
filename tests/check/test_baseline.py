"""Findings that were there before."""

import pytest
from scenes import FINDING

from tflint.check import baseline


def same(path: str) -> str:
    return path


def test_what_is_not_in_the_baseline_is_kept() -> None:
    kept, known, gone = baseline.part([FINDING], (), same)
    assert (kept, known, gone) == ([FINDING], [], ())


def test_what_is_in_the_baseline_is_held_back() -> None:
    entries = baseline.load(baseline.dump([FINDING], same))
    kept, known, gone = baseline.part([FINDING], entries, same)
    assert kept == []
    assert [(it.finding, it.by) for it in known] == [(FINDING, "baseline")]
    assert gone == ()


def test_a_model_that_is_converted_again_keeps_its_entries() -> None:
    entries = baseline.load(baseline.dump([FINDING], same))
    moved = FINDING._replace(
        message=FINDING.message.replace("84,280", "91,004"),
        location=FINDING.location._replace(path="subgraphs/0/operators/4"),
    )
    assert baseline.part([moved], entries, same)[0] == []


def test_one_more_of_the_same_kind_is_new() -> None:
    entries = baseline.load(baseline.dump([FINDING, FINDING], same))
    assert len(baseline.part([FINDING, FINDING, FINDING], entries, same)[0]) == 1


def test_an_entry_that_no_finding_has_any_more_is_reported() -> None:
    entries = baseline.load(baseline.dump([FINDING], same))
    assert baseline.part([], entries, same)[2] == entries


def test_paths_do_not_depend_on_the_working_folder() -> None:
    entries = baseline.load(baseline.dump([FINDING], same))
    elsewhere = FINDING._replace(path="../repo/models/kws.tflite")
    assert baseline.part([elsewhere], entries, lambda path: path.removeprefix("../repo/"))[0] == []


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"version": 2, "findings": []}', '{"version": 1, "findings": [1]}', "[" * 100_000]
)
def test_what_is_no_baseline_is_refused(text: str) -> None:
    with pytest.raises(baseline.NoBaseline):
        baseline.load(text)


def test_the_file_is_the_same_whatever_the_order_of_the_findings() -> None:
    other = FINDING._replace(rule="float-input")
    assert baseline.dump([FINDING, other], same) == baseline.dump([other, FINDING], same)
