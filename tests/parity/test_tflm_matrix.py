"""tflint's verdicts against the probe's matrix: what the real TFLM made of some 34,000 models of one op, each with one thing changed.

A seeded third of the cells is compared, all of them where the environment has TFLINT_MATRIX=all.
"""

from __future__ import annotations

import json
import os
import random
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

import probe_tflm as probe
import pytest
import tflm_excepted as excepted
from tflm_bases import OPS

if TYPE_CHECKING:
    from one_op_matrix import Cell

ROOT = Path(__file__).parents[2]
INDEX = ROOT / "src" / "tflint" / "runtime" / "tflm" / "kernels" / "index.json"
AGAIN = 150  # cells that are probed again


VERSION, MATRIX = probe.read_matrix()


@cache
def cells(op: str) -> tuple[Cell, ...]:
    return tuple(probe.cells(op))


def test_the_matrix_has_cells_of_every_kernel() -> None:
    probed = {name.partition(" ")[0] for name in MATRIX}
    assert probed == set(json.loads(INDEX.read_text("utf-8"))["ops"])
    assert len(MATRIX) > 30_000


@pytest.mark.parametrize("op", OPS)
def test_verdicts_agree_with_the_real_runtime(op: str) -> None:
    assert {cell.name for cell in cells(op)} == {name for name in MATRIX if name.partition(" ")[0] == op}
    whole = os.environ.get("TFLINT_MATRIX") == "all"
    sample = cells(op) if whole else random.Random(op).sample(cells(op), k=-(-len(cells(op)) // 3))
    assert [line for line in probe.disagreements(MATRIX, sample) if excepted.reason(line) is None] == []


def test_refusals_are_reported_in_the_runtime_s_own_words() -> None:
    asked = [
        cell
        for op in OPS
        for cell in random.Random(op).sample(cells(op), k=min(30, len(cells(op))))
        if MATRIX[cell.name].startswith("refused")
    ]
    other = [cell.name for cell in asked if not probe.in_the_same_words(MATRIX[cell.name], probe.words(cell.data))]
    assert len(asked) > 1000
    assert len(other) < 0.04 * len(asked)  # malformed ones, and counts that are read from behind a shape


def test_every_exception_is_needed() -> None:
    asked = [
        cell for op in OPS for cell in cells(op) if any(excepted.may_match(pattern, cell.name) for pattern in excepted.PATTERNS)
    ]
    lines = list(probe.disagreements(MATRIX, asked))
    assert [pattern for pattern in excepted.PATTERNS if not any(excepted.matches(pattern, line) for line in lines)] == []
    assert len(lines) < 0.005 * len(MATRIX)


def test_cells_probed_again_are_what_they_were() -> None:
    try:
        installed = version("tflite-micro")
    except PackageNotFoundError:
        pytest.skip("tflite-micro is not installed")
    if installed != VERSION:
        pytest.skip(f"tflite-micro {installed} is not the wheel that was probed, {VERSION}")
    assert list(probe.changed(MATRIX, AGAIN)) == []
