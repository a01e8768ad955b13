"""A rule that raises: named, exit 3, the rest reported; and packs that are not to be trusted."""

import json
from pathlib import Path

import pytest
from networks import dense
from program import tflint
from repository import write

HEAD = b'"""Raises."""\nfrom tflint.api import *\nrule = Rule(__name__, severity=Severity.ERROR, since="0")\n'
ON_MODEL = HEAD + b"@rule.on(Model)\ndef check(model, facts):\n    raise RuntimeError('injected \\x1b[31m')\n    yield\n"
ON_PROJECT = HEAD + b"@rule.on(Project)\ndef check(project):\n    return None\n"
EXITS = HEAD + b"@rule.on(Model)\ndef check(model, facts):\n    raise SystemExit(0)\n    yield\n"
RECURSES = HEAD + b"@rule.on(Model)\ndef check(model, facts):\n    yield from check(model, facts)\n"


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize(
    "text", [ON_MODEL, ON_PROJECT, EXITS, RECURSES], ids=["on a model", "on the project", "exits", "recurses"]
)
def test_it_is_named_and_the_rest_is_reported(tmp_path: Path, text: bytes, jobs: str) -> None:
    site = write(tmp_path / "site", {"raising_pack.py": text})
    models = {"a.tflite": dense(ends="float32"), "b.tflite": b"<html>"}
    folder = write(tmp_path / "t", models | {"tflint.toml": b'version = 1\npacks = ["raising_pack"]\n'})
    done = tflint(folder, ".", "--jobs", jobs, "--format", "json", PYTHONPATH=str(site))
    assert done.code == 3
    report = json.loads(done.out)
    assert {it["rule"] for it in report["crashed"]} == {"raising-pack"}
    assert {"float-input", "not-a-model"} <= {it["rule"] for it in report["findings"]}
    assert "internal error: rule raising-pack crashed on" in done.err
    assert "\x1b" not in done.err


def test_the_traceback_comes_with_v_only(tmp_path: Path) -> None:
    site = write(tmp_path / "site", {"raising_pack.py": ON_MODEL})
    folder = write(tmp_path / "t", {"a.tflite": dense(), "tflint.toml": b'version = 1\npacks = ["raising_pack"]\n'})
    assert "Traceback" not in tflint(folder, PYTHONPATH=str(site)).out
    assert "Traceback" in tflint(folder, "-v", PYTHONPATH=str(site)).out


def test_a_pack_in_the_linted_tree_is_never_imported(tmp_path: Path) -> None:
    evil = b"open('ran', 'w')\n" + ON_MODEL
    tree = {"evil.py": evil, "evil/__init__.py": evil, "tflint_rules/__init__.py": evil, "a.tflite": dense()}
    folder = write(tmp_path / "t", tree | {"tflint.toml": b'version = 1\npacks = ["evil"]\n'})
    done = tflint(folder)
    assert done.code == 2
    assert "'evil' is not installed" in done.err
    write(folder, {"tflint.toml": b"version = 1\n"})
    assert tflint(folder, "--jobs", "2", ".").code == 0
    assert not (folder / "ran").exists()


@pytest.mark.parametrize("text", [b"", b"1 /", b"raise SystemExit(0)"], ids=["empty", "no Python", "exits"])
def test_a_broken_pack_is_an_error_never_a_green_run(tmp_path: Path, text: bytes) -> None:
    site = write(tmp_path / "site", {"broken_pack.py": text})
    folder = write(tmp_path / "t", {"a.tflite": dense(), "tflint.toml": b'version = 1\npacks = ["broken_pack"]\n'})
    done = tflint(folder, PYTHONPATH=str(site))
    assert done.code == 2
    assert "rule pack 'broken_pack'" in done.err
