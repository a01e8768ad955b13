"""`stale-model-array`: the model's bytes against the array's."""

import os
from pathlib import Path

import pytest
from firmware_image import image
from firmware_project import c_array
from networks import Tree, board_toml, dense

from tflint.manifest.board import Board, ModelEntry
from tflint.testing import run
from tflint_rules.firmware.stale_model_array import rule

ENTRY = ModelEntry("*.tflite", array="model.cc")


def bad() -> Tree:
    """A model was retrained, its array was not made again."""
    return {
        "models/gesture.tflite": dense(),
        "firmware/model.cc": c_array(dense(weight_scale=0.125)),
        "tflint.toml": board_toml(array='"firmware/model.cc"'),
    }


def good() -> Tree:
    return bad() | {"firmware/model.cc": c_array(dense())}


def test_without_a_declared_array_nothing_is_compared() -> None:
    assert run(rule, dense()) == ()


@pytest.mark.parametrize(
    "head",
    [
        "unsigned char gesture_tflite[]",
        "const uint8_t g_model[]",
        "alignas(16) const unsigned char g_model[]",
        "const unsigned char g_model[] __attribute__((aligned(16)))",
        "const uint32_t other[] = {1, 2, 3};\nextern const int n;\nconst char g_model[]",
    ],
)
def test_an_array_with_the_same_bytes_is_fresh(tmp_path: Path, head: str) -> None:
    (tmp_path / "model.cc").write_text(c_array(dense(), head), "utf-8")
    assert run(rule, dense(), entry=ENTRY, root=str(tmp_path)) == ()


def test_one_of_several_models_in_the_file_is_enough(tmp_path: Path) -> None:
    (tmp_path / "model.cc").write_text(c_array(dense(classes=5)) + c_array(dense(), "const unsigned char g_second[]"), "utf-8")
    assert run(rule, dense(), entry=ENTRY, root=str(tmp_path)) == ()


def test_one_byte_more_is_a_difference(tmp_path: Path) -> None:
    (tmp_path / "model.cc").write_text("\n" + c_array(dense() + b"\0"), "utf-8")
    (finding,) = run(rule, dense(), entry=ENTRY, root=str(tmp_path))
    assert (finding.evidence["differing"], finding.evidence["array_bytes"]) == (1, len(dense()) + 1)
    assert finding.place is not None
    assert (finding.place.line, finding.place.column) == (2, 33)


@pytest.mark.parametrize("at", [0, 100, -1])
def test_one_other_byte_is_a_difference(tmp_path: Path, at: int) -> None:
    data = bytearray(dense())
    data[at] ^= 1
    (tmp_path / "model.cc").write_text(c_array(bytes(data)), "utf-8")
    (finding,) = run(rule, dense(), entry=ENTRY, root=str(tmp_path))
    assert finding.evidence["differing"] == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [("int x;", "no array with a model"), ("", "no array"), ("char a[] = {1, X, 3};", "'X' is not a plain number")],
)
def test_a_file_without_a_model_is_reported(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "model.cc").write_text(text, "utf-8")
    (finding,) = run(rule, dense(), entry=ENTRY, root=str(tmp_path))
    assert said in finding.message


def test_a_file_that_is_not_there_is_reported(tmp_path: Path) -> None:
    (finding,) = run(rule, dense(), entry=ENTRY, root=str(tmp_path))
    assert finding.message == "array 'model.cc' is not a file"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, ()), (3600, ("the model is newer than its array",)), (-3600, ("the array is newer than the model",))],
)
def test_the_newer_file_is_named(tmp_path: Path, seconds: int, said: tuple[str, ...]) -> None:
    model, array = tmp_path / "model.tflite", tmp_path / "model.cc"
    model.write_bytes(dense())
    array.write_text(c_array(dense(classes=5)), "utf-8")
    os.utime(array, (1_000_000, 1_000_000))
    os.utime(model, (1_000_000 + seconds, 1_000_000 + seconds))
    entry = ModelEntry(str(model), array="model.cc")
    (finding,) = run(rule, dense(), entry=entry, root=str(tmp_path), path=str(model))
    assert finding.help == said


def test_an_image_with_the_same_bytes_is_fresh(tmp_path: Path) -> None:
    (tmp_path / "f.elf").write_bytes(image())
    assert run(rule, dense(), board=Board("nano33", image="f.elf"), root=str(tmp_path)) == ()


def test_an_image_without_a_visible_model_claims_nothing(tmp_path: Path) -> None:
    (tmp_path / "f.elf").write_bytes(image(bytes(400)))
    assert run(rule, dense(), board=Board("nano33", image="f.elf"), root=str(tmp_path)) == ()


def test_an_image_with_another_state_of_the_model_is_stale(tmp_path: Path) -> None:
    (tmp_path / "f.elf").write_bytes(image(dense(weight_scale=0.125)))
    (finding,) = run(rule, dense(), board=Board("nano33", image="f.elf"), root=str(tmp_path))
    assert finding.evidence["symbol"] == "g_model"
