"""Boards and chips by their names."""

import pytest

from tflint.project import known_boards


@pytest.mark.parametrize(
    ("name", "cpu"),
    [
        ("esp32cam", "esp32"),
        ("esp32-s3-devkitc-1", "esp32s3"),
        ("nano33ble", "cortex-m4"),
        ("Arduino Nano 33 BLE", "cortex-m4"),
        ("NUCLEO_L4R5ZI", "cortex-m4"),
        ("teensy41", "cortex-m7"),
        ("esp32-c3-devkitm-1", "riscv32"),
        ("esp32-s2-saola-1", ""),
    ],
)
def test_a_board_has_its_core(name: str, cpu: str) -> None:
    board = known_boards.board(name)
    assert board is not None
    assert board.cpu == cpu


@pytest.mark.parametrize(
    ("name", "cpu"),
    [
        ("STM32F429ZITx", "cortex-m4"),
        ("stm32u585xx", "cortex-m33"),
        ("STM32F303RCT6", "cortex-m4"),
        ("ATSAMD51J19A", "cortex-m4"),
        ("RP2040", "cortex-m0plus"),
        ("esp32s3", "esp32s3"),
        ("esp32s2", ""),
        ("stm32f030", ""),
        ("STM32H7", None),
        ("stm32n6", None),
        ("a board", None),
    ],
)
def test_a_chip_has_its_core(name: str, cpu: str | None) -> None:
    assert known_boards.chip(name) == cpu


@pytest.mark.parametrize("name", ["", "x", "arduino", "board"])
def test_a_word_is_no_board(name: str) -> None:
    assert known_boards.board(name) is None


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("cortex-m4", "cortex-m4"),
        ("cortex-m4+nofp", "cortex-m4"),
        ("Cortex-M33", "cortex-m33"),
        ("cortex-m0", ""),
        ("x86-64", ""),
    ],
)
def test_a_core_is_named_as_tflint_has_it(name: str, core: str) -> None:
    assert known_boards.core(name) == core
