"""The index of the rules: the same as the rules say themselves, and never trusted for another file."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from importlib import import_module
from typing import TYPE_CHECKING

import generate_rule_index
import pytest

from tflint import packs
from tflint.check import rule_index
from tflint.check.rule import IndexedRule, indexed

if TYPE_CHECKING:
    from pathlib import Path

    from tflint.check.rule import Rule

RULES = packs.load()
FOLDER = generate_rule_index.INDEX.parent


def test_the_index_is_current() -> None:
    assert generate_rule_index.INDEX.read_text("utf-8") == generate_rule_index.text()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_an_indexed_rule_says_what_its_module_says(rule: Rule) -> None:
    whole = import_module(rule.module).rule
    assert isinstance(rule, IndexedRule)
    assert rule is not whole
    for name in ("name", "family", "severity", "since", "needs", "runtimes", "nodes", "checks", "options", "page", "summary"):
        assert getattr(rule, name) == getattr(whole, name), name


def test_a_rule_travels_as_one_object() -> None:
    rule = RULES[0]
    assert pickle.loads(pickle.dumps(rule)) is rule  # noqa: S301  our own bytes


def test_a_rule_has_the_same_bytes_in_every_process() -> None:
    say = "import pickle, sys; from tflint import packs; sys.stdout.buffer.write(pickle.dumps(packs.load(), protocol=5))"
    told = {
        subprocess.run(
            [sys.executable, "-c", say], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1


def test_a_rule_of_another_size_than_the_index_says_is_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = rule_index.read(str(FOLDER))
    module = "tflint_rules.memory.arena_overflow"
    changed = rows | {module: {**rows[module], "bytes": rows[module]["bytes"] + 1, "severity": "note"}}
    monkeypatch.setattr(rule_index, "read", lambda _folder: changed)
    (rule,) = [it for it in packs.load() if it.name == "arena-overflow"]
    assert rule is import_module(module).rule


@pytest.mark.parametrize("text", [None, "", "{}", "[]", '{"rules": ', "\xff"])
def test_without_an_index_every_rule_is_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str | None) -> None:
    if text is not None:
        (tmp_path / rule_index.FILE).write_text(text, "latin-1")
    read = rule_index.read
    monkeypatch.setattr(rule_index, "read", lambda _folder: read(str(tmp_path)))
    assert [it.name for it in packs.load()] == [it.name for it in RULES]
    assert not any(isinstance(it, IndexedRule) for it in packs.load())


def test_the_file_is_small_and_names_every_rule() -> None:
    rows = json.loads((FOLDER / rule_index.FILE).read_text("utf-8"))["rules"]
    assert set(rows) == {it.module for it in RULES}


def test_a_rule_is_not_imported_from_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "zipfile.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", ["", str(tmp_path), *sys.path])
    for name in ("zipfile", "tflint_rules.file.unsafe_archive"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    indexed.cache_clear()  # as in a process of its own
    (rule,) = [it for it in packs.load() if it.name == "unsafe-archive"]
    assert rule.checks
    assert not (tmp_path / "ran").exists()
