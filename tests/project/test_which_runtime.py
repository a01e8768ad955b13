"""Whether a copy of TFLM is built with TensorFlow Lite's larger structs, as its files and the project's say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tflint.project import vendored, which_runtime
from tflint.project.surroundings import Surroundings
from tflint.project.tree import Tree

if TYPE_CHECKING:
    from pathlib import Path

LITE = "lib/t/src/tensorflow/lite"
ARDUINO = {"lib/t/library.properties": "name=T\n"}
MACRO = "TF_LITE_STATIC_MEMORY"


def header(macro: str) -> str:
    """Return a common.h that has the larger TfLiteTensor without a macro."""
    return f"// tensors\n\n#ifndef {macro}\ntypedef struct TfLiteTensor {{\n  int type;\n}} TfLiteTensor;\n#endif\n"


def evidence(folder: Path, files: dict[str, str]) -> str | None:
    """Return what is said of the larger structs of the copy of TFLM in a project with these files."""
    for name, text in {f"{LITE}/micro/micro_interpreter.h": "", "src/main.cc": "", **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    tree = Tree(str(folder), names)
    (copy,) = vendored.copies(tree)
    found = which_runtime.without_static_memory(Surroundings(tree, "src/main.cc"), copy)
    return None if found is None else f"{found.at} {found.value}"


@pytest.mark.parametrize(
    "files",
    [
        {f"{LITE}/core/c/common.h": header(MACRO)},
        {**ARDUINO, f"{LITE}/c/common.h": header("ARDUINO")},
        {**ARDUINO, f"{LITE}/c/common.h": "struct TfLiteTensor {};\n"},
        {**ARDUINO, f"{LITE}/c/common.h": header(MACRO), "platformio.ini": f"[env:a]\nbuild_flags = -D{MACRO}\n"},
        {**ARDUINO, f"{LITE}/c/common.h": header(MACRO), "lib/t/library.json": f'{{"build": {{"flags": "-D{MACRO}"}}}}'},
        {**ARDUINO, f"{LITE}/c/common.h": header(MACRO), "lib/t/CMakeLists.txt": f"add_compile_definitions({MACRO})\n"},
    ],
    ids=["not-an-arduino-library", "arduino-is-the-guard", "no-guard", "flag-of-the-project", "flag-of-the-library", "cmake"],
)
def test_a_copy_that_may_be_built_with_static_memory_is_left_alone(tmp_path: Path, files: dict[str, str]) -> None:
    assert evidence(tmp_path, files) is None


@pytest.mark.parametrize("folder", ["c", "core/c"])
def test_an_arduino_library_that_nobody_gives_the_macro_has_the_larger_structs(tmp_path: Path, folder: str) -> None:
    files = {**ARDUINO, f"{LITE}/c/common.h": '#include "core/c/common.h"\n', f"{LITE}/{folder}/common.h": header(MACRO)}
    assert evidence(tmp_path, files) == f"{LITE}/{folder}/common.h:3 tests {MACRO}, which no file here defines"
