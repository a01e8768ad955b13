"""`kernel-library-mismatch`: the library that is linked against the one that is declared."""

from pathlib import Path

import pytest
from elf_maker import ALLOC, EXECUTE, Section, make
from firmware_image import image, project
from networks import Tree, dense

from tflint.manifest.board import Board
from tflint.manifest.target import parse
from tflint.testing import run
from tflint_rules.firmware.kernel_library_mismatch import rule


def bad() -> Tree:
    """The manifest declares CMSIS-NN, the firmware was built without it."""
    return project(image(library="reference"))


def good() -> Tree:
    return project(image())


def test_a_stripped_image_claims_nothing(tmp_path: Path) -> None:
    (tmp_path / "f.elf").write_bytes(make([Section(".text", 0x1000, bytes(64), ALLOC | EXECUTE)]))
    assert run(rule, dense(), board=Board("nano33", image="f.elf"), root=str(tmp_path)) == ()


@pytest.mark.parametrize(
    ("library", "target", "count"),
    [
        ("cmsis-nn", "cortex-m4/cmsis-nn", 0),
        ("reference", "cortex-m4/reference", 0),
        ("reference", "cortex-m4/cmsis-nn", 1),
        ("cmsis-nn", "cortex-m4/reference", 1),
    ],
)
def test_the_linked_library_is_the_declared_one(tmp_path: Path, library: str, target: str, count: int) -> None:
    (tmp_path / "f.elf").write_bytes(image(library=library))
    assert len(run(rule, dense(), board=Board("nano33", parse(target), image="f.elf"), root=str(tmp_path))) == count
