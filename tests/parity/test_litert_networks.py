"""XNNPACK's memory for random networks: models other than those from which the range was derived (runtime/litert/xnnpack.py)."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conv_networks import network

from tflint.facts import Facts
from tflint.facts.process_memory import process_memory
from tflint.manifest.board import Board
from tflint.manifest.target import Target
from tflint.model.reader import read

if TYPE_CHECKING:
    from tflint.facts import ProcessMemory

ROWS = [json.loads(line) for line in Path(__file__).with_name("litert_memory_networks.jsonl").read_text("utf-8").splitlines()]


def memory(row: dict[str, Any]) -> ProcessMemory:
    data = network(row["seed"])
    assert hashlib.sha256(data).hexdigest() == row["sha256"]
    board = Board("pi", Target("", "litert", row["wheel"], delegate="xnnpack"), ram=1)
    return Facts(read(data), board, path="")(process_memory)


def test_resident_memory_is_within_the_range_and_the_partitions_are_as_reported() -> None:
    assert len(ROWS) >= 50
    wrong = []
    for row in ROWS:
        it = memory(row)
        total = it.base + row["rss"]
        if not it.least <= total <= it.expected:
            wrong.append((row["seed"], it.least, total, it.expected))
        assert it.delegation is not None
        assert it.delegation.partitions == (row["partitions"], row["partitions"])
    assert wrong == []
