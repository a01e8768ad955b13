"""`ram-overflow`: arenas and the firmware's share against the chip."""

from pathlib import Path

import pytest
from firmware_image import image
from networks import Tree, board_toml, dense, minimum

from tflint.facts import Facts, ProcessMemory, process_memory
from tflint.finding import Severity
from tflint.manifest.board import Board, SplitArena
from tflint.manifest.target import Target, parse
from tflint.model import reader
from tflint.testing import run
from tflint_rules.memory.ram_overflow import rule

TWO = {"one.tflite": dense(), "two.tflite": dense()}


def bad() -> Tree:
    """A board whose firmware keeps most of the RAM for itself."""
    return {
        "models/gesture.tflite": dense(),
        "tflint.toml": board_toml('arena = "64 KiB"\nram = { total = "256 KiB", reserved = "200 KiB" }'),
    }


def good() -> Tree:
    return {
        "models/gesture.tflite": dense(),
        "tflint.toml": board_toml('arena = "56 KiB"\nram = { total = "256 KiB", reserved = "200 KiB" }'),
    }


def test_an_unknown_ram_cannot_overflow() -> None:
    assert run(rule, dense(), board=Board("nano33", arena=1 << 30)) == ()


@pytest.mark.parametrize(("reserved", "count"), [(3000, 0), (3001, 1)])
def test_the_last_byte_may_be_used(reserved: int, count: int) -> None:
    assert len(run(rule, dense(), board=Board("nano33", arena=1000, ram=4000, ram_reserved=reserved))) == count


def test_models_that_share_an_arena_count_it_once() -> None:
    assert run(rule, TWO, board=Board("nano33", arena=1000, ram=1000)) == ()


def test_arenas_of_their_own_add_up() -> None:
    (finding,) = run(rule, TWO, board=Board("nano33", arena=1000, ram=1999, arena_shared=False))
    assert (finding.evidence["arenas"], finding.evidence["models"]) == (2000, 2)


@pytest.mark.parametrize(("more", "count"), [(0, 0), (-1, 1)])
def test_without_a_declared_arena_the_model_s_need_counts(more: int, count: int) -> None:
    assert len(run(rule, TWO, board=Board("nano33", ram=minimum(dense()) + more))) == count


def phone(ram: int, reserved: int = 0) -> Board:
    return Board("pi", parse("litert"), ram=ram, ram_reserved=reserved)


def memory() -> ProcessMemory:
    return Facts(reader.read(dense()), phone(0), path="")(process_memory)


@pytest.mark.parametrize(("more", "count"), [(0, 0), (-1, 1)])
def test_a_process_fits_with_all_that_it_may_take(more: int, count: int) -> None:
    assert len(run(rule, dense(), board=phone(memory().expected + 1000 + more, 1000))) == count


@pytest.mark.parametrize(("more", "severity"), [(0, Severity.WARNING), (-1, Severity.ERROR)])
def test_what_the_interpreter_itself_allocates_is_certain(more: int, severity: Severity) -> None:
    (finding,) = run(rule, dense(), board=phone(memory().certain + more))
    assert finding.severity is severity
    assert len(finding.help) == 4


def test_the_file_and_the_delegate_are_distinguished() -> None:
    it = memory()
    assert it.file == len(dense())
    assert it.certain == it.arena + it.persistent
    assert it.estimated[0] < it.estimated[1]


def test_without_the_delegate_the_arena_is_there_and_the_estimate_comes_beside_it() -> None:
    board = Board("pi", Target("", "litert", delegate="none"), ram=1)
    it = Facts(reader.read(dense()), board, path="")(process_memory)
    assert not it.delegate
    assert it.least < it.expected
    assert it.expected > it.base + it.file + it.certain + it.estimated[1]
    (finding,) = run(rule, dense(), board=board)
    assert any("pack outside the arena" in line for line in finding.help)


def test_an_arena_in_another_region_takes_nothing_of_the_ram() -> None:
    board = Board("cam", arena=800 << 10, arena_in="psram", ram=520 << 10, memory={"psram": 4 << 20})
    assert run(rule, dense(), board=board) == ()


@pytest.mark.parametrize(("persistent_in", "count"), [("sdram", 0), (None, 1)])
def test_the_parts_of_a_split_arena_are_held_against_their_own_regions(persistent_in: str | None, count: int) -> None:
    board = Board("m7", split=SplitArena(8000, 60_000, persistent_in), ram=65_536, memory={"sdram": 16 << 20})
    assert len(run(rule, dense(), board=board)) == count


@pytest.mark.parametrize(("given", "count"), [(1 << 20, 0), (60_000, 1)])
def test_a_linked_image_fits_the_ram(tmp_path: Path, given: int, count: int) -> None:
    (tmp_path / "f.elf").write_bytes(image())
    found = run(rule, dense(), board=Board("nano33", ram=given, image="f.elf"), root=str(tmp_path))
    assert len([it for it in found if "linked" in it.evidence]) == count


def test_models_on_one_allocator_count_what_they_need_together() -> None:
    board = Board("nano33", parse("cortex-m4/cmsis-nn", "tflm@2026-08"), one_allocator=True, ram=minimum(dense()))
    (finding,) = run(rule, TWO, board=board)
    assert minimum(dense()) < int(str(finding.evidence["arenas"])) < 2 * minimum(dense())
