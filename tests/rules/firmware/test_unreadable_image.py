"""`unreadable-image`: an image that is missing is a note, one that is not an ELF file an error."""

from pathlib import Path

from firmware_image import image, project
from networks import Tree, dense

from tflint.finding import Severity
from tflint.manifest.board import Board
from tflint.testing import run
from tflint_rules.firmware.unreadable_image import rule


def bad() -> Tree:
    """The manifest names the flash image instead of the ELF file."""
    return project(b":10000000000000205D030008\n")


def good() -> Tree:
    return project(image())


def test_without_a_declared_image_nothing_is_read() -> None:
    assert run(rule, dense(), board=Board("nano33")) == ()


def test_an_image_that_is_not_built_yet_is_a_note(tmp_path: Path) -> None:
    (finding,) = run(rule, dense(), board=Board("nano33", image="build/firmware.elf"), root=str(tmp_path))
    assert finding.severity is Severity.NOTE
    assert finding.message == "image 'build/firmware.elf' does not exist: build the firmware first"


def test_an_image_outside_the_manifest_s_folder_is_not_followed(tmp_path: Path) -> None:
    (finding,) = run(rule, dense(), board=Board("nano33", image="../firmware.elf"), root=str(tmp_path))
    assert finding.severity is Severity.ERROR
