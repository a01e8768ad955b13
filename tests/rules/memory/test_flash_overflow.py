"""`flash-overflow`: the models' bytes against their share of the flash."""

from pathlib import Path

import pytest
from firmware_image import image
from networks import Tree, board_toml, dense

from tflint.manifest.board import Board
from tflint.testing import run
from tflint_rules.memory.flash_overflow import rule

TWO = {"one.tflite": dense(), "two.tflite": dense()}
SIZE = 2 * len(dense())


def bad() -> Tree:
    """A board that keeps 4 KiB of flash for models."""
    return {"models/gesture.tflite": dense(inputs=4000), "tflint.toml": board_toml('flash = { models = "4 KiB" }')}


def good() -> Tree:
    return {"models/gesture.tflite": dense(), "tflint.toml": board_toml('flash = { models = "4 KiB" }')}


def test_an_unknown_flash_cannot_overflow() -> None:
    assert run(rule, dense(), board=Board("nano33")) == ()


@pytest.mark.parametrize(("spare", "count"), [(0, 0), (-1, 1)])
def test_all_models_count_and_the_last_byte_may_be_used(spare: int, count: int) -> None:
    assert len(run(rule, TWO, board=Board("nano33", flash=1 << 20, flash_models=SIZE + spare))) == count


def test_without_a_share_the_whole_flash_is_the_limit() -> None:
    (finding,) = run(rule, TWO, board=Board("nano33", flash=100))
    assert finding.message == f"models take {SIZE:,} B of flash on nano33, 100 B given"


@pytest.mark.parametrize(("given", "count"), [(1 << 20, 0), (800, 1)])
def test_a_linked_image_fits_the_flash(tmp_path: Path, given: int, count: int) -> None:
    (tmp_path / "f.elf").write_bytes(image())
    found = run(rule, dense(), board=Board("nano33", flash=given, image="f.elf"), root=str(tmp_path))
    assert len([it for it in found if "linked" in it.evidence]) == count
