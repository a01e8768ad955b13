"""`label-count`: one line for each class."""

from pathlib import Path

import pytest
from networks import Tree, board_toml, dense

from tflint.manifest.board import ModelEntry
from tflint.testing import run
from tflint_rules.io.label_count import rule

ENTRY = ModelEntry("*.tflite", labels="labels.txt")


def bad() -> Tree:
    """A model of three classes, and two labels."""
    return {"models/pets.tflite": dense(classes=3), "labels.txt": "cat\ndog\n", "tflint.toml": board_toml(labels='"labels.txt"')}


def good() -> Tree:
    return {
        "models/pets.tflite": dense(classes=3),
        "labels.txt": "cat\ndog\nbird\n",
        "tflint.toml": board_toml(labels='"labels.txt"'),
    }


def test_without_labels_any_count_is_meant() -> None:
    assert run(rule, dense()) == ()


@pytest.mark.parametrize("text", ["a\nb\nc\nd\n", "a\nb\nc\nd", "a\r\nb\r\n\r\nc\r\nd\r\n"])
def test_one_line_a_class_is_fine_however_lines_end(tmp_path: Path, text: str) -> None:
    (tmp_path / "labels.txt").write_bytes(text.encode())
    assert run(rule, dense(), entry=ENTRY, root=str(tmp_path)) == ()


@pytest.mark.parametrize("count", [3, 5])
def test_one_label_too_few_or_too_many_is_found(tmp_path: Path, count: int) -> None:
    (tmp_path / "labels.txt").write_text("\n".join("abcde"[:count]), "utf-8")
    (finding,) = run(rule, dense(), entry=ENTRY, root=str(tmp_path))
    assert finding.message == f"labels.txt has {count} labels, output 'scores' has 4 classes"


def test_a_missing_file_is_reported(tmp_path: Path) -> None:
    (finding,) = run(rule, dense(), entry=ENTRY, root=str(tmp_path))
    assert finding.message == "labels file 'labels.txt' cannot be read"
