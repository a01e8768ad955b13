"""`tflint image`: what a linked image shows, what is wrong with it, and what is said of a file that is not one."""

import json
import re
from pathlib import Path

import pytest
from elf_maker import ALLOC, EXECUTE, Section, make
from firmware_image import image
from networks import dense
from program import tflint


def test_an_image_is_shown_with_its_arena_model_and_ops(tmp_path: Path) -> None:
    (tmp_path / "f.elf").write_bytes(image())
    run = tflint(tmp_path, "image", "f.elf")
    assert run.code == 0, run.err
    assert "tensor_arena: 65,536 B at 0x20000000 (.bss)" in run.out
    assert f"g_model: {len(dense()):,} B at 0x8000 (.rodata)" in run.out
    assert "FULLY_CONNECTED" in run.out


def test_a_model_of_the_repository_is_recognised(tmp_path: Path) -> None:
    (tmp_path / "f.elf").write_bytes(image())
    (tmp_path / "gesture.tflite").write_bytes(dense())
    run = tflint(tmp_path, "image", "f.elf", "--format", "json", "gesture.tflite")
    (model,) = json.loads(run.out)["image"]["models"]
    assert (model["symbol"], model["files"], model["size"]) == ("g_model", ["gesture.tflite"], len(dense()))


@pytest.mark.parametrize(
    ("linked", "rule"),
    [
        (image(arena=512), "arena-overflow"),
        (image(at=0x20000004), "arena-misaligned"),
        (image(ops=("CONV_2D",)), "unregistered-operator"),
        (image(in_ram=True), "model-in-ram"),
        (image(dense(weight_scale=0.125)), "stale-model-array"),
    ],
)
def test_what_is_wrong_with_an_image_is_a_finding(tmp_path: Path, linked: bytes, rule: str) -> None:
    (tmp_path / "f.elf").write_bytes(linked)
    (tmp_path / "gesture.tflite").write_bytes(dense())
    run = tflint(tmp_path, "image", "f.elf", "gesture.tflite", "--format", "json")
    assert run.code == 1
    assert rule in {finding["rule"] for finding in json.loads(run.out)["findings"]}


def test_a_terminal_gets_the_findings_as_a_check_shows_them(tmp_path: Path) -> None:
    (tmp_path / "f.elf").write_bytes(image(arena=512))
    shown = re.sub(r"\x1b\[[\d;]*m", "", tflint(tmp_path, "image", "f.elf", "--color", "always").out)
    assert "\n  error    arena-overflow  arena needs" in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_a_stripped_image_says_what_cannot_be_seen(tmp_path: Path) -> None:
    (tmp_path / "f.elf").write_bytes(
        make([Section(".rodata", 0x8000, dense()), Section(".text", 0x1000, bytes(64), ALLOC | EXECUTE)])
    )
    run = tflint(tmp_path, "image", "f.elf")
    assert run.code == 0, run.out + run.err
    assert "model    at 0x8000 (.rodata), its end not visible; needs" in run.out
    assert "not visible: the image has no symbol table" in run.out
    assert "if it is built for" in " ".join(run.out.split())


@pytest.mark.parametrize("data", [b"", b":1000", b"\x7fELF" + bytes(60), b"\x7fELF"])
def test_what_is_not_an_image_is_one_sentence(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "f.elf").write_bytes(data)
    run = tflint(tmp_path, "image", "f.elf")
    assert (run.code, run.out, run.err.count("\n")) == (2, "", 1)
    assert run.err.startswith("tflint: f.elf: ")


def test_a_map_of_another_linker_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "f.elf").write_bytes(image())
    (tmp_path / "f.map").write_text("nothing\n")
    run = tflint(tmp_path, "image", "f.elf", "--map", "f.map")
    assert (run.code, run.err) == (2, "tflint: f.map: no 'Memory Configuration' table: not a map of GNU ld\n")
