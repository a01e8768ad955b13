"""What a board takes from the image that its manifest names, and what of it is a finding."""

import json
from pathlib import Path

import pytest
from elf_maker import ALLOC, EXECUTE, Section, make
from firmware_image import image, project
from networks import dense
from program import tflint
from repository import write

from tflint.check.linked_boards import completed
from tflint.manifest.board import Board, Manifest

LINKED = Board("nano33", image="f.elf")


def board(tmp_path: Path, declared: Board = LINKED) -> Board:
    return completed(Manifest(root=str(tmp_path), boards={"nano33": declared})).boards["nano33"]


def test_a_declared_arena_stays(tmp_path: Path) -> None:
    (tmp_path / "f.elf").write_bytes(image(arena=65536))
    assert board(tmp_path, LINKED._replace(arena=1024)).arena == 1024


def test_an_image_that_is_not_there_changes_nothing(tmp_path: Path) -> None:
    assert board(tmp_path) == LINKED


def test_a_stripped_image_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "f.elf").write_bytes(make([Section(".text", 0x1000, bytes(64), ALLOC | EXECUTE)]))
    assert board(tmp_path) == LINKED


def test_an_arena_that_is_left_open_is_the_image_s_from_its_first_boundary(tmp_path: Path) -> None:
    (tmp_path / "f.elf").write_bytes(image(arena=65536, at=0x20000004))
    assert board(tmp_path).arena == 65536 - 12


def test_a_declared_runtime_gets_the_struct_sizes_of_the_image(tmp_path: Path) -> None:
    (tmp_path / "f.elf").write_bytes((Path(__file__).parents[1] / "image/elf/structs.elf").read_bytes())
    target = Board("nano33").target._replace(runtime="tflm@2024-02")
    assert dict(board(tmp_path, LINKED._replace(target=target)).target.struct_sizes)["TfLiteTensor"] == 72


OF_IMAGES = (
    "arena-overflow",
    "ram-overflow",
    "flash-overflow",
    "unregistered-operator",
    "kernel-library-mismatch",
    "arena-misaligned",
    "model-in-ram",
    "stale-model-array",
    "arena-constant-mismatch",
)


def rules(folder: Path, elf: bytes, manifest: str) -> set[str]:
    """Return which of the rules above report a project whose manifest names an image."""
    tree = project(elf, manifest)
    write(folder, {name: it.encode() if isinstance(it, str) else it for name, it in tree.items()})
    found = tflint(folder, "check", "--format", "json", f"--select={','.join(OF_IMAGES)}")
    return {finding["rule"] for finding in json.loads(found.out)["findings"]}


def test_an_image_as_it_is_declared_is_no_finding(tmp_path: Path) -> None:
    assert rules(tmp_path, image(), 'arena = "64 KiB"\nram.total = "256 KiB"\nflash.total = "1 MiB"') == set()


@pytest.mark.parametrize(
    ("elf", "manifest", "rule"),
    [
        (image(arena=512), "", "arena-overflow"),
        (image(), 'ram.total = "32 KiB"', "ram-overflow"),
        (image(), "flash.total = 512", "flash-overflow"),
        (image(ops=("CONV_2D",)), "", "unregistered-operator"),
        (image(library="reference"), "", "kernel-library-mismatch"),
        (image(at=0x20000004), "", "arena-misaligned"),
        (image(in_ram=True), "", "model-in-ram"),
        (image(dense(weight_scale=0.125)), "", "stale-model-array"),
        (image(arena=32768), 'arena = "64 KiB"', "arena-constant-mismatch"),
    ],
    ids=OF_IMAGES,
)
def test_an_image_with_one_thing_wrong_is_that_finding(tmp_path: Path, elf: bytes, manifest: str, rule: str) -> None:
    assert rules(tmp_path, elf, manifest) == {rule}
