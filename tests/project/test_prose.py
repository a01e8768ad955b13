"""Commands and boards in READMEs and scripts."""

from pathlib import Path

import pytest

from tflint.project import prose
from tflint.project.fact import Kind
from tflint.project.tree import Tree


def tree(folder: Path, text: str) -> Tree:
    (folder / "README.md").write_text(text, "utf-8")
    return Tree(str(folder))


@pytest.mark.parametrize(
    ("line", "kind", "value"),
    [
        ("    west build -p always -b rpi_pico/rp2040/w app", Kind.BOARD, "rpi_pico"),
        ("mbed compile -m NUCLEO_L4R5ZI -t GCC_ARM", Kind.BOARD, "NUCLEO_L4R5ZI"),
        ("arduino-cli compile --fqbn arduino:mbed_nano:nano33ble app", Kind.BOARD, "nano33ble"),
        ("cmake .. -DPICO_BOARD=pico_w", Kind.BOARD, "pico_w"),
        ("idf.py set-target esp32s3", Kind.CHIP, "esp32s3"),
        ('TF_MAKE_TAGS="cmsis-nn"', Kind.KERNELS, "cmsis-nn"),
        ("TF_VERSION=v2.3.1", Kind.RUNTIME, "tf@2.3"),
        ("curl -L https://github.com/tensorflow/tensorflow/archive/refs/tags/v2.3.1.zip", Kind.RUNTIME, "tf@2.3"),
    ],
)
def test_a_command_states_what_it_builds_for(tmp_path: Path, line: str, kind: Kind, value: str) -> None:
    (found,) = prose.commands(tree(tmp_path, f"# How\n{line}\n"), "README.md")
    assert (found.kind, found.value, found.line) == (kind, value, 2)


@pytest.mark.parametrize(
    "line",
    [
        "west build",
        "idf.py build",
        "arduino-cli compile -b x",
        "TF_VERSION=v2.9.0",
        "mbed compile",
        "a port of [hello world](https://github.com/tensorflow/tensorflow/tree/v2.3.1/tensorflow/lite/micro)",
    ],
)
def test_other_commands_state_nothing(tmp_path: Path, line: str) -> None:
    assert list(prose.commands(tree(tmp_path, line), "README.md")) == []


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("for the Arduino Nano 33 BLE Sense.", "arduinonano33ble"),
        ("Runs on the `ESP32-S3` too", "esp32s3"),
        ("STM32F429ZI, 2 MB of flash", "stm32f429zi"),
        ("on Teensy 4.1 and nothing else", "teensy41"),
    ],
)
def test_a_readme_names_boards_and_chips(tmp_path: Path, line: str, value: str) -> None:
    assert [it.value for it in prose.boards(tree(tmp_path, line), "README.md")] == [value]


def test_an_esp32_alone_is_any_of_the_family(tmp_path: Path) -> None:
    assert [(it.value, it.certain) for it in prose.boards(tree(tmp_path, "An ESP32 library"), "README.md")] == [("esp32", False)]


@pytest.mark.parametrize("line", ["the pico of the future", "quantum leaps", "we opta for", "33 examples", "samples and rp"])
def test_words_are_no_boards(tmp_path: Path, line: str) -> None:
    assert list(prose.boards(tree(tmp_path, line), "README.md")) == []


@pytest.mark.parametrize(
    ("line", "certain"), [("Board: FRDM-K66F", True), ("Boards: FRDM-MCXN947, LPC55S69-EVK, FRDM-K66F", False)]
)
def test_a_board_next_to_a_chip_that_no_table_has_is_one_of_several(tmp_path: Path, line: str, *, certain: bool) -> None:
    (found,) = prose.boards(tree(tmp_path, line), "README.md")
    assert (found.kind, found.certain) == (Kind.BOARD, certain)


def test_what_is_listed_as_supported_is_not_what_the_project_is_built_for(tmp_path: Path) -> None:
    listed = "# Port\n### Device Support\n| ESP32-S3 |\n### Wiring\nof the ESP32-S3\n"
    assert [it.certain for it in prose.boards(tree(tmp_path, listed.replace("ESP32-S3", "esp32s3")), "README.md")] == [
        False,
        True,
    ]
