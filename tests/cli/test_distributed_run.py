"""`--journal` and `--executor` from outside."""

from pathlib import Path

import pytest
from networks import dense
from program import tflint
from repository import write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "t", {f"{n}.tflite": dense(ends="float32") if n % 2 else b"<html>" for n in range(6)})


def test_a_journal_changes_no_byte_of_the_report(folder: Path) -> None:
    plain = tflint(folder)
    first = tflint(folder, "--journal", "../run.jsonl")
    again = tflint(folder, "--journal", "../run.jsonl")
    assert (first.code, first.out) == (again.code, again.out) == (plain.code, plain.out)
    assert (folder.parent / "run.jsonl").read_bytes().count(b"\n") == 7


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--executor", "spark"], "expected dask or dask=ADDRESS, got 'spark'"),
        (["--executor", "dask", "--format", "html=x.html"], "do not go with"),
        (["--journal", "0.tflite"], "0.tflite: written with other rules"),
        (["--journal", "nowhere/x"], "nowhere/x"),
    ],
)
def test_a_mistake_exits_2_with_a_sentence(folder: Path, words: list[str], why: str) -> None:
    before = (folder / "0.tflite").read_bytes()
    done = tflint(folder, *words)
    assert done.code == 2
    assert why in done.err
    assert (folder / "0.tflite").read_bytes() == before


def test_a_cluster_that_does_not_answer_is_reported(folder: Path) -> None:
    pytest.importorskip("distributed", reason="the extra dask is not installed")
    done = tflint(folder, "--executor", "dask=nonsense://x")
    assert done.code == 2
    assert "no dask scheduler answers at nonsense://x" in done.err


def test_a_cluster_of_this_machine_changes_no_byte_of_the_report(folder: Path) -> None:
    pytest.importorskip("distributed", reason="the extra dask is not installed")
    plain, far = tflint(folder), tflint(folder, "--executor", "dask")
    assert (far.code, far.out) == (plain.code, plain.out)


def test_models_behind_a_url_are_linted(folder: Path) -> None:
    pytest.importorskip("fsspec", reason="the extra remote is not installed")
    done = tflint(folder.parent, f"file://{folder}")
    assert done.code == 1
    assert f"file://{folder}/1.tflite" in done.out
    assert tflint(folder, "memory://nothing/here").code == 2
