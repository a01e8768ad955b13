"""`arena-constant-mismatch`: the manifest's arena against the one in the sources."""

from pathlib import Path

import pytest
from firmware_image import image
from firmware_project import firmware, main_cc
from networks import Tree, dense

from tflint.manifest.board import Board, ResolverSpec
from tflint.testing import run
from tflint_rules.firmware.arena_constant_mismatch import rule


def bad() -> Tree:
    """The constant was lowered, the manifest was not."""
    return firmware(main_cc("AddFullyConnected()", arena="48 * 1024"))


def good() -> Tree:
    return firmware(main_cc("AddFullyConnected()", arena="64 * 1024"))


def found(folder: Path, source: str, arena: int | None = 65536) -> tuple[object, ...]:
    (folder / "main.cc").write_text(source, "utf-8")
    return run(rule, dense(), board=Board("nano33", arena=arena, resolver=ResolverSpec(source=("main.cc",))), root=str(folder))


def test_without_a_declared_arena_there_is_nothing_to_compare(tmp_path: Path) -> None:
    assert found(tmp_path, main_cc(arena="1"), arena=None) == ()


@pytest.mark.parametrize("size", ["65536", "0x10000", "64 * 1024", "(63 + 1) << 10", "65'536u", "kBig"])
def test_a_size_may_be_written_in_many_ways(tmp_path: Path, size: str) -> None:
    assert found(tmp_path, "#define kBig (64 * 1024)\n" + main_cc(arena=size)) == ()


@pytest.mark.parametrize("size", ["CONFIG_ARENA", "sizeof(Big)", "8 / 0"])
def test_a_size_that_the_source_does_not_settle_is_not_guessed(tmp_path: Path, size: str) -> None:
    assert found(tmp_path, main_cc(arena=size)) == ()


def test_one_of_several_arenas_that_agrees_is_enough(tmp_path: Path) -> None:
    two = main_cc(arena="1024") + main_cc(arena="64 * 1024").replace("kTensorArenaSize", "kSecond").replace(
        "tensor_arena", "second_arena"
    )
    assert found(tmp_path, two) == ()


@pytest.mark.parametrize("size", ["65535", "65537"])
def test_one_byte_is_a_difference(tmp_path: Path, size: str) -> None:
    (tmp_path / "main.cc").write_text(main_cc(arena=size), "utf-8")
    board = Board("nano33", arena=65536, resolver=ResolverSpec(source=("main.cc",)))
    (finding,) = run(rule, dense(), board=board, root=str(tmp_path))
    assert finding.message == f"arena 'tensor_arena' has {int(size):,} B, the manifest gives nano33 65,536 B"
    assert finding.place is not None
    assert (finding.place.line, finding.place.column) == (3, 15)


def test_esphome_s_size_beside_the_model_is_compared(tmp_path: Path) -> None:
    model = tmp_path / "hey.tflite"
    (tmp_path / "hey.json").write_text('{"type": "micro", "model": "hey.tflite", "micro": {"tensor_arena_size": 30000}}', "utf-8")
    assert run(rule, dense(), board=Board("s3", arena=30000), path=str(model)) == ()
    (finding,) = run(rule, dense(), board=Board("s3", arena=26080), path=str(model))
    assert finding.message == "tensor_arena_size of 'hey' is 30,000 B, the manifest gives s3 26,080 B"
    assert finding.place is not None
    assert (finding.place.path, finding.place.column) == (str(tmp_path / "hey.json"), 73)


@pytest.mark.parametrize(("given", "count"), [(65536, 0), (32768, 1), (None, 0)])
def test_a_linked_arena_is_the_declared_one(tmp_path: Path, given: int | None, count: int) -> None:
    (tmp_path / "f.elf").write_bytes(image(arena=65536))
    found = run(rule, dense(), board=Board("nano33", arena=given, image="f.elf"), root=str(tmp_path))
    assert [it.evidence["found"] for it in found] == [65536] * count
