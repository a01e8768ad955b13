"""Which models `tflint init` finds in public firmware, whose they are, and what it takes for a program."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from firmware_project import c_array
from init_scenes import HEADER, init, only, program, rules_that_warn
from networks import dense

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_model_in_a_copy_of_tflm_that_the_program_uses_is_its_model() -> None:
    array = "lib/tensorflow/lite/micro/models/person_detect_model_data.cc"
    boards, models, _ = init(
        {
            f"lib/{HEADER}": "",
            array: c_array(dense(), "const unsigned char g_person_detect_model_data[]"),
            "lib/tensorflow/lite/micro/testing/test_model.cc": c_array(dense(classes=3), "const unsigned char g_test[]"),
            "src/main.cc": program("AddFullyConnected()", array="g_person_detect_model_data"),
        }
    )
    assert {path: it["boards"] for path, it in models.items()} == {array: list(boards)}


def test_two_programs_with_an_array_of_the_same_bytes_each_share_one_entry() -> None:
    boards, models, _ = init(
        {
            "kitchen/model.cc": c_array(dense()),
            "kitchen/main.cc": program("AddFullyConnected()"),
            "garden/model.cc": c_array(dense()),
            "garden/main.cc": program("AddFullyConnected()"),
        }
    )
    ((_, entry),) = models.items()
    assert sorted(entry["boards"]) == sorted(boards) == ["garden", "kitchen"]  # type: ignore[call-overload]
    assert "unmatched-model" not in rules_that_warn()


def test_a_file_that_the_build_embeds_is_the_programs_model() -> None:
    declared = 'extern const unsigned char g_model[] asm("_binary_kws_tflite_start");\n'
    boards, models, text = init(
        {
            "main/kws.tflite": dense(),
            "other/door.tflite": dense(classes=3),
            "main/main.cc": declared + program("AddFullyConnected()"),
        }
    )
    assert models["main/kws.tflite"]["boards"] == list(boards)
    assert models["other/door.tflite"]["boards"] == []
    assert "# main/main.cc:1" in text


def test_each_of_several_arrays_in_a_source_is_named() -> None:
    both = c_array(dense(), "alignas(16) const unsigned char g_kws[]")
    both += c_array(dense(classes=3), "alignas(16) const unsigned char g_door[]")
    boards, models, _ = init({"src/models.cc": both, "src/main.cc": program("AddFullyConnected()", array="g_kws")})
    assert {path: it["boards"] for path, it in models.items()} == {
        "src/models.cc#g_kws": list(boards),
        "src/models.cc#g_door": [],
    }
    assert rules_that_warn() == []


def test_the_array_of_a_model_that_no_program_uses_is_a_comment() -> None:
    _, models, text = init({"src/model.cc": c_array(dense(), "const unsigned char g_model[]"), "model.tflite": dense()})
    assert "array" not in models["model.tflite"]
    assert '# array = "src/model.cc"' in text
    assert rules_that_warn() == []


# ------------------------------------------------------------------ libraries that wrap TFLM


def test_a_sketch_of_ardutflite_has_every_op_and_the_arena_that_it_gives() -> None:
    sketch = (
        '#include <ArduTFLite.h>\n#include "model.h"\nconstexpr int kSize = 2000;\nalignas(16) uint8_t arena[kSize];\n'
        "void setup() {\n  if (!modelInit(g_model, arena, kSize)) while (true);\n}\n"
    )
    boards, models, _ = init({"sine/sine.ino": sketch, "sine/model.h": c_array(dense())})
    assert only(boards)["arena"] == 2000
    assert models["sine/model.h"]["boards"] == list(boards)
    assert "unregistered-operator" not in rules_that_warn()


def test_a_function_called_modelinit_of_the_projects_own_is_no_wrapper() -> None:
    sketch = "uint8_t arena[2000];\nvoid setup() { modelInit(g_model, arena, 2000); }\n"
    boards, _, _ = init({"sine/sine.ino": sketch, "sine/model.h": c_array(dense())})
    assert boards == {}


def test_examples_of_a_library_beside_the_projects_own_program_are_no_boards() -> None:
    example = "lib/EloquentTinyML/examples/iris/iris.ino"
    main = program("AddFullyConnected()")
    boards, _, _ = init(
        {
            "lib/EloquentTinyML/library.properties": "name=E\n",
            example: main,
            "src/main.cc": main,
            "src/model.cc": c_array(dense()),
        }
    )
    assert [it["resolver"] for it in boards.values()] == [{"source": "src/main.cc"}]


def test_the_examples_of_a_component_that_is_committed_are_no_boards() -> None:
    main = program("AddFullyConnected()")
    component = "components/espressif__esp-tflite-micro"
    boards, _, _ = init(
        {
            f"{component}/examples/hello_world/main/main_functions.cc": main,
            f"{component}/src/helper.cc": main,
            "main/main.cc": main,
            "main/model.cc": c_array(dense()),
        }
    )
    assert [it["resolver"] for it in boards.values()] == [{"source": "main/main.cc"}]


def test_an_extern_declaration_makes_no_second_interpreter() -> None:
    wrapper = "Eloquent::TF::Sequential<2, 9000> tf;\n"
    use = "void setup() { tf.resolver.AddFullyConnected(); tf.begin(g_model); }\n"
    boards, _, _ = init(
        {
            "src/tf.cpp": f'#include "tf.h"\n{wrapper}{use}',
            "src/tf.h": '#include "Model.h"\n',
            "src/loop.cpp": f'#include "tf.h"\nextern {wrapper}void loop() {{ tf.predict(x); }}\n',
            "src/model.h": c_array(dense()),
        }
    )
    assert only(boards)["arena"] == 9000


def test_an_include_of_what_tflm_had_in_2019_leaves_the_runtime_open() -> None:
    old = '#include "tensorflow/lite/experimental/micro/micro_interpreter.h"\n'
    boards, _, text = init({"a/main.cc": old + program("AddFullyConnected()"), "a/model.cc": c_array(dense())})
    assert "runtime" not in only(boards)
    assert "# runtime: a/main.cc:1 includes what TFLM has not had since 2020-06" in text
