"""`unmatched-pattern`: entries that stand for nothing."""

from networks import Tree, board_toml, dense

from tflint.facts import Project
from tflint.manifest.board import Manifest, ModelEntry
from tflint_rules.manifest.unmatched_pattern import rule

check = rule.checks[0][1]


def bad() -> Tree:
    """A model was renamed, the manifest was not."""
    return {"models/gesture.tflite": dense(), "tflint.toml": board_toml(path='"models/gestures.tflite"')}


def good() -> Tree:
    return {"models/gesture.tflite": dense(), "tflint.toml": board_toml(path='"models/gesture.tflite"')}


def test_patterns_that_match_are_silent() -> None:
    assert list(check(Project(Manifest(), (), ()))) == []


def test_an_entry_without_a_file_is_found() -> None:
    (finding,) = check(Project(Manifest(), (), (), unmatched=(ModelEntry("models/old_*.tflite"),)))
    assert finding.message == "'models/old_*.tflite' matches no file"
