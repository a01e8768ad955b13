"""`--diff`: models that moved, that are gone, and those in C sources."""

import json
from pathlib import Path
from typing import Any

import pytest
from networks import dense
from program import tflint
from repository import commit, git, needs_git, repository, write

from tflint.testing import ModelBuilder

pytestmark = needs_git
GOOD = dense()


def noisy(width: int = 64) -> bytes:
    """Return a model with a finding: nothing reads what its second operator computes."""
    b = ModelBuilder()
    x, y, z = (
        b.input("x", (1, width), "int8", scale=0.5),
        b.tensor("y", (1, width), "int8", scale=0.5),
        b.tensor("z", (1, width), "int8", scale=0.5),
    )
    b.operator("RELU", [x], [y])
    b.operator("RELU", [x], [z])
    b.output(y)
    return b.build()


def c_source(*arrays: tuple[str, bytes]) -> bytes:
    return b"".join(
        b"const unsigned char %s[] = {%s};\n" % (name.encode(), ",".join(map(str, data)).encode()) for name, data in arrays
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return repository(tmp_path / "project", {"models/noisy.tflite": noisy(), "models/good.tflite": GOOD})


def changes(folder: Path, *words: str) -> dict[str, list[dict[str, Any]]]:
    told = json.loads(tflint(folder, *words, "--diff", "HEAD", "--format", "json").out)["changes"]
    assert isinstance(told, dict)
    return told


def rules(findings: list[dict[str, Any]]) -> set[object]:
    return {it["rule"] for it in findings}


def test_a_model_that_moved_is_one_model_and_its_findings_are_old(project: Path) -> None:
    git(project, "mv", "models/noisy.tflite", "moved.tflite")
    told = changes(project, ".")
    assert [(it["path"], it["moved_from"]) for it in told["models"]] == [("moved.tflite", "models/noisy.tflite")]
    assert (told["new"], told["fixed"]) == ([], [])
    out = tflint(project, ".", "--diff", "HEAD").out
    assert "against HEAD: 1 model changed (1 moved)" in out
    assert "  moved.tflite: moved from models/noisy.tflite, the bytes as they were" in out


def test_names_are_told_from_the_working_folder(project: Path) -> None:
    (project / "models" / "noisy.tflite").rename(project / "plain.tflite")
    told = changes(project / "models", "..")
    assert [(it["path"], it["moved_from"]) for it in told["models"]] == [("../plain.tflite", "../models/noisy.tflite")]


def test_a_model_that_moved_out_of_sight_is_gone(project: Path) -> None:
    git(project, "mv", "models/noisy.tflite", "moved.tflite")
    told = changes(project, "models")
    assert [(it["path"], it["bytes"]["after"]) for it in told["models"]] == [("models/noisy.tflite", None)]


def test_the_findings_of_a_model_that_is_gone_are_fixed_in_every_format(project: Path) -> None:
    (project / "models" / "noisy.tflite").unlink()
    told = changes(project, "models")
    assert "dead-operator" in rules(told["fixed"])
    (gone,) = told["models"]
    assert gone["operators"] == {"added": [], "gone": ["RELU"]}
    for name in ("text", "markdown", "html"):
        out = tflint(project, "models", "--diff", "HEAD", "--format", name).out
        assert "1 model changed (1 gone)" in out, name
        assert "fixed: " in out, name
        assert "dead-operator" in out, name
    notice = tflint(project, "models", "--diff", "HEAD", "--format", "github").out
    assert "::notice file=models/noisy.tflite" in notice
    assert "fixed: " in notice
    assert "dead-operator" in notice


def test_a_move_is_reported_in_every_format(project: Path) -> None:
    git(project, "mv", "models/good.tflite", "models/better.tflite")
    for name in ("text", "markdown", "github", "html", "json"):
        assert "models/good.tflite" in tflint(project, "models", "--diff", "HEAD", "--format", name).out, name


def test_processes_know_what_moved(project: Path) -> None:
    git(project, "mv", "models/noisy.tflite", "moved.tflite")
    assert changes(project, ".", "--jobs", "2") == changes(project, ".", "--jobs", "1")


def test_a_model_in_a_c_source_is_held_against_the_array_of_its_name(project: Path) -> None:
    commit(project, {"one.cc": c_source(("g_model", GOOD)), "two.cc": c_source(("g_a", GOOD), ("g_b", noisy()))})
    assert changes(project, "one.cc", "two.cc")["models"] == []
    write(project, {"one.cc": c_source(("g_renamed", noisy())), "two.cc": c_source(("g_b", noisy()), ("g_c", GOOD))})
    told = changes(project, "one.cc", "two.cc")
    assert {it["path"]: it["bytes"] for it in told["models"]} == {
        "one.cc": {"before": len(GOOD), "after": len(noisy())},
        "two.cc#g_c": {"before": None, "after": len(GOOD)},
    }
