"""The catalogue of boards."""

import tomllib
from importlib import resources

import pytest

from tflint.manifest import catalogue, tflint_toml, value_checks
from tflint.manifest.target import CPUS

ASKED_FOR = (
    *(
        "arduino-nano-33-ble-sense",
        "arduino-nicla-vision",
        "arduino-portenta-h7",
        "arduino-nano-rp2040-connect",
        "raspberry-pi-pico",
    ),
    *("raspberry-pi-pico-2", "esp32-devkitc", "esp32-s3-devkitc-1", "stm32f746g-disco", "nucleo-h743zi", "stm32h747i-disco"),
    *(
        "nrf52840-dk",
        "nrf5340-dk",
        "sparkfun-edge",
        "max78000-evkit",
        "teensy-41",
        "corstone-300",
        "raspberry-pi-5",
        "android-phone",
    ),
)


def test_there_are_many_boards() -> None:
    assert len(catalogue.names()) >= 30
    assert set(ASKED_FOR) <= set(catalogue.names())


def test_names_come_sorted() -> None:
    assert list(catalogue.names()) == sorted(catalogue.names())


@pytest.mark.parametrize("name", catalogue.names())
def test_every_figure_has_its_source(name: str) -> None:
    board = catalogue.board(name)
    figures = {key for key in ("ram", "flash") if getattr(board, key) is not None} | ({"ruy"} if board.target.ruy else set())
    figures |= {"runtime"} if board.target.runtime else set()
    figures |= set(board.memory)
    assert figures <= set(board.sources)
    assert all(len(source) > 20 for source in board.sources.values())
    assert board.target.is_litert or "cpu" in board.sources


@pytest.mark.parametrize("name", catalogue.names())
def test_every_board_is_one_that_a_manifest_could_declare(name: str) -> None:
    board = catalogue.board(name)
    value_checks.kernels(board.target.kernels)
    assert board.target.is_litert or board.target.cpu in CPUS
    assert board.title
    largest = 64 << 30 if board.target.is_litert else 64 << 20
    assert board.ram is None or 64 << 10 <= board.ram <= largest
    assert board.target.is_litert or not board.target.ruy
    assert board.flash is None or 256 << 10 <= board.flash <= 1 << 30


@pytest.mark.parametrize("name", catalogue.names())
def test_a_board_s_table_holds_nothing_that_nobody_reads(name: str) -> None:
    text = (resources.files("tflint.manifest") / "boards.toml").read_text("utf-8")
    assert set(tomllib.loads(text)[name]) <= {
        "title",
        "cpu",
        "kernels",
        "ram",
        "flash",
        "npu",
        "ruy",
        "runtime",
        "memory",
        "sources",
    }


def test_a_board_that_is_not_there_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        catalogue.board("../secret")


def test_a_board_has_its_users_runtime_until_other_kernels_are_declared() -> None:
    boards = tflint_toml.loads(
        "version = 1\n[boards.a]\nextends = 'arduino-nano-33-ble-sense'\n"
        "[boards.b]\nextends = 'arduino-nano-33-ble-sense'\nkernels = 'reference'\nstatic_memory = true\n"
    ).boards
    assert (boards["a"].target.runtime, boards["a"].target.static_memory) == ("arduino@2023-02", None)
    assert (boards["b"].target.runtime, boards["b"].target.static_memory) == ("", True)
