"""Budgets that stand beside a model."""

import json
from pathlib import Path

import pytest
from repository import write
from scenes import M4, boards, model, scope

from tflint.check.esphome_budget import scoped
from tflint.check.lint import Judged
from tflint.check.lint_file import judge
from tflint.files.found import Source
from tflint.manifest.board import Manifest, ModelEntry

WAKE_WORD = json.dumps({"type": "micro", "model": "a.tflite", "version": 2, "micro": {"tensor_arena_size": 26080}}).encode()


@pytest.fixture
def source(tmp_path: Path) -> Source:
    write(tmp_path, {"a.tflite": model(), "a.json": WAKE_WORD})
    return Source(str(tmp_path / "a.tflite"), "a.tflite", "a.tflite")


def test_boards_of_the_command_line_and_entries_of_the_manifest_come_first(source: Source) -> None:
    named = scope(boards())
    assert scoped(source, named) is named
    entry = scope(boards(), manifest=Manifest(boards={"nano33": M4}, models=(ModelEntry("*.tflite"),)), boards=())
    assert scoped(source, entry) is entry


def test_another_json_is_no_budget(source: Source, tmp_path: Path) -> None:
    bare = scope(boards(), boards=())
    for text in (b"", b"{}", b"[1]", b'{"micro": {"tensor_arena_size": 1}}', b"\xff\xfe"):
        (tmp_path / "a.json").write_bytes(text)
        assert scoped(source, bare) is bare


def test_a_manifest_that_was_named_counts_whatever_its_name(source: Source, tmp_path: Path) -> None:
    (tmp_path / "a.json").rename(tmp_path / "other.json")
    bare = scope(boards(), boards=())
    assert scoped(source, bare) is bare
    named = scoped(source._replace(budget=str(tmp_path / "other.json")), bare)
    assert [(it.board.name, it.board.arena) for it in named.placed] == [("other", 26080)]


def test_a_wake_word_manifest_is_a_board_with_its_arena(source: Source) -> None:
    judged = judge(source, scope(boards(), boards=()))
    assert isinstance(judged, Judged)
    (report,) = judged.report.boards
    assert (report.board, report.given) == ("a", 26080)
    assert report.target.startswith("esp32s3/esp-nn")
