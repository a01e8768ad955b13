"""The real TFLM computes the same under the plans that tflint makes; a sample of fuzz/offline_plans.py, which runs many more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from offline_plans import cases, judged

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("tflite_micro")

SEEDS = range(40)


def test_a_plan_that_the_checker_finds_sound_changes_no_output(tmp_path: Path) -> None:
    batch = [case for seed in SEEDS for case in cases(seed)]
    found = [(case.seed, case.kind, case.sound, outcome) for case, outcome in judged(batch, tmp_path)]
    assert len(found) > len(SEEDS)
    assert [it for it in found if it[2] and it[3] != "same"] == []
    assert [it for it in found if it[1] == "right" and not it[2]] == []
