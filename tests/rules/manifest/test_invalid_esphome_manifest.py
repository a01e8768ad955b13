"""`invalid-esphome-manifest`: mistakes in the JSON of a wake word."""

import json
from pathlib import Path

import pytest
from networks import Tree, dense

from tflint.finding import Finding
from tflint.testing import run
from tflint_rules.manifest.invalid_esphome_manifest import rule

MICRO = {
    "probability_cutoff": 0.97,
    "feature_step_size": 10,
    "sliding_window_size": 5,
    "tensor_arena_size": 22860,
    "minimum_esphome_version": "2024.7.0",
}
VERSION_2 = {
    "type": "micro",
    "wake_word": "Hey You",
    "author": "Somebody",
    "model": "hey_you.tflite",
    "trained_languages": ["en"],
    "version": 2,
    "micro": MICRO,
}
VERSION_1 = {
    "type": "micro",
    "wake_word": "Hey You",
    "author": "Somebody",
    "website": "https://example.org",
    "model": "hey_you.tflite",
    "version": 1,
    "micro": {"probability_cutoff": 0.5, "sliding_window_average_size": 10},
}


def with_micro(**changed: object) -> dict[str, object]:
    return VERSION_2 | {"micro": {key: value for key, value in (MICRO | changed).items() if value is not None}}


def bad() -> Tree:
    """An arena size with a typing error."""
    micro = {key if key != "tensor_arena_size" else "tensor_arena_sz": value for key, value in MICRO.items()}
    return {"hey_you.tflite": dense(), "hey_you.json": json.dumps(VERSION_2 | {"micro": micro}, indent=2)}


def good() -> Tree:
    return {"hey_you.tflite": dense(), "hey_you.json": json.dumps(VERSION_2, indent=2)}


def found(folder: Path, document: object) -> tuple[Finding, ...]:
    text = document if isinstance(document, str) else json.dumps(document, indent=2)
    (folder / "hey_you.json").write_text(text, "utf-8")
    return run(rule, dense(), path=str(folder / "hey_you.tflite"))


@pytest.mark.parametrize("document", [VERSION_1, VERSION_2, with_micro(probability_cutoff=1), VERSION_2 | {"website": "x"}])
def test_what_esphome_takes_is_fine(tmp_path: Path, document: object) -> None:
    assert found(tmp_path, document) == ()


def test_another_json_beside_a_model_is_nobody_s_matter(tmp_path: Path) -> None:
    assert found(tmp_path, {"accuracy": 0.9}) == ()
    assert found(tmp_path, "{not JSON") == ()


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (with_micro(tensor_arena_size="26080"), "micro.tensor_arena_size: expected a whole number > 0, got '26080'"),
        (with_micro(tensor_arena_size=-1), "micro.tensor_arena_size: expected a whole number > 0, got -1"),
        (with_micro(tensor_arena_size=True), "micro.tensor_arena_size: expected a whole number > 0, got True"),
        (with_micro(probability_cutoff=97), "micro.probability_cutoff: expected a number from 0 to 1, got 97"),
        (with_micro(feature_step_size=None), "micro.feature_step_size: missing"),
        (VERSION_2 | {"version": 3}, "version: expected 1 or 2, got 3"),
        (VERSION_2 | {"micro": [1]}, "micro: expected an object, got [1]"),
        (VERSION_2 | {"wakeword": "x"}, "wakeword: unknown key; did you mean 'wake_word'?"),
        (VERSION_2 | {"type": "macro"}, "type: expected \"micro\", got 'macro'"),
    ],
)
def test_a_mistake_is_reported(tmp_path: Path, document: object, message: str) -> None:
    assert [it.message for it in found(tmp_path, document)] == [message]


def test_a_missing_micro_is_reported(tmp_path: Path) -> None:
    without = {key: value for key, value in VERSION_2.items() if key != "micro"}
    assert [it.message for it in found(tmp_path, without)] == ["micro: missing"]


def test_the_place_is_the_value_s_line_and_column(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, with_micro(tensor_arena_size="26080"))
    assert finding.place is not None
    line = (tmp_path / "hey_you.json").read_text("utf-8").splitlines()[finding.place.line - 1]
    assert line[finding.place.column - 1 :].startswith('"26080"')


def test_a_manifest_that_is_no_json_is_reported_where_it_breaks(tmp_path: Path) -> None:
    text = json.dumps(VERSION_2, indent=2).replace('"version": 2,', '"version": 2')
    (finding,) = found(tmp_path, text)
    assert finding.message.startswith("not JSON: expecting ',' delimiter")
    assert finding.place is not None
    assert finding.place.line == text.splitlines().index('  "micro": {') + 1
