"""The catalogue of well-known firmwares, `fw:…`."""

import json
import re
import tomllib
from importlib import resources
from pathlib import Path

import pytest
from networks import chain, dense
from program import tflint
from repository import write

from tflint.manifest import catalogue, tflint_toml, value_checks
from tflint.manifest.target import CPUS
from tflint.runtime.tflm import build

KEYS = {
    *("title", "extends", "cpu", "kernels", "runtime", "everything", "ops", "custom"),
    *("arena", "arena_in", "resource_variables", "open", "sources"),
}
EVIDENCE = re.compile(r"https://github\.com/[\w./-]+/(?:blob|tree)/[0-9a-f]{40}|: [0-9a-f]{40}$")


def test_the_firmwares_that_people_use_are_there() -> None:
    asked = {
        "ai-on-the-edge",
        "openmv",
        "esphome-micro-wake-word",
        "sscma-grove-vision-ai-v2",
        "nuttx-tflm-tool",
        "micropython-microlite",
    }
    assert {f"fw:{name}" for name in asked} <= set(catalogue.firmware_names())
    assert list(catalogue.firmware_names()) == sorted(catalogue.firmware_names())
    assert not set(catalogue.firmware_names()) & set(catalogue.names())


@pytest.mark.parametrize("name", catalogue.firmware_names())
def test_each_is_a_board_that_a_manifest_could_declare(name: str) -> None:
    board = catalogue.board(name)
    value_checks.kernels(board.target.kernels)
    assert board.target.cpu in CPUS
    assert not board.target.runtime or value_checks.runtime(board.target.runtime)
    assert "is not built" not in " ".join(build.of(board.target).unknown)
    assert board.resolver is not None
    assert board.resolver.everything or all(map(value_checks.op, board.resolver.ops or ()))


@pytest.mark.parametrize("name", catalogue.firmware_names())
def test_each_figure_has_the_line_that_states_it(name: str) -> None:
    file = resources.files("tflint.manifest") / "firmware.toml"
    values = tomllib.loads(file.read_text("utf-8"))[name.removeprefix("fw:")]
    assert set(values) <= KEYS
    stated = {"arena", "arena_in", "kernels", "runtime", "resource_variables"} & set(values)
    assert stated | {"repository", "resolver"} <= set(values["sources"])
    assert all(EVIDENCE.search(it) for it in values["sources"].values())


@pytest.mark.parametrize("name", ["fw:nothing", "fw:../boards/esp32-cam", "ai-on-the-edge"])
def test_one_that_is_not_there_is_a_key_error(name: str) -> None:
    with pytest.raises(KeyError):
        catalogue.board(name)


def test_ai_on_the_edge_is_as_its_sources_say() -> None:
    board = catalogue.board("fw:ai-on-the-edge")
    assert (board.arena, board.arena_in, board.target.cpu, board.target.runtime) == (
        819200,
        "psram",
        "esp32",
        "esp-tflite-micro@1.3.7",
    )
    assert board.resolver is not None
    assert "DEPTHWISE_CONV_2D" not in (board.resolver.ops or ())
    assert board.ram == catalogue.board("esp32-cam").ram


def test_a_board_may_extend_one_and_state_what_differs() -> None:
    text = (
        "version = 1\n[boards.a]\nextends = 'fw:ai-on-the-edge'\n[boards.b]\nextends = 'fw:ai-on-the-edge'\narena = 1000\n"
        "resolver = { ops = ['ADD'] }\n[boards.c]\nextends = 'fw:esphome-micro-wake-word'\nresource_variables = 8\n"
        "[boards.d]\nextends = 'fw:esphome-micro-wake-word'\n"
    )
    boards = tflint_toml.loads(text).boards
    known = catalogue.board("fw:ai-on-the-edge")
    assert (boards["a"].arena, boards["a"].arena_in, boards["a"].resolver) == (known.arena, "psram", known.resolver)
    assert (boards["b"].arena, boards["b"].arena_in) == (1000, None)
    assert boards["b"].resolver is not None
    assert boards["b"].resolver.ops == ("ADD",)
    assert [boards[it].target.resource_variables for it in "cd"] == [8, 0]


def found(folder: Path, *words: str) -> list[tuple[str, str]]:
    report = json.loads(tflint(folder, *words, "--format", "json").out)
    return [(it["board"], it["rule"]) for it in report["findings"]]


def test_an_entry_names_one_without_declaring_it(tmp_path: Path) -> None:
    entry = b'version = 1\n[[models]]\npath = "*.tflite"\nboards = ["fw:arduino-magic-wand", "fw:ai-on-the-edge"]\n'
    folder = write(tmp_path / "project", {"gesture.tflite": chain("MUL", start="int8"), "tflint.toml": entry})
    rules = found(folder, "gesture.tflite")
    assert {board for board, rule in rules if rule == "unregistered-operator"} == {"fw:arduino-magic-wand"}
    assert "unknown-board" not in [rule for _, rule in rules]


def test_an_arena_that_a_firmware_gives_is_too_small(tmp_path: Path) -> None:
    folder = write(tmp_path / "project", {"good.tflite": dense(inputs=4096)})
    assert ("fw:pico-hello-world", "arena-overflow") in found(folder, "good.tflite", "--board", "fw:pico-hello-world")


def test_a_misspelt_one_has_the_nearest_name(tmp_path: Path) -> None:
    entry = b'version = 1\n[[models]]\npath = "*.tflite"\nboards = ["fw:ai-on-the-edg"]\n'
    folder = write(tmp_path / "project", {"good.tflite": dense(), "tflint.toml": entry})
    assert "did you mean 'fw:ai-on-the-edge'?" in tflint(folder).out
    (folder / "tflint.toml").unlink()
    assert "did you mean 'fw:openmv'?" in tflint(folder, "good.tflite", "--board", "fw:openm").err


def test_boards_lists_them(tmp_path: Path) -> None:
    assert "\nwell-known firmware\n" in tflint(tmp_path, "boards").out
    rows = json.loads(tflint(tmp_path, "boards", "--format", "json").out)["firmware"]
    assert [row["name"] for row in rows] == list(catalogue.firmware_names())
    assert {row["name"] for row in rows if row["ops"] is None} == {"fw:arduino-hello-world"}
