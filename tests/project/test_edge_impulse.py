"""Edge Impulse's SDK in a project."""

from pathlib import Path

import pytest

from tflint.project import edge_impulse, vendored
from tflint.project.fact import Fact, Kind
from tflint.project.tree import Tree

ARM = "#elif __ARM_ARCH_PROFILE == 'M'\n    #define EI_CLASSIFIER_TFLITE_ENABLE_CMSIS_NN      1\n"
OLD_ESP = "#ifndef EI_CLASSIFIER_TFLITE_ENABLE_ESP_NN\n#define EI_CLASSIFIER_TFLITE_ENABLE_ESP_NN 0\n#endif\n"
NEW_ESP = "#if defined(CONFIG_IDF_TARGET_ESP32S3)\n#define EI_CLASSIFIER_TFLITE_ENABLE_ESP_NN      1\n#endif\n"
SDK = "src/edge-impulse-sdk"


def project(folder: Path, files: dict[str, str]) -> Tree:
    for name, text in ({f"{SDK}/classifier/ei_run_classifier.h": ""} | files).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return Tree(str(folder), [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()])


def metadata(compiled: int, resolver: int = 0) -> dict[str, str]:
    on_linux = "#undef EI_CLASSIFIER_COMPILED\n#define EI_CLASSIFIER_COMPILED 9\n"
    text = f"#define EI_CLASSIFIER_HAS_TFLITE_OPS_RESOLVER {resolver}\n#define EI_CLASSIFIER_COMPILED   {compiled}\n{on_linux}"
    return {"src/model-parameters/model_metadata.h": text}


def test_a_copy_of_tflm_alone_is_not_the_sdk(tmp_path: Path) -> None:
    tree = project(tmp_path, {})
    assert not edge_impulse.is_sdk(tree, "lib/tflm")
    assert edge_impulse.is_sdk(tree, SDK)


def test_a_core_that_nothing_states_leaves_the_kernels_open(tmp_path: Path) -> None:
    tree = project(tmp_path, {f"{SDK}/classifier/ei_classifier_config.h": ARM})
    assert edge_impulse.kernels(tree, SDK, "", {}) is None
    assert edge_impulse.kernels(tree, SDK, "riscv32", {}) is None
    assert edge_impulse.kernels(tree, "lib/other", "cortex-m4", {}) is None


@pytest.mark.parametrize(
    ("cpu", "config", "library"),
    [
        ("cortex-m0plus", ARM, "cmsis-nn"),
        ("cortex-m4", ARM + OLD_ESP, "cmsis-nn"),
        ("esp32", ARM + OLD_ESP, "reference"),
        ("esp32s3", ARM + NEW_ESP, "esp-nn"),
    ],
)
def test_the_config_takes_kernels_by_the_core(tmp_path: Path, cpu: str, config: str, library: str) -> None:
    taken = edge_impulse.kernels(project(tmp_path, {f"{SDK}/classifier/ei_classifier_config.h": config}), SDK, cpu, {})
    assert taken is not None
    assert taken.value == library
    assert taken.path == f"{SDK}/classifier/ei_classifier_config.h"


@pytest.mark.parametrize(
    ("cpu", "macro", "value", "library"),
    [
        ("cortex-m4", edge_impulse.CMSIS_NN, "0", "reference"),
        ("esp32", edge_impulse.ESP_NN, "1", "esp-nn"),
        ("esp32s3", edge_impulse.ESP_NN, "0", "reference"),
    ],
)
def test_a_macro_of_the_build_decides_before_the_config(tmp_path: Path, cpu: str, macro: str, value: str, library: str) -> None:
    tree = project(tmp_path, {f"{SDK}/classifier/ei_classifier_config.h": ARM + NEW_ESP})
    stated = Fact(Kind.DEFINE, value, "CMakeLists.txt", 7, macro)
    taken = edge_impulse.kernels(tree, SDK, cpu, {macro: stated})
    assert taken is not None
    assert (taken.value, taken.at) == (library, "CMakeLists.txt:7")


def test_an_interpreter_or_no_metadata_is_not_a_compiled_model(tmp_path: Path) -> None:
    assert edge_impulse.compiled(project(tmp_path, {}), SDK) is None
    assert edge_impulse.compiled(project(tmp_path, metadata(0)), SDK) is None


def test_the_first_definition_says_that_the_eon_compiler_made_the_model(tmp_path: Path) -> None:
    said = edge_impulse.compiled(project(tmp_path, metadata(1)), SDK)
    assert said is not None
    assert said.at == "src/model-parameters/model_metadata.h:2"


def test_metadata_that_is_not_next_to_the_sdk_is_the_nearest(tmp_path: Path) -> None:
    tree = project(tmp_path, {"src/app/model/model-parameters/model_metadata.h": "", "z/model-parameters/model_metadata.h": ""})
    assert edge_impulse.metadata(tree, SDK) == "src/app/model/model-parameters/model_metadata.h"


def test_studio_s_resolver_counts_only_where_the_metadata_says_so(tmp_path: Path) -> None:
    files = {"src/tflite-model/tflite-resolver.h": "#define EI_TFLITE_RESOLVER"}
    assert edge_impulse.own_resolver(project(tmp_path, files | metadata(0)), SDK) is None
    assert edge_impulse.own_resolver(project(tmp_path, files | metadata(0, 1)), SDK) == "src/tflite-model/tflite-resolver.h"


def test_the_arena_is_the_model_file_s_and_open_where_two_have_one(tmp_path: Path) -> None:
    one = {"src/tflite-model/tflite_learn_3.h": "// x\nconst size_t tflite_learn_3_arena_size = 287104;\n"}
    tree = project(tmp_path, one | metadata(0))
    assert edge_impulse.arena(tree, SDK) == (287104, "src/tflite-model/tflite_learn_3.h", 2)
    other = {"src/tflite-model/tflite_learn_5.h": "const size_t tflite_learn_5_arena_size = 1;\n"}
    assert edge_impulse.arena(project(tmp_path, one | other | metadata(0)), SDK) is None


def test_the_model_is_what_the_variables_name_and_open_where_they_name_two(tmp_path: Path) -> None:
    named = {"src/model-parameters/model_variables.h": "x = {\n    .model = tflite_learn_3,\n};"}
    found = edge_impulse.model(project(tmp_path, named | metadata(0)), SDK)
    assert found == ("tflite_learn_3", "src/model-parameters/model_variables.h", 2)
    two = {"src/model-parameters/model_variables.h": ".model = a,\n.model = b,\n"}
    assert edge_impulse.model(project(tmp_path, two | metadata(0)), SDK) is None


def test_its_copy_is_of_no_state_of_main_and_has_no_one_kernel_library(tmp_path: Path) -> None:
    micro = f"{SDK}/tensorflow/lite/micro"
    tree = project(tmp_path, {f"{micro}/micro_interpreter.h": "", f"{micro}/system_setup.h": "", f"{micro}/kernels/conv.cc": "x"})
    (copy,) = vendored.copies(tree)
    assert copy.is_edge_impulse
    assert copy.state is None
    assert copy.kernels() is None
    assert copy.snapshot == ""
