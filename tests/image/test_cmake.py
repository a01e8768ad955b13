"""`cmake/tflint.cmake`: a build is checked after it is linked, and fails where the image has an error."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from firmware_image import image
from networks import dense

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(shutil.which("cmake") is None or shutil.which("cc") is None, reason="no cmake or C compiler")


def build(folder: Path, linked: bytes, arguments: str = "") -> subprocess.CompletedProcess[str]:
    """Build a target whose linker is a copy of `linked`."""
    (folder / "linked.elf").write_bytes(linked)
    tflint = folder / "tflint.sh"
    tflint.write_text(f'#!/bin/sh\nexec {sys.executable} -m tflint "$@"\n')
    tflint.chmod(0o755)
    (folder / "main.c").write_text("int main(void) { return 0; }\n")
    (folder / "CMakeLists.txt").write_text(
        f"""cmake_minimum_required(VERSION 3.16)
project(firmware C)
include({ROOT}/cmake/tflint.cmake)
add_executable(firmware main.c)
add_custom_command(TARGET firmware POST_BUILD COMMAND ${{CMAKE_COMMAND}} -E copy {folder}/linked.elf $<TARGET_FILE:firmware>)
tflint_check(firmware {arguments})
"""
    )
    run: Sequence[Sequence[str]] = (
        ["cmake", "-S", str(folder), "-B", str(folder / "build"), f"-DTFLINT_EXECUTABLE={tflint}"],
        ["cmake", "--build", str(folder / "build")],
    )
    subprocess.run(run[0], check=True, capture_output=True)
    return subprocess.run(run[1], check=False, capture_output=True, text=True)


def test_a_healthy_image_is_built(tmp_path: Path) -> None:
    (tmp_path / "gesture.tflite").write_bytes(dense())
    done = build(tmp_path, image(), "MODELS gesture.tflite")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "g_model" in done.stdout


def test_an_arena_that_is_too_small_fails_the_build(tmp_path: Path) -> None:
    done = build(tmp_path, image(arena=512))
    assert done.returncode != 0
    assert "arena-overflow" in done.stdout + done.stderr
