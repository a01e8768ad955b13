"""What `tflint init` writes of an export of Edge Impulse's Studio."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from firmware_project import c_array
from init_scenes import init
from networks import dense

from tflint.cli import main

if TYPE_CHECKING:
    from init_scenes import Files

ENGINE = "edge-impulse-sdk/classifier/inferencing_engines/tflite_micro.h"
MICRO = "edge-impulse-sdk/tensorflow/lite/micro"
CODE = """
#include "tflite-model/tflite-resolver.h"
static int inference_tflite_setup(void* tensor_arena, ei_config_tflite_graph_t* graph_config) {
    static const tflite::Model* model = tflite::GetModel(graph_config->model);
#ifdef EI_TFLITE_RESOLVER
    EI_TFLITE_RESOLVER
#else
    static tflite::AllOpsResolver resolver;
#endif
    tflite::MicroInterpreter* interpreter = new tflite::MicroInterpreter(
        model, resolver, tensor_arena, graph_config->arena_size, nullptr, nullptr);
    return interpreter->AllocateTensors(true);
}
"""


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def export(compiled: int, resolver: int) -> Files:
    model = c_array(dense(), "const unsigned char tflite_learn_3[]")
    return {
        ENGINE: CODE,
        "edge-impulse-sdk/classifier/ei_run_classifier.h": "",
        "edge-impulse-sdk/classifier/ei_classifier_config.h": "#define EI_CLASSIFIER_TFLITE_ENABLE_CMSIS_NN      1\n",
        f"{MICRO}/micro_interpreter.h": "",
        f"{MICRO}/system_setup.h": "",
        f"{MICRO}/kernels/conv.cc": "",
        "CMakeLists.txt": "set(MCU_FLAGS -mcpu=cortex-m4)\n",
        "model-parameters/model_metadata.h": f"#define EI_CLASSIFIER_HAS_TFLITE_OPS_RESOLVER {resolver}\n#define EI_CLASSIFIER_COMPILED {compiled}\n",
        "model-parameters/model_variables.h": "const ei_config_tflite_graph_t graph_3 = {\n    .model = tflite_learn_3,\n};\n",
        "tflite-model/tflite_learn_3.h": model + "const size_t tflite_learn_3_arena_size = 12345;\n",
        "tflite-model/tflite-resolver.h": "#define EI_TFLITE_RESOLVER static tflite::MicroMutableOpResolver<2> resolver; \\\n"
        "    resolver.AddFullyConnected(); \\\n    resolver.AddSoftmax();\n",
    }


def test_a_model_of_the_eon_compiler_is_not_a_board(capsys: pytest.CaptureFixture[str]) -> None:
    files = export(1, 0)
    del files["tflite-model/tflite_learn_3.h"]
    for name, text in files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(str(text), "utf-8")
    assert main(["init"]) == 0
    said = capsys.readouterr().out
    assert "no firmware that makes a MicroInterpreter" in said
    assert "model-parameters/model_metadata.h:2: Edge Impulse's EON Compiler made this model" in said


def test_the_interpreter_has_every_op_its_arena_and_its_model() -> None:
    boards, models, text = init(export(0, 0))
    (board,) = boards.values()
    assert board["arena"] == 12345
    assert board["kernels"] == "cmsis-nn"
    assert board["resolver"] == {"source": ENGINE}
    assert models["tflite-model/tflite_learn_3.h"]["boards"] == list(boards)
    assert "model-parameters/model_variables.h:2" in text


def test_the_interpreter_has_studio_s_ops_where_the_metadata_says_so() -> None:
    boards, _, _ = init(export(0, 1))
    (board,) = boards.values()
    assert board["resolver"] == {"source": "tflite-model/tflite-resolver.h"}
