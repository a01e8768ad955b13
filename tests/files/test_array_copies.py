"""Arrays that hold the bytes of another model of the run are checked once."""

from pathlib import Path

import pytest
from firmware_project import c_array
from networks import dense
from repository import write

from tflint.cli import main


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def checked(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return the models that a run takes."""
    main(["--show-files"])
    return [line.split()[0] for line in capsys.readouterr().out.splitlines()]


def test_arrays_of_other_bytes_are_all_checked(capsys: pytest.CaptureFixture[str]) -> None:
    write(Path(), {"a/model.cc": c_array(dense()).encode(), "b/model.cc": c_array(dense(classes=3)).encode()})
    assert checked(capsys) == ["a/model.cc", "b/model.cc"]


def test_two_arrays_of_the_same_bytes_are_one_model(capsys: pytest.CaptureFixture[str]) -> None:
    write(Path(), {"a/model.cc": c_array(dense()).encode(), "b/model.cc": c_array(dense()).encode()})
    assert checked(capsys) == ["a/model.cc"]


def test_an_array_of_which_an_entry_speaks_stays(capsys: pytest.CaptureFixture[str]) -> None:
    manifest = b'version = 1\n[[models]]\npath = "b/model.cc"\n'
    write(Path(), {"a/model.cc": c_array(dense()).encode(), "b/model.cc": c_array(dense()).encode(), "tflint.toml": manifest})
    assert checked(capsys) == ["b/model.cc"]


def test_under_several_manifests_each_has_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    manifest = b"version = 1\n"
    files = {"a/model.cc": c_array(dense()).encode(), "b/model.cc": c_array(dense()).encode()}
    write(Path(), files | {"a/tflint.toml": manifest, "b/tflint.toml": manifest})
    assert checked(capsys) == ["a/model.cc", "b/model.cc"]
