"""A bad file gets its finding, and the others are linted all the same: the whole program, as people run it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from model.fixtures import classifier
from model.test_not_a_model import SENTENCES

if TYPE_CHECKING:
    from pathlib import Path


def tflint(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "NO_COLOR": "1", "XDG_CACHE_HOME": str(folder.parent / "cache")}
    command = [sys.executable, "-m", "tflint", "check", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False, timeout=300)


def report(folder: Path) -> tuple[int, dict[str, list[str]]]:
    done = tflint(folder, "--format", "json", ".")
    assert "Traceback" not in done.stderr
    found: dict[str, list[str]] = {}
    for it in json.loads(done.stdout)["findings"]:
        if it["family"] == "file":
            found.setdefault(it["path"], []).append(it["message"])
    return done.returncode, found


def test_every_file_that_is_no_model_has_its_sentence_and_the_model_is_linted(tmp_path: Path) -> None:
    folder = tmp_path / "models"
    folder.mkdir()
    for number, (data, _) in enumerate(SENTENCES.values()):
        folder.joinpath(f"bad{number:02}.tflite").write_bytes(data)
    folder.joinpath("good.tflite").write_bytes(classifier())
    code, found = report(folder)
    assert code == 1
    assert found == {f"bad{number:02}.tflite": [sentence] for number, (_, sentence) in enumerate(SENTENCES.values())}


def test_a_large_file_of_nothing_is_refused_without_reading_it_into_memory(tmp_path: Path) -> None:
    folder = tmp_path / "models"
    folder.mkdir()
    with folder.joinpath("sparse.tflite").open("wb") as file:
        file.truncate(300 << 20)
    code, found = report(folder)
    assert (code, found) == (1, {"sparse.tflite": ["the file begins with zeros only: an interrupted download or a sparse copy"]})


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_in_a_folder_is_skipped_and_said(tmp_path: Path) -> None:
    folder = tmp_path / "models"
    folder.mkdir()
    os.mkfifo(folder / "pipe.tflite")
    folder.joinpath("good.tflite").write_bytes(classifier())
    done = tflint(folder, ".", "--format", "json")
    assert done.returncode in {0, 1}
    assert "pipe.tflite" in done.stdout + done.stderr
