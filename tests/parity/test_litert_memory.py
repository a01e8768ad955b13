"""What processes with LiteRT 2.3.0 had resident for public models, and XNNPACK's partitions, against what the plan says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from corpus import CORPUS

from tflint.facts import Facts
from tflint.facts.process_memory import process_memory
from tflint.manifest.board import Board
from tflint.manifest.target import Target
from tflint.model.reader import read

if TYPE_CHECKING:
    from tflint.facts import ProcessMemory

    Row = dict[str, Any]

DATA = CORPUS
ROWS = [json.loads(line) for line in Path(__file__).with_name("litert_memory.jsonl").read_text("utf-8").splitlines()]

if not (DATA / "measured.json").exists():
    pytest.skip("the measured corpus is not here", allow_module_level=True)

FILES = {row["sha256"]: DATA / row["file"] for row in json.loads((DATA / "measured.json").read_text("utf-8"))}


def memory(row: Row) -> ProcessMemory:
    board = Board("pi", Target("", "litert", row["wheel"], delegate=row["mode"]), ram=1)
    return Facts(read(FILES[row["sha256"]].read_bytes()), board, path="")(process_memory)


@pytest.mark.parametrize("mode", ["xnnpack", "none"])
def test_resident_memory_is_within_the_range(mode: str) -> None:
    rows = [row for row in ROWS if row["mode"] == mode]
    assert len(rows) > 80
    wrong = []
    for row in rows:
        it = memory(row)
        total = it.base + row["rss"]
        if not it.least <= total <= it.expected:
            wrong.append((FILES[row["sha256"]].name, it.least, total, it.expected))
    assert wrong == []


def test_the_delegate_cuts_the_graph_into_so_many_partitions() -> None:
    wrong = []
    for row in ROWS:
        if row["mode"] == "xnnpack":
            found = memory(row).delegation
            assert found is not None
            least, most = found.partitions
            if not least <= row["partitions"] <= most:
                wrong.append((FILES[row["sha256"]].name, row["partitions"], (least, most)))
    assert wrong == []
