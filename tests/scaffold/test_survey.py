"""Scenes from public firmware: what `tflint init` writes of them, and that the run after it is red by nothing of init's own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from firmware_project import c_array, main_cc
from init_scenes import HEADER, init, only, program, rules_that_warn
from networks import dense, float_dense

if TYPE_CHECKING:
    from init_scenes import Files


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_an_array_called_g_model_is_not_every_model() -> None:
    boards, models, _ = init(
        {
            "speech/model.tflite": dense(),
            "hello/hello.ino": program("AddFullyConnected()"),
            "hello/model.cc": c_array(float_dense()),
        }
    )
    assert models["speech/model.tflite"]["boards"] == []
    assert "array" not in models["speech/model.tflite"]
    assert models["hello/model.cc"]["boards"] == list(boards)
    assert rules_that_warn() in ([], ["float-input", "float-output", "unquantized-model"], ["unquantized-model"])


def test_ops_that_a_resolver_happens_to_have_are_no_link() -> None:
    _, models, _ = init({"study/model.tflite": dense(), "app/main.cc": main_cc("AddFullyConnected()", "AddSoftmax()")})
    assert models["study/model.tflite"]["boards"] == []
    assert rules_that_warn() == []


def test_the_array_beside_the_sketch_goes_before_a_copy_that_nobody_includes() -> None:
    _, models, _ = init(
        {
            "Models/CNN/cnn_model.h": c_array(float_dense()),
            "Projects/cnn/cnn.ino": '#include "cnn_model.h"\n' + program("AddFullyConnected()"),
            "Projects/cnn/cnn_model.h": c_array(dense()),
        }
    )
    assert models["Projects/cnn/cnn_model.h"]["boards"] == ["cnn"]
    assert models["Models/CNN/cnn_model.h"]["boards"] == []


def test_two_firmwares_with_the_same_names_keep_their_own_arrays() -> None:
    boards, models, _ = init(
        {
            "old/src/main.cc": program("AddFullyConnected()", arena="4096"),
            "old/src/model.cc": c_array(dense()),
            "new/src/main.cc": program("AddFullyConnected()", arena="8192"),
            "new/src/model.cc": c_array(dense(weight_scale=0.125)),
        }
    )
    assert {name: board["arena"] for name, board in boards.items()} == {"old": "4 KiB", "new": "8 KiB"}
    assert {path: it["boards"] for path, it in models.items()} == {"old/src/model.cc": ["old"], "new/src/model.cc": ["new"]}


def test_a_model_that_a_caller_hands_over_is_linked_with_the_caller_s_line() -> None:
    boards, models, text = init(
        {
            "src/inference.cc": main_cc("AddFullyConnected()").replace(
                "void setup()", "void inference_init(const uint8_t* data)"
            ),
            "src/inference.h": "void inference_init(const uint8_t* data);\n",
            "src/main.cc": '#include "inference.h"\n#include "../model/data.cc"\nvoid app() { inference_init(MODEL_DATA); }\n',
            "model/data.cc": c_array(dense(), "alignas(16) const unsigned char MODEL_DATA[]"),
        }
    )
    assert models["model/data.cc"]["boards"] == list(boards)
    assert "# src/main.cc:3" in text


def test_a_model_that_a_neighbour_returns_is_linked_with_the_neighbour_s_line() -> None:
    boards, models, text = init(
        {
            "src/inference.cc": main_cc("AddFullyConnected()"),
            "src/bridge.cc": "const uint8_t* model_data() {\n  return MODEL_DATA;\n}\n",
            "model/data.cc": c_array(dense(), "alignas(16) const unsigned char MODEL_DATA[]"),
        }
    )
    assert models["model/data.cc"]["boards"] == list(boards)
    assert "# src/bridge.cc:2" in text


def test_one_of_several_models_that_a_macro_chooses_is_linked_each() -> None:
    choice = "#ifdef SMALL\n#define MODEL small\n#else\n#define MODEL large\n#endif\n"
    _, models, _ = init(
        {
            "src/main.cc": choice + program("AddFullyConnected()", array="MODEL"),
            "src/small.cc": c_array(dense(), "alignas(16) const unsigned char small[]"),
            "src/large.cc": c_array(dense(weight_scale=0.125), "alignas(16) const unsigned char large[]"),
        }
    )
    assert {name: bool(it["boards"]) for name, it in models.items()} == {"src/large.cc": True, "src/small.cc": True}


# ------------------------------------------------------------------ a model that is a C array is a model


def test_a_firmware_without_a_tflite_has_its_array_as_model() -> None:
    _, models, _ = init({"main/main.cc": program("AddFullyConnected()"), "main/model.cc": c_array(dense())})
    assert list(models) == ["main/model.cc"]
    assert rules_that_warn() == []


def test_a_tflite_with_the_bytes_of_the_array_is_the_entry_and_names_it() -> None:
    _, models, _ = init(
        {"m/kws.tflite": dense(), "src/main.cc": program("AddFullyConnected()"), "src/model.cc": c_array(dense())}
    )
    assert (models["m/kws.tflite"]["array"], models["m/kws.tflite"]["boards"]) == (
        "src/model.cc",
        [Path.cwd().name.lower().replace("_", "-")],
    )
    assert rules_that_warn() == []


# ------------------------------------------------------------------ the target is stated or open


@pytest.mark.parametrize(
    ("files", "cpu", "kernels", "evidence"),
    [
        (
            {"platformio.ini": "[env:a]\nboard = esp32-s3-devkitc-1\nbuild_flags = -DESP_NN\n"},
            None,
            "esp-nn",
            'extends = "esp32-s3-devkitc-1"                   # platformio.ini:2',
        ),
        ({"CMakeLists.txt": "add_executable_m7(app main.cc)\n"}, "cortex-m7", "cmsis-nn", "# CMakeLists.txt:1"),
        ({"prj.conf": "CONFIG_TENSORFLOW_LITE_MICRO=y\n"}, None, "reference", "# prj.conf:1"),
        ({"README.md": "For the Arduino Nano 33 BLE Sense\n"}, "cortex-m4", None, "# README.md:1 Arduino Nano 33 BLE"),
        ({"library.properties": "name=TensorFlowLite_ESP32\narchitectures=esp32\n"}, None, None, "# cpu = "),
        ({}, None, None, "no file here states it"),
    ],
)
def test_a_target_is_written_with_its_line_or_left_open(
    files: Files, cpu: str | None, kernels: str | None, evidence: str
) -> None:
    boards, _, text = init({"src/main.cc": main_cc("AddFullyConnected()"), **files})
    assert (only(boards).get("cpu"), only(boards).get("kernels")) == (cpu, kernels)
    assert evidence in text


LOCK = "dependencies:\n  espressif/esp-nn:\n    version: 1.1.2\n  espressif/esp-tflite-micro:\n    version: 1.3.5\n"


def test_versions_that_each_run_reads_from_the_lock_file_are_not_frozen() -> None:
    component = "dependencies:\n  espressif/esp-tflite-micro: '*'\n"
    boards, _, text = init({"main/main.cc": main_cc("AddAdd()"), "main/idf_component.yml": component, "dependencies.lock": LOCK})
    assert (only(boards)["kernels"], "runtime" in only(boards)) == ("esp-nn", False)
    assert "# dependencies.lock:3 has 1.1.2 now" in text
    assert "# runtime: dependencies.lock:5 has esp-tflite-micro@1.3.5 now, each run reads it there" in text


def test_versions_of_a_lock_file_that_no_run_finds_are_written() -> None:
    boards, _, _ = init({"fw/main/main.cc": main_cc("AddAdd()"), "fw/dependencies.lock": LOCK})
    assert (only(boards)["kernels"], only(boards)["runtime"]) == ("esp-nn@1.1.2", "esp-tflite-micro@1.3.5")


def test_a_copy_of_tflm_in_the_tree_has_the_kernels_that_it_holds() -> None:
    lite = f"lib/tfmicro/{HEADER.rpartition('/')[0]}"
    boards, _, text = init(
        {
            "src/main.cc": main_cc("AddFullyConnected()"),
            f"{lite}/micro_interpreter.h": "// old\n",
            f"{lite}/kernels/conv.cc": "",
            f"{lite}/kernels/conv_test.cc": main_cc("AddAdd()"),
        }
    )
    assert only(boards)["kernels"] == "reference"
    assert "runtime" not in only(boards)
    assert "# runtime: lib/tfmicro holds a TFLM from before 2021-04" in text


def with_a_copy(platformio: str) -> Files:
    """Return a PlatformIO project with a copy of TFLM."""
    return {
        "src/main.cc": main_cc("AddFullyConnected()"),
        f"lib/tfmicro/{HEADER}": "",
        "lib/tfmicro/tensorflow/lite/c/common.h": "#ifndef TF_LITE_STATIC_MEMORY\ntypedef struct TfLiteTensor {\n} TfLiteTensor;\n#endif\n",
        "platformio.ini": platformio,
    }


def test_a_copy_that_no_build_file_gives_static_memory_is_declared_so() -> None:
    boards, _, text = init(with_a_copy("[env:a]\n"))
    assert only(boards)["static_memory"] is False
    assert "# platformio.ini does not define TF_LITE_STATIC_MEMORY, nor does any other build file" in text


def test_a_copy_with_static_memory_needs_no_word_of_it() -> None:
    boards, _, _ = init(with_a_copy("[env:a]\nbuild_flags = -DTF_LITE_STATIC_MEMORY\n"))
    assert "static_memory" not in only(boards)


def test_the_copy_of_another_library_is_not_this_program_s() -> None:
    boards, _, text = init(
        {
            "arduino/TFLM/library.properties": "name=TFLM\n",
            f"arduino/TFLM/src/{HEADER}": "",
            "arduino/TFLM/src/tensorflow/lite/micro/kernels/conv.cpp": "",
            "arduino/sketch/sketch.ino": main_cc("AddFullyConnected()"),
        }
    )
    assert "kernels" not in only(boards)
    assert "from before" not in text


# ------------------------------------------------------------------ resolvers and arenas, however they are written


def test_a_resolver_of_a_header_that_a_source_fills_names_both() -> None:
    header = "class Net {\n  tflite::MicroMutableOpResolver<10> resolver;\n  tflite::MicroInterpreter* interpreter;\n  uint8_t* arena;\n  int size;\n  void Make();\n};\n"
    source = (
        '#include "net.h"\n#include "../include/defines.h"\nvoid Net::Make() {\n  resolver.AddFullyConnected();\n'
        "  this->size = ARENA_SIZE;\n  this->arena = (uint8_t*)heap_caps_malloc(this->size, MALLOC_CAP_SPIRAM);\n"
        "  this->interpreter = new tflite::MicroInterpreter(model, resolver, this->arena, this->size);\n}\n"
    )
    boards, _, _ = init(
        {"c/net.h": header, "c/net.cc": source, "include/defines.h": "#define ARENA_SIZE 800 * 1024 // for all\n"}
    )
    board = only(boards)
    assert board["resolver"] == {"source": ["c/net.cc", "c/net.h"]}
    assert board["arena"] == {"size": "800 KiB", "in": "psram"}


def test_a_program_in_a_header_is_a_program() -> None:
    boards, _, _ = init({"app/inference.h": main_cc("AddFullyConnected()"), "app/main.cc": '#include "inference.h"\n'})
    assert only(boards)["resolver"] == {"source": "app/inference.h"}


def test_a_folder_called_tensorflow_may_be_the_project_s_own() -> None:
    boards, _, _ = init({"tensorflow/tflm.cc": main_cc("AddFullyConnected()")})
    assert only(boards)["resolver"] == {"source": "tensorflow/tflm.cc"}


def test_the_resolver_of_tensorflow_2_1_is_one() -> None:
    old = main_cc("AddBuiltin(tflite::BuiltinOperator_FULLY_CONNECTED, tflite::ops::micro::Register_FULLY_CONNECTED())")
    boards, _, _ = init({"src/main.cc": old.replace("MicroMutableOpResolver", "MicroOpResolver")})
    assert only(boards)["arena"] == "64 KiB"


DEFAULT = main_cc("AddFullyConnected()", arena="ARENA").replace(
    "constexpr", "#ifndef ARENA\n#define ARENA (2 * 1024 * 1024)\n#endif\nconstexpr", 1
)


def test_a_default_that_the_build_replaces_is_replaced() -> None:
    boards, _, text = init({"src/main.cc": DEFAULT, "platformio.ini": "[env:a]\nboard = pico\nbuild_flags =\n  -DARENA=112640\n"})
    assert only(boards)["arena"] == "110 KiB"
    assert "platformio.ini:4 defines ARENA" in text
    assert rules_that_warn() == []


def test_a_default_without_a_build_file_is_a_comment() -> None:
    boards, _, text = init({"src/main.cc": DEFAULT})
    assert "arena" not in only(boards)
    assert '# arena = "2048 KiB"' in text


def test_a_default_is_no_mismatch() -> None:
    Path("main.cc").write_text(DEFAULT, "utf-8")
    Path("a.tflite").write_bytes(dense())
    Path("tflint.toml").write_text(
        'version = 1\n[boards.b]\narena = 112640\nresolver = { source = "main.cc" }\n[[models]]\npath = "a.tflite"\n', "utf-8"
    )
    assert rules_that_warn() == []


def test_a_branch_that_kconfig_settles_is_settled() -> None:
    text = "#if CONFIG_NN_OPTIMIZED\nconstexpr int kScratch = 60 * 1024;\n#else\nconstexpr int kScratch = 0;\n#endif\n"
    source = text + main_cc("AddFullyConnected()", arena="100 * 1024 + kScratch")
    boards, _, _ = init({"main/main.cc": source, "sdkconfig": 'CONFIG_IDF_TARGET="esp32"\nCONFIG_NN_OPTIMIZED=y\n'})
    assert only(boards)["arena"] == "160 KiB"


@pytest.mark.parametrize(
    ("sdkconfig", "arena"),
    [
        ("CONFIG_SPIRAM_ALLOW_BSS_SEG_EXTERNAL_MEMORY=y\n", {"size": "64 KiB", "in": "psram"}),
        ("CONFIG_SPIRAM=y\n", "64 KiB"),
    ],
)
def test_an_arena_in_bss_is_external_only_where_kconfig_allows_it(sdkconfig: str, arena: object) -> None:
    boards, _, _ = init({"main/main.cc": main_cc("AddAdd()", align="EXT_RAM_BSS_ATTR "), "sdkconfig": sdkconfig})
    assert only(boards)["arena"] == arena


def test_two_interpreters_of_one_program_share_a_device() -> None:
    boards, _, _ = init(
        {
            "main/speech.cc": program("AddFullyConnected()", arena="30 * 1024"),
            "main/features.cc": program("AddAdd()", arena="16 * 1024"),
            "sdkconfig": 'CONFIG_IDF_TARGET="esp32"\n',
        }
    )
    assert sorted(str(board["arena"]) for board in boards.values()) == ["16 KiB", "30 KiB"]
    assert len({board.get("device") for board in boards.values()} - {None}) == 1


def test_a_split_arena_is_written_in_its_parts() -> None:
    source = (
        'uint8_t kept[24 * 1024];\nalignas(16) uint8_t planned[100 * 1024] __attribute__((section(".sdram_bss")));\n'
        "void setup() {\n  static tflite::MicroMutableOpResolver<1> resolver;\n  resolver.AddFullyConnected();\n"
        "  auto* allocator = tflite::MicroAllocator::Create(kept, sizeof(kept), planned, sizeof(planned));\n"
        "  static tflite::MicroInterpreter interpreter(model, resolver, allocator);\n}\n"
    )
    boards, _, _ = init({"src/main.cc": source})
    assert only(boards)["arena"] == {"persistent": "24 KiB", "non_persistent": {"size": "100 KiB", "in": "sdram"}}


# ------------------------------------------------------------------ contracts, names, nothing


def test_a_float_input_on_an_int8_model_does_not_become_the_contract() -> None:
    _, models, text = init({"a.tflite": dense(ends="float32")})
    assert "inputs" not in models["a.tflite"]
    assert "# float32 on an int8 model: tflint explain float-input" in text
    assert "float-input" in rules_that_warn()


def test_a_wake_word_s_contract_is_esphome_s_own() -> None:
    version_1 = {
        "type": "micro",
        "wake_word": "Hey",
        "author": "A",
        "website": "https://example.org",
        "model": "hey.tflite",
        "version": 1,
        "micro": {"probability_cutoff": 0.5, "sliding_window_average_size": 10},
    }
    boards, models, _ = init({"hey.tflite": dense(ends="uint8"), "hey.json": json.dumps(version_1)})
    assert ("arena" in boards["v1-hey"], boards["v1-hey"]["kernels"]) == (False, "esp-nn")
    assert models["hey.tflite"]["boards"] == ["v1-hey"]
    assert "uint8-io" not in rules_that_warn()


@pytest.mark.parametrize(
    ("path", "name"),
    [("Kws/Src/main.cc", "kws"), ("kws/firmware/src/main.cc", "kws"), ("examples/hello_world/main/main.cc", "hello-world")],
)
def test_a_board_is_called_after_its_project(path: str, name: str) -> None:
    boards, _, _ = init({path: main_cc("AddAdd()")})
    assert list(boards) == [name]


def test_tests_and_third_parties_are_no_firmware() -> None:
    boards, _, _ = init(
        {
            "a.tflite": dense(),
            "src/main_test.cc": main_cc("AddAdd()"),
            "test/main.cc": main_cc("AddAdd()"),
            "third_party/x/main.cc": main_cc("AddAdd()"),
        }
    )
    assert boards == {}


def test_a_link_in_the_tree_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}-outside.cc"
    outside.write_text(main_cc("AddAdd()"), "utf-8")
    Path("main.cc").symlink_to(outside)
    boards, _, _ = init({"a.tflite": dense()})
    assert boards == {}


# ------------------------------------------------------------------ copies, embedded files, several arrays
