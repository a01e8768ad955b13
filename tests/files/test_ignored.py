"""What git would leave out."""

import os
import subprocess
from pathlib import Path

import pytest
from repository import commit, git, needs_git, repository, write

from tflint.files import ignored, walk

TREE = {
    ".gitignore": b"build/\n*.tmp.tflite\n!keep.tmp.tflite\n",
    "a.tflite": b"x",
    "b.tmp.tflite": b"x",
    "keep.tmp.tflite": b"x",
    "build/c.tflite": b"x",
    "sub/.gitignore": b"d.tflite\n",
    "sub/d.tflite": b"x",
    "sub/e.tflite": b"x",
}
KEPT = ["a.tflite", "keep.tmp.tflite", "sub/e.tflite"]


def found(top: Path) -> list[str]:
    return [
        os.path.relpath(it, top).replace(os.sep, "/")
        for it in walk.walk(str(top), ignored.GitIgnored(str(top)))
        if isinstance(it, str)
    ]


@needs_git
def test_git_is_asked(tmp_path: Path) -> None:
    assert found(repository(tmp_path, TREE)) == KEPT


@needs_git
def test_a_file_that_is_tracked_though_ignored_is_linted(tmp_path: Path) -> None:
    repository(tmp_path, TREE)
    git(tmp_path, "add", "-f", "b.tmp.tflite")
    assert "b.tmp.tflite" in found(tmp_path)


@needs_git
def test_a_folder_inside_a_repository_obeys_the_rules_above_it(tmp_path: Path) -> None:
    repository(tmp_path, TREE | {"sub/x.tmp.tflite": b"x"})
    assert found(tmp_path / "sub") == ["e.tflite"]


@needs_git
def test_an_ignored_folder_that_is_named_itself_is_walked(tmp_path: Path) -> None:
    repository(tmp_path, TREE)
    assert found(tmp_path / "build") == ["c.tflite"]


@needs_git
def test_a_repository_inside_has_its_own_rules(tmp_path: Path) -> None:
    repository(tmp_path, TREE)
    repository(tmp_path / "inner", {".gitignore": b"f.tflite\n", "f.tflite": b"x", "g.tflite": b"x"})
    assert found(tmp_path) == ["a.tflite", "keep.tmp.tflite", "inner/g.tflite", "sub/e.tflite"]


@needs_git
def test_the_repositorys_own_settings_start_no_program(tmp_path: Path) -> None:
    repository(tmp_path, TREE)
    spy = tmp_path / "spy.sh"
    spy.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n", "utf-8")
    spy.chmod(0o755)
    git(tmp_path, "config", "core.fsmonitor", str(spy))
    found(tmp_path)
    assert not (tmp_path / "ran").exists()


@needs_git
def test_nothing_is_written_into_the_repository(tmp_path: Path) -> None:
    repository(tmp_path, TREE)
    commit(tmp_path, {"new.tflite": b"x"})
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    found(tmp_path)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def no_git(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_words: object, **_more: object) -> None:
        raise FileNotFoundError("git")

    monkeypatch.setattr(subprocess, "run", refuse)


def test_without_git_the_gitignore_files_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, TREE)
    no_git(monkeypatch)
    assert found(tmp_path) == KEPT


def test_without_git_the_deepest_gitignore_decides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {".gitignore": b"*.tflite\n", "a.tflite": b"x", "sub/.gitignore": b"!b.tflite\n", "sub/b.tflite": b"x"})
    no_git(monkeypatch)
    assert found(tmp_path) == ["sub/b.tflite"]


def test_without_git_a_relative_folder_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, TREE)
    no_git(monkeypatch)
    monkeypatch.chdir(tmp_path)
    assert found(Path()) == KEPT
