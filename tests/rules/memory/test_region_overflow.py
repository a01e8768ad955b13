"""`region-overflow`: arenas against PSRAM, SDRAM and the memory that interpreters of one device share."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from networks import Tree, board_toml, dense

from tflint.manifest.board import Board
from tflint.testing import run
from tflint_rules.memory.region_overflow import rule

TWO = {"one.tflite": dense(), "two.tflite": dense()}


def bad() -> Tree:
    """An arena in PSRAM, on a module that has less of it."""
    arena = 'memory = { psram = "4 MiB" }\narena = { size = "8 MiB", in = "psram" }'
    return {"models/gesture.tflite": dense(), "tflint.toml": board_toml(arena)}


def good() -> Tree:
    arena = 'memory = { psram = "8 MiB" }\narena = { size = "8 MiB", in = "psram" }'
    return {"models/gesture.tflite": dense(), "tflint.toml": board_toml(arena)}


def test_an_arena_in_the_ram_is_another_rule_s_matter() -> None:
    assert run(rule, dense(), board=Board("cam", arena=1 << 30, ram=65_536)) == ()


def test_a_region_whose_size_is_not_known_cannot_overflow() -> None:
    assert run(rule, dense(), board=Board("cam", arena=1 << 30, arena_in="psram", ram=520 << 10)) == ()


def test_an_arena_larger_than_its_region_is_found() -> None:
    board = Board("cam", arena=8 << 20, arena_in="psram", ram=520 << 10, memory={"psram": 4 << 20})
    (finding,) = run(rule, dense(), board=board)
    assert finding.message == "arenas need 8,388,608 B of psram on cam, 4,194,304 B there"


TWO_INTERPRETERS = """version = 1

[boards.speech]
device = "doorbell"
arena = "{arena}"
ram = {{ total = "64 KiB" }}

[boards.features]
device = "doorbell"
arena = "30 KiB"
ram = {{ total = "64 KiB" }}

[[models]]
path = "one.tflite"
boards = ["speech"]

[[models]]
path = "two.tflite"
boards = ["features"]
"""


@pytest.mark.parametrize(("arena", "count"), [("34 KiB", 0), ("35 KiB", 1)])
def test_the_interpreters_of_one_device_share_its_memory(tmp_path: Path, arena: str, count: int) -> None:
    for name, data in TWO.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "tflint.toml").write_text(TWO_INTERPRETERS.format(arena=arena), "utf-8")
    command = [sys.executable, "-m", "tflint", "--no-cache", "--select", "region-overflow", "--format", "json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    found = json.loads(done.stdout)["findings"]
    assert len(found) == count
    if count:
        assert found[0]["message"] == "arenas of features, speech need 66,560 B of ram together on doorbell, 65,536 B there"
