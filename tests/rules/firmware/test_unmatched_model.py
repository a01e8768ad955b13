"""`unmatched-model`: models that the manifest does not speak of."""

from pathlib import Path

from networks import Tree, board_toml, dense

from tflint.manifest.board import Board, ModelEntry
from tflint.testing import run
from tflint_rules.firmware.unmatched_model import rule

BOARD = Board("nano33")
ARGS = (".",)


def bad() -> Tree:
    """A second model was added, the manifest knows the first."""
    return {"models/gesture.tflite": dense(), "experiments/new.tflite": dense(), "tflint.toml": board_toml()}


def good() -> Tree:
    return {"models/gesture.tflite": dense(), "models/new.tflite": dense(), "tflint.toml": board_toml()}


def test_a_manifest_without_entries_speaks_of_every_model() -> None:
    assert run(rule, dense(), board=BOARD) == ()


def test_a_model_that_a_pattern_matches_is_spoken_of() -> None:
    assert run(rule, dense(), board=BOARD, entry=ModelEntry("*.tflite")) == ()


def test_a_model_beside_the_patterns_is_found() -> None:
    (finding,) = run(rule, {"a/one.tflite": dense(), "b/two.tflite": dense()}, board=BOARD, entry=ModelEntry("a/*.tflite"))
    assert finding.evidence["model"] == "b/two.tflite"


def test_a_model_with_a_budget_beside_it_is_spoken_of(tmp_path: Path) -> None:
    (tmp_path / "hey.json").write_text('{"type": "micro", "model": "hey.tflite", "micro": {"tensor_arena_size": 30000}}', "utf-8")
    models = {str(tmp_path / "hey.tflite"): dense(), "other.tflite": dense()}
    (finding,) = run(rule, models, entry=ModelEntry("a/*.tflite"))
    assert finding.evidence["model"] == "other.tflite"
