"""`shared-arena-overflow`: models that stay in one arena at once."""

import pytest
from networks import Tree, board_toml, dense

from tflint.facts import Facts, arena_plan
from tflint.manifest.board import Board, SplitArena
from tflint.manifest.target import parse
from tflint.model import reader
from tflint.runtime.plan import Plan
from tflint.runtime.tflm.shared_allocator import plan
from tflint.testing import run
from tflint_rules.memory.shared_arena_overflow import rule

TARGET = parse("cortex-m4/cmsis-nn", "tflm@2026-08")
TWO = {"a.tflite": dense(), "b.tflite": dense(inputs=1200, classes=80)}
SHARED = Board("nano33", TARGET, one_allocator=True)


def project(arena: int) -> Tree:
    board = f'runtime = "tflm@2026-08"\narena = {arena}\narena_shared = "allocator"'
    return {f"models/{name}": data for name, data in TWO.items()} | {"tflint.toml": board_toml(board)}


def bad() -> Tree:
    """Two models of which each fits alone."""
    return project(together().minimum - 64)


def good() -> Tree:
    return project(together().minimum)


def together(board: Board = SHARED) -> Plan:
    return plan(map(reader.read, TWO.values()), board.built_target).whole


def alone(name: str, board: Board = SHARED) -> Plan:
    return Facts(reader.read(TWO[name]), board, path=name)(arena_plan)


def test_models_that_take_turns_are_not_added_up() -> None:
    board = SHARED._replace(arena=alone("b.tflite").minimum)
    assert run(rule, TWO, board=board._replace(one_allocator=False)) == ()
    assert len(run(rule, TWO, board=board)) == 1


@pytest.mark.parametrize(("less", "count"), [(0, 0), (1, 1)])
def test_the_last_byte_may_be_used(less: int, count: int) -> None:
    assert len(run(rule, TWO, board=SHARED._replace(arena=together().minimum - less))) == count


def test_a_finding_says_what_each_model_keeps_and_whose_plan_is_the_largest() -> None:
    whole = together()
    (finding,) = run(rule, TWO, board=SHARED._replace(arena=whole.minimum - 16))
    assert finding.message == f"arena needs {whole.minimum:,} B for 2 models on nano33, {whole.minimum - 16:,} B given"
    assert finding.help[0].startswith(f"kept are {alone('a.tflite').tail:,} B for a.tflite, ")
    assert finding.help[1] == f"{whole.head:,} B are planned, for b.tflite"


def test_a_model_that_does_not_fit_alone_is_another_rule_s_matter() -> None:
    assert run(rule, TWO, board=SHARED._replace(arena=alone("b.tflite").minimum - 16)) == ()


def test_each_part_of_a_split_arena_is_held_on_its_own() -> None:
    board = SHARED._replace(split=SplitArena(1 << 20, 1 << 20))
    needed = together(board).split
    largest = alone("b.tflite", board).split
    assert needed is not None
    assert largest is not None
    assert needed.non_persistent == largest.non_persistent
    (finding,) = run(rule, TWO, board=board._replace(split=SplitArena(needed.persistent - 1, needed.non_persistent)))
    assert finding.message.startswith(f"the persistent arena needs {needed.persistent:,} B for 2 models on nano33, ")
