"""The nearest folder that states a thing decides."""

from pathlib import Path

import pytest

from tflint.project.surroundings import Surroundings
from tflint.project.tree import Tree


def around(folder: Path, source: str, files: dict[str, str]) -> Surroundings:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return Surroundings(Tree(str(folder)), source)


def test_nothing_stated_is_nothing_known(tmp_path: Path) -> None:
    it = around(tmp_path, "src/main.cc", {"src/main.cc": ""})
    assert (it.cpu().value, it.kernels().value, it.runtime().value, it.board()) == ("", "", "", None)


def test_the_nearest_build_file_goes_first(tmp_path: Path) -> None:
    files = {"CMakeLists.txt": "add_compile_options(-mcpu=cortex-m4)", "app/Makefile": "F = -mcpu=cortex-m7\n"}
    assert around(tmp_path, "app/src/main.cc", files).cpu().value == "cortex-m7"


def test_the_compiler_s_flag_goes_before_a_chip_s_name(tmp_path: Path) -> None:
    files = {"CMakeLists.txt": "set(CHIP STM32F769NIH6)\nadd_compile_options(-mcpu=cortex-m4)"}
    found = around(tmp_path, "main.cc", files).cpu()
    assert (found.value, found.fact and found.fact.line) == ("cortex-m4", 2)


def test_boards_that_do_not_agree_leave_it_open_and_say_so(tmp_path: Path) -> None:
    files = {"platformio.ini": "[env:a]\nboard = pico\n[env:b]\nboard = esp32cam\n"}
    it = around(tmp_path, "main.cc", files)
    assert (it.cpu().value, it.board()) == ("", None)
    assert it.cpu().open == ("several cores are named: cortex-m0plus (platformio.ini:2), esp32 (platformio.ini:4)",)


def test_a_core_that_tflint_does_not_have_is_said(tmp_path: Path) -> None:
    files = {"platformio.ini": "[env:a]\nboard = esp32-s2-saola-1\n"}
    assert around(tmp_path, "main.cc", files).cpu().open == (
        "platformio.ini:2 names esp32-s2-saola-1, whose core tflint does not have",
    )


@pytest.mark.parametrize(
    ("text", "cpu"),
    [
        ("For the Arduino Nano 33 BLE.", "cortex-m4"),
        ("For the Arduino Nano 33 BLE or the Raspberry Pi Pico.", ""),
        ("An ESP32 sketch.", ""),
        ("Arduino code.", ""),
    ],
)
def test_a_readme_counts_where_it_names_one_core(tmp_path: Path, text: str, cpu: str) -> None:
    assert around(tmp_path, "main.ino", {"README.md": text}).cpu().value == cpu


def test_a_readme_is_asked_only_where_no_build_file_states_it(tmp_path: Path) -> None:
    files = {"src/README.md": "For the Arduino Nano 33 BLE.", "platformio.ini": "[env:a]\nboard = esp32cam\n"}
    assert around(tmp_path, "src/main.cc", files).cpu().value == "esp32"


def test_the_readme_of_a_target_to_choose_does_not_choose_it(tmp_path: Path) -> None:
    assert around(tmp_path, "main.cc", {"README.md": "idf.py set-target esp32s3\n"}).cpu().value == ""
    assert around(tmp_path, "main.cc", {"build.sh": "idf.py set-target esp32s3\n"}).cpu().value == "esp32s3"


def test_a_version_completes_a_name(tmp_path: Path) -> None:
    files = {
        "sdkconfig": "CONFIG_NN_OPTIMIZED=y\n",
        "dependencies.lock": "dependencies:\n  espressif/esp-nn:\n    version: 1.1.0\n",
    }
    assert around(tmp_path, "main.cc", files).kernels().value == "esp-nn@1.1.0"


def test_a_lock_file_further_out_has_the_versions_that_a_component_leaves_open(tmp_path: Path) -> None:
    lock = "dependencies:\n  espressif/esp-nn:\n    version: 1.1.2\n  espressif/esp-tflite-micro:\n    version: 1.3.5\n"
    component = {"main/idf_component.yml": "dependencies:\n  espressif/esp-tflite-micro: '*'\n"}
    without = around(tmp_path / "a", "main/main.cc", component)
    assert (without.kernels().value, without.runtime().value) == ("esp-nn", "")
    assert without.runtime().open == ("main/idf_component.yml:2 names esp-tflite-micro *, not which release",)
    locked = around(tmp_path / "b", "main/main.cc", {**component, "dependencies.lock": lock})
    assert (locked.kernels().value, locked.runtime().value) == ("esp-nn@1.1.2", "esp-tflite-micro@1.3.5")


def test_a_macro_of_two_environments_is_not_certain(tmp_path: Path) -> None:
    files = {"platformio.ini": "[env:a]\nbuild_flags = -DN=1\n[env:b]\nbuild_flags = -DN=2\n"}
    assert not around(tmp_path, "main.cc", files).definitions["N"].certain


def test_only_a_whole_sdkconfig_says_what_is_not_defined(tmp_path: Path) -> None:
    assert not around(tmp_path, "a/main.cc", {"a/sdkconfig.defaults": "CONFIG_X=y\n"}).kconfig_is_whole()
    assert around(tmp_path, "b/main.cc", {"b/sdkconfig": "CONFIG_X=y\n"}).kconfig_is_whole()


def test_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "outside.ini").write_text("[env:a]\nboard = esp32cam\n", "utf-8")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "platformio.ini").symlink_to(tmp_path / "outside.ini")
    assert around(tmp_path / "in", "main.cc", {"main.cc": ""}).cpu().value == ""


@pytest.mark.parametrize(
    ("name", "text", "cpu"),
    [
        ("app.ioc", "Mcu.CPN=STM32U585AII6Q\n", "cortex-m33"),
        ("STM32F429ZITX_FLASH.ld", "", "cortex-m4"),
        ("startup_stm32f746xx.s", "", "cortex-m7"),
        ("sketch.yaml", "default_fqbn: arduino:mbed_nano:nano33ble\n", "cortex-m4"),
        ("app.X/nbproject/Makefile-x.mk", "\tcc -mprocessor=ATSAMD51J19A\n", "cortex-m4"),
        ("CMakeLists.txt", "pico_sdk_init()\n", "cortex-m0plus"),
        ("CMakeLists.txt", "set(PICO_BOARD pico2)\npico_sdk_init()\n", "cortex-m33"),
    ],
)
def test_each_kind_of_file_is_read(tmp_path: Path, name: str, text: str, cpu: str) -> None:
    assert around(tmp_path, "main.cc", {name: text}).cpu().value == cpu
