"""`kernel-library-mismatch`: the library that is linked against the one that is declared."""

import json
from importlib.resources import files
from pathlib import Path

import pytest
from elf_maker import ALLOC, EXECUTE, FUNCTION, Section, Symbol, make
from firmware_image import image, project
from networks import Tree, dense

from tflint.finding import Place
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


@pytest.mark.parametrize(("declared", "count"), [("tflm@2021-04", 1), ("tflm@2026-08", 0), ("arduino@2023-02", 0), ("", 0)])
def test_the_linked_runtime_is_the_declared_one(tmp_path: Path, declared: str, count: int) -> None:
    code = Section(".text", 0x1000, bytes(64), ALLOC | EXECUTE)
    (tmp_path / "f.elf").write_bytes(make([code], [Symbol(recent_function(), 0x1000, 4, 0, FUNCTION)]))
    places = {"runtime": Place("tflint.toml", 4)} if declared else {}
    on = Board("nano33", parse("cortex-m4/cmsis-nn", declared), image="f.elf", places=places)
    found = [it for it in run(rule, dense(), board=on, root=str(tmp_path)) if "functions of TFLM" in it.message]
    assert len(found) == count
    assert all(it.message.endswith(f"nano33 declares {declared}") for it in found)


def recent_function() -> str:
    """Return a function of TFLM that its newest month has and its oldest did not."""
    table = json.loads(files("tflint.image").joinpath("signatures.json").read_text("utf-8"))
    last = len(table["months"]) - 1
    spans = {name: spans[0] for name, spans in table["symbols"].items() if len(spans) == 1}
    found: str = next(name for name, (first, until) in spans.items() if 0 < first < until == last)
    return found
