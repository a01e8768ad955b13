"""Models that a walk does not take."""

from pathlib import Path

import pytest
from firmware_project import c_array, main_cc
from networks import dense
from repository import needs_git, repository, write

from tflint.files.owners import Owners
from tflint.files.unchecked import unchecked
from tflint.manifest.board import Manifest


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def seen(manifest: Manifest | None = None) -> dict[str, str]:
    return {it.name: it.why for it in unchecked(".", Owners(lambda _: Manifest(), manifest or Manifest()))}


def test_files_that_hold_no_model_are_not_reported(here: Path) -> None:
    write(here, {"main.cc": main_cc().encode(), "x.bin": b"TFL3", "notes.txt": b"0x54", "node_modules/a.tflite": dense()})
    assert seen() == {}


@needs_git
def test_what_git_ignores_is_reported_as_such(here: Path) -> None:
    repository(here, {".gitignore": b"out/\n*.tflite\n"})
    write(here, {"a.tflite": dense(), "out/model.cc": c_array(dense()).encode()})
    assert seen() == {
        "a.tflite": "a .tflite file, ignored by git",
        "out/model.cc": "a model as numbers in a C source, ignored by git",
    }


def test_what_the_manifest_excludes_is_reported_as_such(here: Path) -> None:
    write(here, {"vendor/a.tflite": dense()})
    assert seen(Manifest(path="tflint.toml", exclude=("vendor",))) == {
        "vendor/a.tflite": "a .tflite file, excluded by tflint.toml"
    }


def test_sources_of_others_and_included_texts_are_reported(here: Path) -> None:
    array = c_array(dense()).encode()
    write(here, {"third_party/x/model.cc": array, "model.inc": array[array.index(b"{") + 1 :]})
    assert seen() == {
        "model.inc": "a model as numbers in a C source",
        "third_party/x/model.cc": "a model as numbers in a C source, in a folder of other people's sources (third_party)",
    }


def test_a_model_under_another_name_is_reported(here: Path) -> None:
    write(here, {"model.lite": dense()})
    assert seen() == {"model.lite": "a .tflite model under another name"}
