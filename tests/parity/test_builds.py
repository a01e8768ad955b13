"""tflint against builds of TFLM from 2020 to 2026: what became of thousands of small models (tools/measure_builds.py).

A seeded part of them is compared, all where the environment has TFLINT_MATRIX=all.
"""

from __future__ import annotations

import os
import random
from functools import cache
from typing import Any

import measure_builds as builds
import pytest
import snapshot_cells as models
from measure_snapshots import target_of
from tflm_bases import bases
from tflm_changes import changes

RECORD: dict[str, Any] = builds.load()
NAMES: list[str] = RECORD["names"]
WHOLE = os.environ.get("TFLINT_MATRIX") == "all"
OPS = ("CONCATENATION", "AVERAGE_POOL_2D", "DEPTHWISE_CONV_2D", "TRANSPOSE_CONV", "QUANTIZE", "SELECT_V2", "SVDF", "FILL")
SOUND = sum(" | " not in name for name in NAMES)


@cache
def compared() -> dict[int, bytes]:
    """Return the models that are compared, by their number: every sound one of a few ops, changed ones of these, and others by chance."""
    if WHOLE:
        return {number: cell.data for number, cell in enumerate(models.cells())}
    rng, number_of = random.Random(2), {name: number for number, name in enumerate(NAMES)}
    chosen = {number_of[name] for name in NAMES[:SOUND] if name.split(" ")[0] in OPS} | set(rng.sample(range(SOUND), 150))
    found = {number: models.sound_of(NAMES[number]) for number in chosen}
    for op in OPS:
        listed = [(base, change) for base in bases(op, models.KINDS) for change in changes(base)]
        for base, change in rng.sample(listed, 60):
            if (number := number_of.get(f"{op} {base.name} | {change.what}")) is not None:
                found[number] = change.apply(base)
    return found


@pytest.mark.parametrize("name", RECORD["trees"])
def test_a_build_s_outcomes_are_reported_but_for_those_that_are_known(name: str) -> None:
    row = RECORD["trees"][name]
    target = target_of(row)
    known = {number for numbers in row["differ"].values() for number in numbers}
    here = [number for number in compared() if number < len(row["minimum"])]
    parted = {it for it in here if builds.said(compared()[it], target, (row["used"][it], row["minimum"][it]))}
    assert {NAMES[it] for it in parted} == {NAMES[it] for it in known.intersection(here)}
    assert len(here) > 200


def test_every_figure_that_differs_is_a_bound_and_seven_outcomes_differ() -> None:
    total = sum(len(row["minimum"]) for row in RECORD["trees"].values())
    kinds: dict[str, int] = {}
    for row in RECORD["trees"].values():
        for kind, numbers in row["differ"].items():
            kinds[kind] = kinds.get(kind, 0) + len(numbers)
    assert total > 100_000
    # shapes of six dimensions, which RuntimeShape writes past its five: mostly that goes well, in one build's convolutions it does not
    assert (kinds.pop("refused"), kinds.pop("missed")) == (3, 4)
    assert set(kinds) == {"minimum (a bound)", "used (a bound)"}


def test_the_builds_are_of_many_years() -> None:
    runtimes = {row["runtime"] for row in RECORD["trees"].values()}
    assert runtimes >= {"tf@2.1", "tf@2.4", "harvard-tinymlx@1.2.4", "arduino@2023-02", "tflm@2022-05", "tflm@2026-05"}
    assert {row["target"] for row in RECORD["trees"].values()} == {"cortex-m4/reference", "cortex-m4/cmsis-nn"}
