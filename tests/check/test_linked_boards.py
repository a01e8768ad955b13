"""What a board takes from the image that its manifest names."""

from pathlib import Path

from elf_maker import ALLOC, EXECUTE, Section, make
from firmware_image import image

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
