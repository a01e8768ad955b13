"""`model-in-ram`: a model in a section that takes RAM."""

from pathlib import Path

import pytest
from firmware_image import image, project
from networks import Tree, dense

from tflint.manifest.board import Board
from tflint.testing import run
from tflint_rules.memory.model_in_ram import rule


def bad() -> Tree:
    """The array was declared without `const`."""
    return project(image(in_ram=True))


def good() -> Tree:
    return project(image())


def test_without_a_declared_image_nothing_is_said() -> None:
    assert run(rule, dense(), board=Board("nano33")) == ()


@pytest.mark.parametrize(("in_ram", "count"), [(False, 0), (True, 1)])
def test_a_model_lies_in_flash_where_its_array_is_const(tmp_path: Path, *, in_ram: bool, count: int) -> None:
    (tmp_path / "f.elf").write_bytes(image(in_ram=in_ram))
    found = run(rule, dense(), board=Board("nano33", image="f.elf"), root=str(tmp_path))
    assert len(found) == count
    assert all(it.evidence["bytes"] == len(dense()) for it in found)
