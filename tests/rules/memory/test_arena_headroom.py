"""`arena-headroom`: what is left of the arena."""

import pytest
from networks import Tree, board_toml, dense, minimum

from tflint.manifest.board import Board
from tflint.testing import run
from tflint_rules.memory.arena_headroom import rule


def bad() -> Tree:
    """An arena with less than a tenth to spare."""
    return {"models/gesture.tflite": dense(), "tflint.toml": board_toml(f"arena = {minimum(dense()) + 32}")}


def good() -> Tree:
    return {"models/gesture.tflite": dense(), "tflint.toml": board_toml(f"arena = {2 * minimum(dense())}")}


def test_an_undeclared_arena_has_no_headroom_to_check() -> None:
    assert run(rule, dense(), board=Board("nano33")) == ()


def test_an_arena_that_overflows_is_another_rules_business() -> None:
    assert run(rule, dense(), board=Board("nano33", arena=minimum(dense()) - 1)) == ()


@pytest.mark.parametrize(("more", "count"), [(0, 0), (-1, 1)])
def test_half_of_the_arena_is_half_to_the_byte(more: int, count: int) -> None:
    board = Board("nano33", arena=2 * minimum(dense()) + more)
    assert len(run(rule, dense(), board=board, settings={"minimum": "50%"})) == count


def test_spare_and_wanted_are_reported() -> None:
    given = minimum(dense()) + 16
    (finding,) = run(rule, dense(), board=Board("nano33", arena=given))
    assert finding.message == f"arena has 16 B to spare on nano33, expected {-(-given // 10):,} B (10% of {given:,} B)"


def test_no_share_asks_for_nothing() -> None:
    assert run(rule, dense(), board=Board("nano33", arena=minimum(dense())), settings={"minimum": "0%"}) == ()


def test_models_on_one_allocator_leave_what_all_of_them_leave() -> None:
    two = {"one.tflite": dense(), "two.tflite": dense()}
    plenty = Board("nano33", arena=2 * minimum(dense()), one_allocator=True)
    assert run(rule, dense(), board=plenty) == ()
    (finding,) = run(rule, two, board=plenty, settings={"minimum": "50%"})
    assert 0 < int(str(finding.evidence["spare"])) < minimum(dense())
