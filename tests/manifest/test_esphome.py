"""ESPHome's micro_wake_word manifests."""

import json
import os
from pathlib import Path

import pytest
from corpus import CORPUS

from tflint.manifest import esphome
from tflint.manifest.target import Target

SHARED = CORPUS / "esphome"
MANIFEST = {
    "type": "micro",
    "wake_word": "Hey You",
    "model": "hey_you.tflite",
    "version": 2,
    "micro": {"probability_cutoff": 0.97, "sliding_window_size": 5, "tensor_arena_size": 22860},
}


def write(folder: Path, document: object, name: str = "hey_you.json") -> str:
    (folder / name).write_text(json.dumps(document, indent=2), "utf-8")
    return str(folder / name)


def test_the_arena_is_the_board_s(tmp_path: Path) -> None:
    found = esphome.read(write(tmp_path, MANIFEST))
    assert found is not None
    assert (found.board.name, found.board.arena, found.board.target) == (
        "hey_you",
        22860,
        Target("esp32s3", "esp-nn", resource_variables=0),
    )
    assert found.model == str(tmp_path / "hey_you.tflite")


def test_the_arena_s_place_is_its_number(tmp_path: Path) -> None:
    path = write(tmp_path, MANIFEST)
    found = esphome.read(path)
    assert found is not None
    (place,) = found.board.where("arena")
    line = Path(path).read_text("utf-8").splitlines()[place.line - 1]
    assert line[place.column - 1 :] == "22860"


def test_the_contract_is_that_of_the_streaming_model(tmp_path: Path) -> None:
    found = esphome.read(write(tmp_path, MANIFEST))
    assert found is not None
    assert found.entry.inputs is not None
    assert found.entry.outputs is not None
    assert (found.entry.inputs[0].shape, found.entry.inputs[0].dtype) == ((1, -1, 40), "int8")
    assert (found.entry.outputs[0].shape, found.entry.outputs[0].dtype) == ((1, 1), "uint8")
    assert found.board.resolver is not None
    assert len(found.board.resolver.ops or ()) == 20


def test_the_json_beside_a_model_is_found(tmp_path: Path) -> None:
    write(tmp_path, MANIFEST | {"model": "./hey_you.tflite"})
    assert esphome.next_to(str(tmp_path / "hey_you.tflite")) is not None
    assert esphome.next_to(str(tmp_path / "other.tflite")) is None


def test_a_json_for_another_model_is_not_this_one_s(tmp_path: Path) -> None:
    write(tmp_path, MANIFEST | {"model": "other.tflite"})
    assert esphome.next_to(str(tmp_path / "hey_you.tflite")) is None


@pytest.mark.parametrize(
    "document",
    [
        {},
        [],
        None,
        {"type": "other", "model": "hey_you.tflite"},
        MANIFEST | {"model": "../hey_you.tflite"},
        MANIFEST | {"model": "https://example.com/hey_you.tflite"},
        MANIFEST | {"model": None},
        {"tensor_arena_size": 1},
    ],
)
def test_what_is_no_wake_word_s_manifest_is_none(tmp_path: Path, document: object) -> None:
    assert esphome.read(write(tmp_path, document)) is None


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b'{"tensor_arena_size"', b'["tensor_arena_size",' * 20_000, b" " * 70_000])
def test_any_bytes_are_read_without_complaint(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.json").write_bytes(data)
    assert esphome.read(str(tmp_path / "x.json")) is None


def test_a_lock_file_tells_the_versions(tmp_path: Path) -> None:
    (tmp_path / "dependencies.lock").write_text("dependencies:\n  espressif/esp-nn:\n    version: 1.1.2\n", "utf-8")
    (tmp_path / "models").mkdir()
    found = esphome.read(write(tmp_path / "models", MANIFEST))
    assert found is not None
    assert found.board.target.version == "1.1.2"


@pytest.mark.parametrize("path", sorted(SHARED.glob("v2/*.json")) or [None], ids=lambda path: getattr(path, "stem", "none"))
def test_real_manifests_are_read(path: Path | None) -> None:
    if path is None:
        pytest.skip("no real manifests beside the repository")
    found = esphome.read(str(path))
    assert found is not None
    assert found.board.arena == json.loads(path.read_text("utf-8"))["micro"]["tensor_arena_size"]
    assert Path(found.model).exists()


@pytest.mark.parametrize(
    "document",
    [
        MANIFEST | {"type": "other"},
        MANIFEST | {"micro": {}},
        MANIFEST | {"micro": [22860]},
        MANIFEST | {"micro": {"tensor_arena_size": "22860"}},
        MANIFEST | {"micro": {"tensor_arena_size": True}},
        MANIFEST | {"micro": {"tensor_arena_size": 0}},
        MANIFEST | {"micro": {"tensor_arena_size": 1 << 40}},
    ],
)
def test_a_mistake_leaves_the_contract_and_no_arena(tmp_path: Path, document: dict[str, object]) -> None:
    found = esphome.read(write(tmp_path, document))
    assert found is not None
    assert found.mistakes
    assert found.board.arena in (None, 22860)
    assert found.entry.outputs is not None
    assert found.entry.outputs[0].dtype == "uint8"


@pytest.mark.parametrize("path", sorted(SHARED.glob("v1/*.json")) or [None], ids=lambda path: getattr(path, "stem", "none"))
def test_version_1_is_a_contract_without_an_arena(path: Path | None) -> None:
    if path is None:
        pytest.skip("no real manifests beside the repository")
    found = esphome.read(str(path))
    assert found is not None
    assert (found.board.arena, found.mistakes) == (None, ())


def test_a_manifest_of_this_folder_is_named_as_its_model_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, MANIFEST)
    monkeypatch.chdir(tmp_path)
    found = esphome.read(f".{os.sep}hey_you.json")
    assert found is not None
    assert {place.path for place in found.board.places.values()} == {"hey_you.json"}
