"""`arena-oversize`: an arena twice as large as anything needs."""

import pytest
from networks import Tree, board_toml, dense, minimum

from tflint.manifest.board import Board
from tflint.testing import run
from tflint_rules.memory.arena_oversize import rule


def bad() -> Tree:
    """An arena of 64 KiB for a model that needs a fraction of it."""
    return {"models/gesture.tflite": dense(), "tflint.toml": board_toml('arena = "64 KiB"')}


def good() -> Tree:
    return {"models/gesture.tflite": dense(), "tflint.toml": board_toml(f"arena = {2 * minimum(dense())}")}


def test_an_undeclared_arena_is_not_too_large() -> None:
    assert run(rule, dense(), board=Board("nano33")) == ()


@pytest.mark.parametrize(("more", "count"), [(0, 0), (1, 1)])
def test_twice_the_need_is_allowed(more: int, count: int) -> None:
    assert len(run(rule, dense(), board=Board("nano33", arena=2 * minimum(dense()) + more))) == count


def test_the_largest_model_decides() -> None:
    models = {"small.tflite": dense(), "large.tflite": dense(inputs=4000)}
    assert run(rule, models, board=Board("nano33", arena=2 * minimum(dense()) + 1)) == ()


def test_models_on_one_allocator_are_needed_together() -> None:
    models = {"one.tflite": dense(), "two.tflite": dense()}
    board = Board("nano33", arena=2 * minimum(dense()) + 1)
    assert len(run(rule, models, board=board)) == 1
    assert run(rule, models, board=board._replace(one_allocator=True)) == ()
