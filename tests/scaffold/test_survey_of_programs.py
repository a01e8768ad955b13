"""Which sources `tflint init` takes for one program: its interpreter, the resolver of another source, the headers in include folders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from firmware_project import c_array
from init_scenes import HEADER, init, only, program, rules_that_warn
from networks import dense

if TYPE_CHECKING:
    from pathlib import Path

GETTERS = """#include "ops.h"
tflite::OpResolver& few() {
  static tflite::MicroMutableOpResolver<1> ops;
  ops.AddSoftmax();
  return ops;
}
tflite::OpResolver& all() {
  static tflite::AllOpsResolver ops;
  return ops;
}
"""
CALLER = """#include "ops.h"
alignas(16) uint8_t tensor_arena[8192];
void setup() {
  auto* model = tflite::GetModel(g_model);
  static tflite::OpResolver& resolver = all();
  static tflite::MicroInterpreter interpreter(model, resolver, tensor_arena, 8192);
}
"""


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("ops", ["main/ops.cc", "main/a_ops.cc"])
def test_of_functions_that_return_a_resolver_the_program_has_the_one_that_it_calls(ops: str) -> None:
    header = f"main/include/{ops.removeprefix('main/').removesuffix('.cc')}.h"
    boards, models, _ = init(
        {
            "main/main.cc": CALLER.replace("ops.h", header.removeprefix("main/include/")),
            header: "tflite::OpResolver& few();\ntflite::OpResolver& all();\n",
            ops: GETTERS.replace("ops.h", header.removeprefix("main/include/")),
            "main/model.cc": c_array(dense()),
        }
    )
    assert only(boards)["resolver"] == {"source": ["main/main.cc", ops]}
    assert models["main/model.cc"]["boards"] == list(boards)
    assert rules_that_warn() == []


@pytest.mark.parametrize(("header", "source"), [("Core/Inc/net.h", "Core/Src/net.cc"), ("app/include/net.h", "app/net.cc")])
def test_a_header_in_an_include_folder_has_its_source_next_to_that_folder(header: str, source: str) -> None:
    resolver = "void add(tflite::MicroMutableOpResolver<2>& ops) { ops.AddFullyConnected(); }\n"
    main = program("AddSoftmax()").replace("  resolver.AddSoftmax();", "  resolver.AddSoftmax();\n  add(resolver);")
    boards, _, _ = init({f"{source.rpartition('/')[0]}/main.cc": f'#include "net.h"\n{main}', header: "", source: resolver})
    assert source in only(boards)["resolver"]["source"]  # type: ignore[index]


def test_a_program_next_to_another_is_judged_by_its_own_resolver_and_arena() -> None:
    other = program("AddSoftmax()", array="g_other", arena="2048").replace("alignas(16) ", "")
    boards, models, _ = init(
        {
            "apps/first.cc": '#include "second.h"\n' + program("AddFullyConnected()"),
            "apps/second.h": "",
            "apps/second.cc": other,
            "apps/model.cc": c_array(dense()),
        }
    )
    assert {name: it["arena"] for name, it in boards.items()} == {"apps": "64 KiB", "apps-second": "2 KiB"}
    assert models["apps/model.cc"]["boards"] == ["apps"]
    assert rules_that_warn() == ["arena-misaligned"]


def test_the_arena_of_resource_variables_is_no_interpreter_s() -> None:
    variables = "  auto* ma = tflite::MicroAllocator::Create(variables, 1024);\n  auto* mrv = tflite::MicroResourceVariables::Create(ma, 20);\n"
    variables = variables.replace("auto* ma", "tflite::MicroAllocator* ma")
    source = program("AddFullyConnected()").replace("void setup() {\n", f"uint8_t variables[1024];\nvoid setup() {{\n{variables}")
    boards, _, _ = init({"src/main.cc": source})
    assert only(boards)["arena"] == "64 KiB"


def test_of_many_models_each_keeps_its_own_board() -> None:
    wake = '{{"type": "micro", "wake_word": "w", "version": 2, "model": "w{0}.tflite", "micro": {{"tensor_arena_size": {1}, "probability_cutoff": 0.9, "sliding_window_size": 5, "feature_step_size": 10, "minimum_esphome_version": "2024.7.0"}}, "author": "a", "website": "b", "trained_languages": ["en"]}}'
    files = {f"words/w{number}.tflite": dense(classes=2 + number) for number in range(45)}
    manifests = {f"words/w{number}.json": wake.format(number, 20000 + 16 * number) for number in range(44)}
    boards, models, _ = init({**files, **manifests, **{f"spare/{n}.tflite": dense(classes=60 + n) for n in range(3)}})
    assert len(boards) == 44
    assert models["words/w7.tflite"]["boards"] == ["w7"]
    assert models["words/w44.tflite"]["boards"] == []
    assert models["spare/*.tflite"]["boards"] == []


def test_a_model_of_others_next_to_a_copy_of_tflm_is_listed_as_the_run_sees_it() -> None:
    boards, models, _ = init(
        {
            HEADER: "",
            "third_party/examples/other.tflite": dense(classes=5),
            "app/main.cc": program("AddFullyConnected()", arena="8192"),
            "app/model.cc": c_array(dense()),
        }
    )
    assert models["third_party/examples/other.tflite"]["boards"] == []
    assert models["app/model.cc"]["boards"] == list(boards)
    assert "unmatched-model" not in rules_that_warn()


def test_an_array_of_tflm_that_sources_name_is_listed_as_the_run_sees_it() -> None:
    array = "lib/tflm/tensorflow/lite/micro/testing/test_conv_model.cc"
    _, models, _ = init(
        {
            f"lib/tflm/{HEADER}": "",
            array: c_array(dense(classes=5), "const unsigned char kTestConvModelData[]"),
            "lib/tflm/checks/threshold.cc": "const void* model = tflite::GetModel(kTestConvModelData);\n",
            "app/main.cc": program("AddFullyConnected()", arena="8192"),
            "app/model.cc": c_array(dense()),
        }
    )
    assert models[array]["boards"] == []
    assert "unmatched-model" not in rules_that_warn()


def test_an_example_that_a_fork_of_tflm_adds_is_the_project_s_program() -> None:
    folder = "tensorflow/lite/micro/examples"
    boards, models, _ = init(
        {
            HEADER: "",
            f"{folder}/hello_world/main_functions.cc": program("AddSoftmax()"),
            f"{folder}/hello_world/model.cc": c_array(dense(classes=5)),
            f"{folder}/eeg/settings.h": "#define ARENA (48 * 1024)\n",
            f"{folder}/eeg/main_functions.cc": f'#include "{folder}/eeg/settings.h"\n'
            + program("AddFullyConnected()", arena="ARENA"),
            f"{folder}/eeg/model.cc": c_array(dense()),
        }
    )
    assert {name: it["arena"] for name, it in boards.items()} == {"eeg": "48 KiB"}
    assert {path: it["boards"] for path, it in models.items()} == {f"{folder}/eeg/model.cc": list(boards)}
    assert "unmatched-model" not in rules_that_warn()


LISTS = "idf_component_register(SRCS main.cc model.cc INCLUDE_DIRS .)\n"


@pytest.mark.parametrize(
    ("cmake", "boards"),
    [
        (LISTS, 1),
        ("set(COMPONENT_SRCS\n  ${CMAKE_CURRENT_LIST_DIR}/main.cc model.cc)\nregister_component()\n", 1),
        ("", 2),
        ("idf_component_register(SRCS main.cc old.cc model.cc)\n", 2),
        ('file(GLOB s "*.cc")\nidf_component_register(SRCS main.cc ${s})\n', 2),
        ('idf_component_register(SRCS main.cc SRC_DIRS ".")\n', 2),
        ("add_executable(app ${WHICH}.cc main.cc)\n", 2),
        ("idf_component_register(SRCS start.c)\n", 2),
    ],
)
def test_a_source_that_the_build_does_not_list_is_no_program(cmake: str, boards: int) -> None:
    made, models, _ = init(
        {
            "main/CMakeLists.txt": cmake,
            "main/main.cc": program("AddFullyConnected()"),
            "main/old.cc": program("AddSoftmax()", arena="4096"),
            "main/model.cc": c_array(dense()),
        }
    )
    assert len(made) == boards
    if boards == 1:
        assert only(made)["resolver"] == {"source": "main/main.cc"}
        assert models["main/model.cc"]["boards"] == list(made)


def test_a_list_of_sources_further_up_counts() -> None:
    made, _, _ = init(
        {
            "CMakeLists.txt": "add_executable(app src/main.cc)\n",
            "src/main.cc": program("AddFullyConnected()"),
            "src/old.cc": program("AddSoftmax()", arena="4096"),
        }
    )
    assert only(made)["arena"] == "64 KiB"


def test_a_source_that_another_includes_is_built() -> None:
    made, _, _ = init(
        {
            "main/CMakeLists.txt": LISTS,
            "main/main.cc": '#include "net.cc"\n' + program("AddFullyConnected()"),
            "main/net.cc": program("AddSoftmax()", arena="4096"),
        }
    )
    assert len(made) == 2


def test_a_list_says_nothing_of_sketches_other_folders_and_what_platformio_builds() -> None:
    other = program("AddSoftmax()", arena="4096")
    made, _, _ = init(
        {
            "CMakeLists.txt": "add_executable(sim sim/main.cc fw/src/main.cc)\n",
            "sim/main.cc": program("AddFullyConnected()"),
            "sim/app.ino": other,
            "arduino/app.cc": other,
            "fw/platformio.ini": "[env:a]\n",
            "fw/src/main.cc": other,
            "fw/src/second.cc": other,
        }
    )
    assert len(made) == 5
