"""`unknown-board`: names that lead nowhere."""

from networks import Tree, board_toml, dense

from tflint.facts import Project
from tflint.manifest.board import Board, Manifest, ModelEntry
from tflint_rules.manifest.unknown_board import rule

check = rule.checks[0][1]


def bad() -> Tree:
    """A board renamed in one place."""
    return {"models/gesture.tflite": dense(), "tflint.toml": board_toml(boards='["nano3"]')}


def good() -> Tree:
    return {"models/gesture.tflite": dense(), "tflint.toml": board_toml(boards='["nano33"]')}


def test_declared_boards_are_known() -> None:
    manifest = Manifest(boards={"nano33": Board("nano33")}, models=(ModelEntry("*", boards=("nano33",)), ModelEntry("x")))
    assert list(check(Project(manifest, (), ()))) == []


def test_a_misspelt_board_is_reported_with_the_nearest_name() -> None:
    manifest = Manifest(boards={"nano33": Board("nano33")}, models=(ModelEntry("m/*.tflite", boards=("nano3",)),))
    (finding,) = check(Project(manifest, (), ()))
    assert finding.message == "board 'nano3' of 'm/*.tflite' is not declared"
    assert finding.help == ("did you mean 'nano33'?",)
