"""Whether a project's build files define TF_LITE_STATIC_MEMORY for its copy of TFLM."""

from pathlib import Path

import pytest

from tflint.project import static_memory, vendored
from tflint.project.static_memory import StaticMemory
from tflint.project.tree import Tree

HEADER = "tensorflow/lite/micro/micro_interpreter.h"
LARGER = "#ifndef MACRO\ntypedef struct TfLiteTensor {\n  int type;\n} TfLiteTensor;\n#endif\n"
DEFINES = "target_compile_definitions(tflm PUBLIC\n  TF_LITE_STATIC_MEMORY)\n"


def of(top: Path, files: dict[str, str], copy: str = "lib/tfmicro") -> StaticMemory | None:
    """Return what is said of the copy in a folder of a project."""
    guard = {f"{copy}/tensorflow/lite/c/common.h": LARGER.replace("MACRO", static_memory.MACRO)}
    for name, text in {f"{copy}/{HEADER}": "", **guard, **files}.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(text, "utf-8")
    names = [path.relative_to(top).as_posix() for path in top.rglob("*") if path.is_file()]
    copies = list(vendored.copies(Tree(str(top), names)))
    (wanted,) = (it for it in copies if it.root == copy.strip("."))
    return static_memory.of(wanted, names, copies)


def test_without_a_build_file_nothing_is_known(tmp_path: Path) -> None:
    assert of(tmp_path, {"src/main.cc": "", "README.md": "define TF_LITE_STATIC_MEMORY"}) is None


@pytest.mark.parametrize(
    "name", ["CMakeLists.txt", "Makefile", "lib/tfmicro/CMakeLists.txt", "Debug/subdir.mk", "app.uvprojx", ".cproject"]
)
def test_a_build_file_that_defines_it_says_so_with_its_line(tmp_path: Path, name: str) -> None:
    assert of(tmp_path, {name: DEFINES}) == StaticMemory(defined=True, at=f"{name}:2")


@pytest.mark.parametrize("name", ["Makefile", "platformio.ini", "sketch.ino", "lib/tfmicro/library.properties"])
def test_build_files_that_do_not_name_it_leave_it_undefined(tmp_path: Path, name: str) -> None:
    assert of(tmp_path, {name: "# TF_LITE_STATIC_MEMORY is not used here\n"}) == StaticMemory(defined=False, at=name)


@pytest.mark.parametrize("name", ["lite/micro/tools/make/Makefile", "BUILD"])
def test_upstreams_own_build_files_do_not_build_the_project(tmp_path: Path, name: str) -> None:
    files = {"Makefile": "all:\n", f"lib/tfmicro/tensorflow/{name}": "-DTF_LITE_STATIC_MEMORY\n"}
    assert of(tmp_path, files) == StaticMemory(defined=False, at="Makefile")


def test_platformio_reads_no_cmake_file_of_a_library(tmp_path: Path) -> None:
    files = {"platformio.ini": "[env]\n", "lib/tfmicro/CMakeLists.txt": DEFINES}
    assert of(tmp_path, files) == StaticMemory(defined=False, at="platformio.ini")
    assert of(tmp_path, {"lib/tfmicro/library.json": '{"build": {"flags": "-DTF_LITE_STATIC_MEMORY"}}\n'}) == StaticMemory(
        defined=True, at="lib/tfmicro/library.json:1"
    )


def test_scripts_of_tflm_s_own_repository_do_not_build_the_project(tmp_path: Path) -> None:
    assert of(tmp_path, {"ci/install.sh": "", "tools/make.sh": ""}, copy=".") is None
    assert of(tmp_path, {"ci/install.sh": "", ".cproject": ""}, copy=".") == StaticMemory(defined=False, at=".cproject")


def test_platformio_leaves_components_to_esp_idf_s_cmake(tmp_path: Path) -> None:
    files = {"platformio.ini": "[env:a]\nframework = arduino, espidf\n", "lib/tfmicro/CMakeLists.txt": DEFINES}
    assert of(tmp_path, files) == StaticMemory(defined=True, at="lib/tfmicro/CMakeLists.txt:2")


def test_another_copys_build_files_are_its_own(tmp_path: Path) -> None:
    files = {"Makefile": "all:\n", f"components/tfmicro/{HEADER}": "", "components/tfmicro/CMakeLists.txt": DEFINES}
    assert of(tmp_path, files) == StaticMemory(defined=False, at="Makefile")


def test_of_several_projects_the_nearest_build_files_count(tmp_path: Path) -> None:
    files = {"a/Makefile": "all:\n", "b/Makefile": "CFLAGS += -DTF_LITE_STATIC_MEMORY\n"}
    assert of(tmp_path, files, "b/tflm") == StaticMemory(defined=True, at="b/Makefile:1")
    assert of(tmp_path / "other", files, "a/tflm") is None  # the one that defines it may build this copy too


def test_a_copy_may_define_it_itself(tmp_path: Path) -> None:
    defined = "#pragma once\n#define TF_LITE_STATIC_MEMORY\n" + LARGER.replace("MACRO", static_memory.MACRO)
    files = {"lib/tfmicro/tensorflow/lite/c/common.h": defined}
    assert of(tmp_path, files) == StaticMemory(defined=True, at="lib/tfmicro/tensorflow/lite/c/common.h:2")


@pytest.mark.parametrize(
    "text", [LARGER.replace("MACRO", "ARDUINO"), LARGER.replace("#ifndef MACRO", "#if 0"), "struct TfLiteTensor {};"]
)
def test_structs_that_do_not_depend_on_it_say_nothing(tmp_path: Path, text: str) -> None:
    assert of(tmp_path, {"Makefile": "all:\n", "lib/tfmicro/tensorflow/lite/c/common.h": text}) is None
