"""`split-arena-overflow`: the two arenas of a firmware that splits them."""

import pytest
from networks import Tree, board_toml, dense

from tflint.facts import Facts, arena_plan
from tflint.manifest.board import Board, SplitArena
from tflint.manifest.target import parse
from tflint.model import reader
from tflint.testing import run
from tflint_rules.memory.split_arena_overflow import rule


def bad() -> Tree:
    """A model whose parameters do not fit beside each other."""
    return {"models/gesture.tflite": dense(), "tflint.toml": board_toml('arena = { persistent = 128, non_persistent = "4 KiB" }')}


def good() -> Tree:
    return {
        "models/gesture.tflite": dense(),
        "tflint.toml": board_toml('arena = { persistent = "2 KiB", non_persistent = "4 KiB" }'),
    }


def parts() -> tuple[int, int]:
    """Return what the model needs of each arena."""
    split = Facts(reader.read(memoryview(dense())), board(0, 0), path="m.tflite")(arena_plan).split
    assert split is not None
    return split


def board(persistent: int, non_persistent: int) -> Board:
    return Board("nano33", split=SplitArena(persistent, non_persistent))


def test_one_arena_is_another_rule_s_matter() -> None:
    assert run(rule, dense(), board=Board("nano33", arena=1)) == ()


@pytest.mark.parametrize(("less", "count"), [(0, 0), (1, 1)])
def test_the_last_byte_of_each_part_may_be_used(less: int, count: int) -> None:
    persistent, planned = parts()
    assert len(run(rule, dense(), board=board(persistent - less, planned))) == count
    assert len(run(rule, dense(), board=board(persistent, planned - less))) == count


def test_room_in_one_part_is_of_no_use_to_the_other() -> None:
    persistent, planned = parts()
    (finding,) = run(rule, dense(), board=board(1 << 20, planned - 1))
    assert finding.message == f"the non-persistent arena needs {planned:,} B on nano33, {planned - 1:,} B given"
    (finding,) = run(rule, dense(), board=board(64, 1 << 20))
    assert finding.evidence["needed"] == persistent


def test_a_bound_is_called_one() -> None:
    older = board(64, 1 << 20)._replace(target=parse("cortex-m4/cmsis-nn", "tflm@2023-06"))
    (finding,) = run(rule, dense(), board=older)
    assert "needs at least" in finding.message
