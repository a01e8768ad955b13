"""`tflint fix`, as a user calls it."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from firmware_project import c_array
from fix.fix_models import padded, reshaped
from networks import dense

from tflint.cli import main
from tflint.firmware.c_array import arrays
from tflint.fix import prove
from tflint.model import reader


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "models/deep").mkdir(parents=True)
    (tmp_path / "models/pad.tflite").write_bytes(padded())
    (tmp_path / "models/deep/copy.tflite").write_bytes(reshaped())


def answer(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["models"]
    return found


def test_nothing_is_written_without_a_place(capsys: pytest.CaptureFixture[str]) -> None:
    before = Path("models/pad.tflite").read_bytes()
    assert main(["fix", "models/pad.tflite"]) == 1
    assert Path("models/pad.tflite").read_bytes() == before
    assert sorted(it.name for it in Path().rglob("*.tflite")) == ["copy.tflite", "pad.tflite"]
    out = capsys.readouterr().out
    assert "pad-before-convolution: op 0 PAD folded into op 1 DEPTHWISE_CONV_2D, which pads itself" in out
    assert "nothing written: give --output DIR or --in-place" in out


def test_a_folder_keeps_its_shape_below_the_output(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fix", "models", "--output", "out", "--format", "json"]) == 0
    assert sorted(str(it) for it in Path("out").rglob("*.tflite")) == ["out/deep/copy.tflite", "out/pad.tflite"]
    found = answer(capsys)
    assert {str(it["path"]): it["output"] for it in found} == {
        "models/pad.tflite": "out/pad.tflite",
        "models/deep/copy.tflite": "out/deep/copy.tflite",
    }


def test_a_file_given_by_name_keeps_its_name() -> None:
    assert main(["fix", "models/deep/copy.tflite", "--output", "out"]) == 0
    assert [str(it) for it in Path("out").rglob("*.tflite")] == ["out/copy.tflite"]


def test_two_files_of_one_name_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "pad.tflite").write_bytes(padded())
    assert main(["fix", "models/pad.tflite", "pad.tflite", "--output", "out"]) == 2
    assert "would both become out/pad.tflite" in capsys.readouterr().err


def test_in_place_replaces_the_file_and_keeps_its_mode() -> None:
    path = Path("models/pad.tflite")
    path.chmod(0o640)
    assert main(["fix", "models/pad.tflite", "--in-place"]) == 0
    assert [it.name for it in reader.read(path.read_bytes()).operators()] == ["DEPTHWISE_CONV_2D"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [it.name for it in path.parent.iterdir() if it.is_file()] == ["pad.tflite"]


def test_a_model_that_does_not_change_is_not_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fix", "models/pad.tflite", "--in-place", "-q"]) == 0
    capsys.readouterr()
    assert main(["fix", "models/pad.tflite", "--output", "out", "--format", "json"]) == 0
    (found,) = answer(capsys)
    assert not (tmp_path / "out").exists()
    assert found["output"] is None
    assert found["changes"] == []
    assert found["after"] == found["before"]


def test_the_json_has_what_changed_and_the_figures(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fix", "models/pad.tflite", "--format", "json"]) == 1
    (found,) = answer(capsys)
    assert found["target"] == "cortex-m4/cmsis-nn"
    (change,) = found["changes"]
    assert (change["kind"], change["rule"], change["location"]) == ("graph", "pad-before-convolution", "subgraphs/0/operators/0")
    before, after = found["before"], found["after"]
    assert isinstance(before, dict)
    assert isinstance(after, dict)
    assert before.keys() == {"used", "minimum", "size", "macs", "exact"}
    assert after["minimum"] < before["minimum"]
    assert found["adds_operators"] == []
    assert found["proved"] is None


def test_a_proof_that_fails_keeps_the_original(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    failed = prove.Proof("tflite-micro 0", identical=False, message="'z' differs")
    monkeypatch.setattr(prove, "prove", lambda _before, _after: (failed,))
    assert main(["fix", "models/pad.tflite", "--output", "out", "--prove"]) == 3
    assert "NOT identical in tflite-micro 0: 'z' differs" in capsys.readouterr().out
    assert not Path("out").exists()


def test_a_file_that_is_no_model_is_reported_and_the_others_are_rewritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "models/broken.tflite").write_bytes(b"no model")
    assert main(["fix", "models", "--output", "out"]) == 1
    said = capsys.readouterr().out
    assert "models/broken.tflite (cortex-m4/cmsis-nn)\n  not rewritten: " in said
    assert said.endswith("; 1 file not looked at.\n")
    assert Path("out/pad.tflite").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["missing.tflite"], "missing.tflite: no such file"),
        (["models", "--select", "noop-reshap"], "no fix is called 'noop-reshap'; did you mean 'noop-reshape'?"),
        (["models", "--max-macs", "lots"], "--max-macs: expected a share like 10% or 0.1, got 'lots'"),
        (["models", "--arena", "tiny"], "--arena: "),
        (["models", "--target", "z80/reference"], "--target: "),
    ],
)
def test_mistakes_of_the_command_line_exit_with_2(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fix", *words]) == 2
    assert said in capsys.readouterr().err


def test_a_board_of_the_manifest_is_what_the_model_is_fitted_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "tflint.toml").write_text('[boards.s3]\ncpu = "esp32s3"\nkernels = "esp-nn@1.1.2"\n', "utf-8")
    (tmp_path / "dense.tflite").write_bytes(dense())
    assert main(["fix", "--format", "json"]) == 1
    assert {it["target"] for it in answer(capsys)} == {"esp32s3/esp-nn@1.1.2"}


def test_a_model_that_lives_in_a_source_is_written_back_into_it(tmp_path: Path) -> None:
    source = tmp_path / "model.cc"
    source.write_text(c_array(dense()) + c_array(dense(classes=5), "const unsigned char g_second[]"), "utf-8")
    assert main(["fix", "model.cc", "--output", "out"]) == 0
    assert source.read_text("utf-8") == c_array(dense()) + c_array(dense(classes=5), "const unsigned char g_second[]")
    assert main(["fix", "model.cc", "--in-place"]) == 0
    assert source.read_bytes() == (tmp_path / "out/model.cc").read_bytes()
    found = [it.data for it in arrays(source.read_bytes())]
    assert [len(it or b"") < len(old) for it, old in zip(found, (dense(), dense(classes=5)), strict=True)] == [True, True]
    assert main(["fix", "model.cc"]) == 0


def test_a_copy_in_a_source_stays_what_it_is_where_the_model_is_rewritten_in_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "p").mkdir()
    (tmp_path / "p/a.tflite").write_bytes(dense())
    source = tmp_path / "p/copy.cc"
    source.write_text(c_array(dense()), "utf-8")
    assert main(["fix", "p", "--format", "json"]) == 1
    assert [it["path"] for it in answer(capsys)] == ["p/a.tflite"]
    assert main(["fix", "p", "--in-place"]) == 0
    assert source.read_text("utf-8") == c_array(dense())
