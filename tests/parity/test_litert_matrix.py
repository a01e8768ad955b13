"""tflint's verdicts against the probe's matrix: what the real LiteRT made of some 30,000 models of one op, each with one thing changed.

A seeded quarter of the cells is compared, all of them where the environment has TFLINT_MATRIX=all.
"""

from __future__ import annotations

import os
import random
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

import litert_excepted as excepted
import probe_litert as probe
import pytest
from litert_bases import OPS

if TYPE_CHECKING:
    from one_op_matrix import Cell

AGAIN = 300  # cells that are probed again


VERSION, MATRIX = probe.read_matrix()


@cache
def cells(op: str) -> tuple[Cell, ...]:
    return tuple(probe.cells(op))


def chosen(op: str) -> list[Cell]:
    whole = os.environ.get("TFLINT_MATRIX") == "all"
    return list(cells(op)) if whole else random.Random(op).sample(cells(op), k=-(-len(cells(op)) // 4))


def test_the_matrix_has_cells_of_every_probed_op_and_some_at_each_stage() -> None:
    assert {name.partition(" ")[0] for name in MATRIX} == set(OPS)
    assert len(MATRIX) > 30_000
    counts = {
        stage: sum(said.startswith(stage) for said in MATRIX.values()) for stage in ("load", "refused", "invoke", "runs", "dies")
    }
    assert min(counts.values()) > 100


@pytest.mark.parametrize("op", OPS)
def test_verdicts_agree_with_the_real_runtime(op: str) -> None:
    assert {cell.name for cell in cells(op)} == {name for name in MATRIX if name.partition(" ")[0] == op}
    assert [line for line in probe.disagreements(MATRIX, chosen(op)) if excepted.reason(line) is None] == []


def test_a_message_that_is_claimed_is_what_the_runtime_prints() -> None:
    asked = [cell for op in OPS for cell in random.Random(op).sample(cells(op), k=min(40, len(cells(op))))]
    quoted = [cell for cell in asked if any(it.message for it in probe.verdicts_of(cell.data) or ())]
    assert len(quoted) > 1500
    assert list(probe.misquoted(MATRIX, quoted)) == []


def test_every_exception_is_needed() -> None:
    asked = [
        cell for op in OPS for cell in cells(op) if any(excepted.may_match(pattern, cell.name) for pattern in excepted.PATTERNS)
    ]
    lines = list(probe.disagreements(MATRIX, asked))
    assert [pattern for pattern in excepted.PATTERNS if not any(excepted.matches(pattern, line) for line in lines)] == []
    assert len(lines) < 0.002 * len(MATRIX)


def test_cells_probed_again_are_what_they_were() -> None:
    try:
        installed = version("ai-edge-litert")
    except PackageNotFoundError:
        pytest.skip("ai-edge-litert is not installed")
    if installed != VERSION:
        pytest.skip(f"ai-edge-litert {installed} is not the wheel that was probed, {VERSION}")
    assert list(probe.changed(MATRIX, AGAIN)) == []
