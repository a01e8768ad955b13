"""platformio.ini."""

from pathlib import Path

import pytest

from tflint.project import platformio
from tflint.project.fact import Fact, Kind
from tflint.project.surroundings import Surroundings
from tflint.project.tree import Tree


def facts(folder: Path, text: str) -> list[Fact]:
    (folder / "platformio.ini").write_text(text, "utf-8")
    return list(platformio.facts(Tree(str(folder)), "platformio.ini"))


def values(found: list[Fact], kind: Kind) -> list[tuple[str, int]]:
    return [(it.value, it.line) for it in found if it.kind is kind]


def test_a_board_is_stated_at_its_line(tmp_path: Path) -> None:
    assert values(facts(tmp_path, "[env:a]\nplatform = x\nboard = esp32cam ; node32s\n"), Kind.BOARD) == [("esp32cam", 3)]


@pytest.mark.parametrize(("section", "folder"), [("", "boards"), ("[platformio]\nboards_dir = hw/own\n", "hw/own")])
def test_a_board_that_the_project_defines_has_its_chip(tmp_path: Path, section: str, folder: str) -> None:
    (tmp_path / folder).mkdir(parents=True)
    (tmp_path / folder / "yolo_uno.json").write_text('{"build": {\n  "mcu": "esp32s3", "core": "esp32"}}', "utf-8")
    (tmp_path / "platformio.ini").write_text(f"{section}[env:a]\nboard = yolo_uno\n", "utf-8")
    cpu = Surroundings(Tree(str(tmp_path)), "src/main.cpp").cpu()
    assert (cpu.value, cpu.fact and cpu.fact.at) == ("esp32s3", f"{folder}/yolo_uno.json:2")


def test_a_board_that_no_file_defines_is_open(tmp_path: Path) -> None:
    (tmp_path / "platformio.ini").write_text("[env:a]\nboard = ../../yolo_uno\n", "utf-8")
    cpu = Surroundings(Tree(str(tmp_path)), "src/main.cpp").cpu()
    assert cpu.open == ("platformio.ini:2 names ../../yolo_uno, which is in no table of tflint's",)


def test_flags_define_macros_and_kernels(tmp_path: Path) -> None:
    found = facts(tmp_path, "[env:a]\nbuild_flags =\n    -DARENA=112640\n    -D ESP_NN\n    -UOLD\n    ; -DGONE=1\n")
    assert [(it.name, it.value, it.line) for it in found if it.kind is Kind.DEFINE] == [
        ("ARENA", "112640", 3),
        ("ESP_NN", "1", 4),
    ]
    assert values(found, Kind.KERNELS) == [("esp-nn", 4)]
    assert [it.name for it in found if it.kind is Kind.UNDEFINE] == ["OLD"]


def test_default_envs_choose_among_several(tmp_path: Path) -> None:
    text = "[platformio]\ndefault_envs = b\n[env:a]\nboard = pico\n[env:b]\nboard = esp32cam\n"
    assert values(facts(tmp_path, text), Kind.BOARD) == [("esp32cam", 6)]


def test_all_environments_count_where_none_is_the_default(tmp_path: Path) -> None:
    text = "[env:a]\nboard = pico\nbuild_flags = -DX=1\n[env:b]\nboard = esp32cam\n"
    found = facts(tmp_path, text)
    assert [name for name, _ in values(found, Kind.BOARD)] == ["pico", "esp32cam"]
    assert [it.certain for it in found if it.kind is Kind.DEFINE] == [False]


def test_options_come_from_env_extends_and_references(tmp_path: Path) -> None:
    text = (
        "[env]\nframework = arduino\n[common]\nbuild_flags = -DFAR=1\n[base]\nboard = esp32cam\n"
        "[env:a]\nextends = base\nbuild_flags = ${common.build_flags}\n  -DNEAR=2\n"
    )
    found = facts(tmp_path, text)
    assert values(found, Kind.BOARD) == [("esp32cam", 6)]
    assert {it.name: it.value for it in found if it.kind is Kind.DEFINE} == {"FAR": "1", "NEAR": "2"}


@pytest.mark.parametrize(
    ("library", "kind", "value"),
    [
        ("https://github.com/espressif/esp-tflite-micro#v1.3.4", Kind.RUNTIME, "esp-tflite-micro@1.3.4"),
        ("espressif/esp-tflite-micro@1.3.3~1", Kind.RUNTIME, "esp-tflite-micro@1.3.3~1"),
        ("https://github.com/espressif/esp-tflite-micro", Kind.LIBRARY, "esp-tflite-micro"),
        ("https://github.com/espressif/esp-tflite-micro#1a2b3c4", Kind.LIBRARY, "esp-tflite-micro"),
        ("https://github.com/tensorflow/tflite-micro-arduino-examples", Kind.RUNTIME, "arduino@2023-02"),
        ("arduino-libraries/Arduino_TensorFlowLite@^2.4.0-ALPHA", Kind.LIBRARY, "Arduino_TensorFlowLite"),
        ("arduino-libraries/Arduino_TensorFlowLite@2.1.0-ALPHA", Kind.RUNTIME, "arduino@2020-06"),
        ("tanakamasayuki/TensorFlowLite_ESP32@^1.0.0", Kind.RUNTIME, "tensorflowlite-esp32@1.0.0"),
        ("tanakamasayuki/TensorFlowLite_ESP32", Kind.RUNTIME, "tensorflowlite-esp32@1.0.0"),
        ("tanakamasayuki/TensorFlowLite_ESP32 @ 0.9.0", Kind.RUNTIME, "tf@2.1"),
        ("tanakamasayuki/TensorFlowLite_ESP32@0.2.0", Kind.LIBRARY, "TensorFlowLite_ESP32"),
        ("eloquentarduino/tflm_esp32@^1.0.0", Kind.RUNTIME, "tensorflowlite-esp32@1.0.0"),
        ("eloquentarduino/tflm_esp32", Kind.LIBRARY, "tflm_esp32"),
        ("eloquentarduino/tflm_cortexm", Kind.RUNTIME, "arduino@2023-01"),
        ("johnosbb/MicroTFLite@^1.0.3", Kind.RUNTIME, "arduino@2023-02"),
        ("eloquentarduino/EloquentTinyML@^3.0.1", Kind.LIBRARY, "EloquentTinyML"),
    ],
)
def test_a_library_is_a_runtime_only_with_its_release(tmp_path: Path, library: str, kind: Kind, value: str) -> None:
    found = facts(tmp_path, f"[env:a]\nlib_deps =\n  bblanchon/ArduinoJson @ ^7\n  {library}\n")
    assert [(it.kind, it.value) for it in found if it.kind in (Kind.RUNTIME, Kind.LIBRARY)] == [(kind, value)]


def test_a_library_that_carries_the_reference_kernels_alone_says_so_whatever_macros_are_given(tmp_path: Path) -> None:
    text = "[env:a]\nlib_deps = tanakamasayuki/TensorFlowLite_ESP32@1.0.0\n"
    assert [it.value for it in facts(tmp_path, text) if it.kind is Kind.KERNELS] == ["reference"]
    (tmp_path / "src").mkdir()
    (tmp_path / "platformio.ini").write_text(f"{text}build_flags = -DESP_NN\n", "utf-8")
    kernels = Surroundings(Tree(str(tmp_path)), "src/main.cc").kernels()
    assert (kernels.value, len(kernels.open)) == ("", 1)


def test_references_that_lead_in_circles_end(tmp_path: Path) -> None:
    assert facts(tmp_path, "[env:a]\nextends = env:a, b\nbuild_flags = ${env:a.build_flags}\n[b]\nextends = env:a\n") == []
