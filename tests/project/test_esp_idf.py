"""ESP-IDF's files."""

from pathlib import Path

from tflint.project import esp_idf
from tflint.project.fact import Kind
from tflint.project.tree import Tree


def tree(folder: Path, **files: str) -> Tree:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("DOT", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return Tree(str(folder))


def test_sdkconfig_states_target_kernels_and_symbols(tmp_path: Path) -> None:
    text = 'CONFIG_IDF_TARGET="esp32s3"\nCONFIG_NN_OPTIMIZED=y\n# CONFIG_SPIRAM is not set\n'
    found = list(esp_idf.sdkconfig(tree(tmp_path, sdkconfig=text), "sdkconfig"))
    assert [(it.kind, it.value, it.line) for it in found if it.kind is not Kind.CONFIG] == [
        (Kind.CPU, "esp32s3", 1),
        (Kind.KERNELS, "esp-nn", 2),
    ]
    assert {it.name: it.value for it in found if it.kind is Kind.CONFIG}["CONFIG_SPIRAM"] == "n"


def test_a_lock_file_states_target_and_versions(tmp_path: Path) -> None:
    text = "dependencies:\n  espressif/esp-nn:\n    version: 1.1.2\n  espressif/esp-tflite-micro:\n    version: 1.3.4\ntarget: esp32c3\n"
    found = [(it.kind, it.value, it.line) for it in esp_idf.lock(tree(tmp_path, lock=text), "lock")]
    assert found == [(Kind.KERNELS, "esp-nn@1.1.2", 3), (Kind.RUNTIME, "esp-tflite-micro@1.3.4", 5), (Kind.CPU, "riscv32", 6)]


def test_a_range_of_a_component_is_no_release(tmp_path: Path) -> None:
    text = 'dependencies:\n  espressif/esp-tflite-micro: ">=1.3.0"\n'
    found = [(it.kind, it.value) for it in esp_idf.component(tree(tmp_path, x=text), "x")]
    assert found == [(Kind.KERNELS, "esp-nn"), (Kind.LIBRARY, "esp-tflite-micro >=1.3.0")]


def test_an_override_in_the_repository_has_the_version_of_its_own_file(tmp_path: Path) -> None:
    files = tree(
        tmp_path,
        idf_componentDOTyml='version: "1.4.0"\nurl: https://github.com/espressif/esp-tflite-micro\n',
        app__main__idf_componentDOTyml='dependencies:\n  espressif/esp-tflite-micro:\n    version: "*"\n    override_path: "../../"\n',
    )
    found = [(it.kind, it.value) for it in esp_idf.component(files, "app/main/idf_component.yml")]
    assert (Kind.RUNTIME, "esp-tflite-micro@1.4.0") in found


def test_an_override_out_of_the_repository_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    tree(tmp_path, idf_componentDOTyml='version: "1.4.0"\nurl: esp-tflite-micro\n')
    files = tree(tmp_path / "in", x='dependencies:\n  espressif/esp-tflite-micro:\n    override_path: "../"\n')
    assert [it.kind for it in esp_idf.component(files, "x")] == []


def test_a_kconfig_default_is_possible_and_one_with_a_condition_is_none(tmp_path: Path) -> None:
    text = "config A\n  int\n  default 4\nconfig B\n  default 5 if A\n"
    found = list(esp_idf.kconfig(tree(tmp_path, Kconfig=text), "Kconfig"))
    assert [(it.name, it.value, it.certain) for it in found if it.value] == [("CONFIG_A", "4", False)]
