"""A sketch says by its includes which library brings TFLM; what several libraries share says nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tflint.project import copies, libraries, which_runtime
from tflint.project.fact import Kind
from tflint.project.included_libraries import KERNELS, included
from tflint.project.old_includes import may_name_library
from tflint.project.surroundings import Surroundings
from tflint.project.tree import Tree
from tflint.runtime.tflm import op_tables

if TYPE_CHECKING:
    from pathlib import Path

    from tflint.project.surroundings import Settled

ELOQUENT = "#include <EloquentTinyML.h>\n#include <eloquent_tinyml/tensorflow.h>\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "// #include <ArduTFLite.h>",
        "#include <TensorFlowLite.h>\n",  # Arduino's, Adafruit's and Harvard's libraries, of several years
        "#include <EloquentTinyML.h>\n#include <eloquent_tinyml.h>\n",
        "#include <EloquentTinyML.h>\n// Eloquent::TinyML::TfLite<1, 1, 2048> ml;\n",
        "#include <TensorFlowLite_ESP32.h>\n",
        "#include <my/ArduTFLite.h>\n",
    ],
)
def test_an_include_that_settles_nothing_says_nothing(text: str) -> None:
    assert included("a.ino", text.encode()) is None


@pytest.mark.parametrize(
    ("text", "on_esp32", "on_arm"),
    [
        ("#include <Chirale_TensorFlowLite.h>", "arduino@2023-01", "arduino@2023-01"),
        ('# include "ArduTFLite.h"', "arduino@2023-01", "arduino@2023-01"),
        ("#include <MicroTFLite.h>", "arduino@2023-02", "arduino@2023-02"),
        (ELOQUENT, "tf@2.1", "harvard-tinymlx@1.2.4"),
        ("#include <EloquentTinyML.h>\nEloquent::TinyML::TfLite<1, 1, 2048> ml;", *["eloquenttinyml@0.0.10"] * 2),
        (f"{ELOQUENT}// Eloquent::TinyML::TfLite<1, 1, 2048> ml;", "tf@2.1", "harvard-tinymlx@1.2.4"),
        ("#include <tflm_cortexm.h>", "arduino@2023-01", "arduino@2023-01"),
        ('#include <TensorFlowLite_ESP32.h>\n#include "tensorflow/lite/experimental/micro/x.h"', "tf@2.1", "tf@2.1"),
        ('#include <TensorFlowLite_ESP32.h>\n#include "tensorflow/lite/micro/x.h"', *["tensorflowlite-esp32@1.0.0"] * 2),
    ],
)
def test_a_header_of_one_library_says_which_tflm_it_brings(text: str, on_esp32: str, on_arm: str) -> None:
    found = included("a.ino", f"// sketch\n{text}\n".encode())
    assert found is not None
    assert may_name_library(text.encode())
    assert found.fact.kind is Kind.LIBRARY
    assert found.fact.line == 2 + text.startswith(ELOQUENT)
    assert (found.brought.on("esp32s3"), found.brought.on("cortex-m4")) == (on_esp32, on_arm)
    assert found.brought.on("") == (on_arm if on_arm == on_esp32 else "")


def test_every_snapshot_that_a_library_brings_is_known() -> None:
    assert all(op_tables.snapshot(name).name == name for name in KERNELS)


def project(folder: Path, files: dict[str, str]) -> Tree:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return Tree(str(folder), tuple(files))


def settled(tree: Tree, sketch: str = "src/a.ino") -> Settled:
    return which_runtime.of(Surroundings(tree, sketch), None, included(sketch, tree.text(sketch).encode()))


@pytest.mark.parametrize(
    ("board", "runtime", "kernels"), [("esp32dev", "tf@2.1", "reference"), ("nano33ble", "harvard-tinymlx@1.2.4", "cmsis-nn")]
)
@pytest.mark.parametrize("named", [True, False])
def test_the_core_decides_between_a_library_s_two_copies(
    tmp_path: Path, board: str, runtime: str, kernels: str, *, named: bool
) -> None:
    ini = f"[env:x]\nboard = {board}\n" + ("lib_deps =\n  eloquentarduino/EloquentTinyML@^2.4.4\n" if named else "")
    found = settled(project(tmp_path, {"platformio.ini": ini, "src/a.ino": "" if named else ELOQUENT}))
    assert found.value == runtime
    assert found.fact is not None
    assert found.fact.at == ("platformio.ini:4" if named else "src/a.ino:2")
    assert which_runtime.kernels(found).value == kernels


def test_without_a_core_the_two_copies_are_left_open(tmp_path: Path) -> None:
    found = settled(project(tmp_path, {"src/a.ino": ELOQUENT}))
    assert found.value == ""
    assert found.open == (
        "src/a.ino:2 names eloquent_tinyml/tensorflow.h, which brings one TFLM for ESP32s and another for other chips",
    )


def test_a_library_of_two_releases_leaves_the_runtime_open_and_settles_the_kernels(tmp_path: Path) -> None:
    sketch = "#include <tflm_esp32.h>\n"
    found = settled(project(tmp_path, {"src/a.ino": sketch}))
    named = included("src/a.ino", sketch.encode())
    assert found.open == ("src/a.ino:1 names tflm_esp32.h, not which release",)
    assert which_runtime.kernels(found, named).value == "reference"
    assert named is not None
    assert named.for_esp32
    assert list(copies.seen(Tree(str(tmp_path), ("src/a.ino",)), [], [], (), ("src/a.ino",))) == []


def test_a_version_that_build_files_state_goes_before_an_include(tmp_path: Path) -> None:
    ini = "[env:x]\nboard = esp32dev\nlib_deps = espressif/esp-tflite-micro@1.3.1\n"
    tree = project(tmp_path, {"platformio.ini": ini, "src/a.ino": "#include <ArduTFLite.h>\n"})
    assert settled(tree).value == "esp-tflite-micro@1.3.1"


def test_a_run_judges_by_what_a_sketch_includes(tmp_path: Path) -> None:
    tree = project(tmp_path, {"one/a.ino": "#include <ArduTFLite.h>\n", "two/b.ino": ELOQUENT, "three/c.ino": "int x;\n"})
    seen = tuple(copies.seen(tree, [], [("one/a.ino", 1)], (), ("one/a.ino", "two/b.ino", "three/c.ino")))
    assert [(it.root, it.runtime, it.on_esp32) for it in seen] == [
        ("one", "arduino@2023-01", None),
        ("two", "tf@2.1", True),
        ("two", "harvard-tinymlx@1.2.4", False),
    ]
    assert seen[0].sentence == "one/a.ino:1 includes ArduTFLite.h: models are judged by arduino@2023-01"


def test_a_copy_in_the_tree_goes_before_what_is_included(tmp_path: Path) -> None:
    header = "lib/TFLM/src/tensorflow/lite/micro/micro_interpreter.h"
    tree = project(tmp_path, {header: "", "src/a.ino": "#include <ArduTFLite.h>\n"})
    (found,) = copies.seen(tree, [header], [], (), ("src/a.ino",))
    assert found.root == "lib/TFLM/src"


def test_one_of_two_copies_for_different_chips_goes_before_what_is_included(tmp_path: Path) -> None:
    headers = [f"lib/E/src/{chips}/tensorflow/lite/micro/micro_interpreter.h" for chips in ("arm", "esp32")]
    guards = dict(zip(headers, ("#if !defined(ESP32)\n#endif\n", "#if defined(ESP32)\n#endif\n"), strict=True))
    tree = project(tmp_path, {**guards, "src/a.ino": "#include <ArduTFLite.h>\n"})
    assert [it.on_esp32 for it in copies.seen(tree, headers, [], (), ("src/a.ino",))] == [False, True]


def test_libraries_that_a_version_settles_are_known_by_it() -> None:
    facts = [it.value for it in libraries.arduino("ArduTFLite (1.0.2)", "sketch.yaml", 3)]
    assert facts == ["arduino@2023-01", "cmsis-nn"]
    assert [it.value for it in libraries.arduino("EloquentTinyML (3.0.1)", "sketch.yaml", 3)] == ["EloquentTinyML"]
    of_any = libraries.platformio("https://github.com/eloquentarduino/tflm_esp32.git", "platformio.ini", 3)
    assert [(it.kind, it.value) for it in of_any] == [(Kind.LIBRARY, "tflm_esp32"), (Kind.KERNELS, "reference")]
