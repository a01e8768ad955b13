"""Models whose interpreters are made on one MicroAllocator: what they take together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from networks import dense

from tflint.facts import Deployment, Facts, arena_plan, in_order, together
from tflint.finding import Place
from tflint.manifest.board import Board, ModelEntry
from tflint.manifest.target import parse
from tflint.model import reader

if TYPE_CHECKING:
    from tflint.runtime.plan import Plan

BOARD = Board("nano33", parse("cortex-m4/cmsis-nn", "tflm@2026-08"), one_allocator=True)
SMALL, LARGE = dense(), dense(inputs=1200, classes=80)


def facts(data: bytes, path: str, board: Board = BOARD, line: int = 1) -> Facts:
    entry = ModelEntry(path, places={"path": Place("tflint.toml", line)})
    return Facts(reader.read(data), board, path=path, entry=entry)


def deployment(board: Board = BOARD) -> Deployment:
    return Deployment(board, (facts(SMALL, "a.tflite", board, 9), facts(LARGE, "b.tflite", board, 5)))


def alone(data: bytes) -> Plan:
    return facts(data, "")(arena_plan)


def test_models_that_take_turns_take_nothing_together() -> None:
    assert together(deployment(BOARD._replace(one_allocator=False))) is None


def test_litert_has_no_allocator_to_share() -> None:
    assert together(deployment(BOARD._replace(target=parse("litert")))) is None


def test_one_model_alone_takes_what_it_takes() -> None:
    shared = together(Deployment(BOARD, (facts(SMALL, "a.tflite"),)))
    assert shared is not None
    assert (shared.whole.used, shared.whole.minimum) == (alone(SMALL).used, alone(SMALL).minimum)


def test_tails_add_up_and_the_head_is_the_largest() -> None:
    shared = together(deployment())
    assert shared is not None
    assert shared.whole.head == alone(LARGE).head == max(shared.heads)
    assert shared.whole.tail == sum(shared.tails) > alone(LARGE).tail
    assert shared.whole.exact


def test_the_manifest_s_order_is_that_of_the_calls() -> None:
    assert [it.path for it in in_order(deployment())] == ["b.tflite", "a.tflite"]


def test_a_planner_that_is_not_reset_is_a_bound() -> None:
    target = BOARD.target._replace(build=("preserve-all-tensors",))
    shared = together(deployment(BOARD._replace(target=target)))
    assert shared is not None
    assert shared.whole.unknown == ("LinearMemoryPlanner is not reset between models: the second gets the first one's offsets",)
