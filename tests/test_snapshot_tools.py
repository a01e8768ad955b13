"""What tools/tflm_history.py takes for a change of a runtime, and what tools/add_snapshot.py makes of a copy."""

import json
from pathlib import Path

import pytest
from add_snapshot import NAME, kind_of, measurements, sources, unmatched
from generate_op_tables import HEADER
from tflm_calls import ANY, definitions, reached

TOOLS = Path(__file__).parent.parent / "tools"

KERNEL = """
#include "a.h"
namespace tflite {
namespace {
struct OpData { int32_t multiplier; };  // kept
TfLiteStatus Prepare(TfLiteContext* context, TfLiteNode* node) {
  TF_LITE_ENSURE_EQ(context, NumInputs(node), 1);
  return kTfLiteOk;
}
TfLiteStatus Eval(TfLiteContext* context, TfLiteNode* node) { if (a) { return b; } return kTfLiteOk; }
}  // namespace
TfLiteRegistration Register_X() { return {Init, nullptr, Prepare, Eval}; }
}  // namespace tflite
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("// kept", "// of the op"),
        ('#include "a.h"', '#include "b.h"'),
        ("if (a) { return b; }", "Compute();"),
        ("TfLiteRegistration Register_X", "TFLMRegistration Register_X"),
        ("  return kTfLiteOk;\n", '  MicroPrintf("so far");\n  return kTfLiteOk;\n'),
        ("namespace tflite {\nnamespace {", "namespace tflite {\nnamespace micro {"),
    ],
    ids=["comments", "includes", "what runs in Invoke()", "a type's new name", "a log", "a namespace"],
)
def test_what_no_arena_follows_from_is_no_change(old: str, new: str) -> None:
    assert old in KERNEL
    assert definitions(KERNEL.replace(old, new)) == definitions(KERNEL)


@pytest.mark.parametrize(
    ("old", "new"), [("int32_t multiplier", "int64_t multiplier"), ("NumInputs(node), 1", "NumInputs(node), 2")]
)
def test_a_struct_and_a_prepare_are_changes_each_of_one_definition(old: str, new: str) -> None:
    assert len(definitions(KERNEL.replace(old, new)) - definitions(KERNEL)) == 1


def named(words: set[str], **files: str) -> set[str]:
    """Return the names of what words reach in files, given as name_ending."""
    code = {name.replace("_", "."): definitions(text) for name, text in files.items()}
    return {name for _, it in reached(code, words) for name in it.names}


def test_an_op_reaches_its_own_functions_and_those_that_a_header_declares() -> None:
    shared = {
        "common_h": "TfLiteStatus Shared(int a);\nstruct Data { int a; };",
        "common_cc": "TfLiteStatus Shared(int a) { return Deep(a); }\nint Deep(int a) { return a; }",
    }
    one = "int Prepare() { return Shared(1); }\nRegistration Register_ONE() { return {Prepare}; }"
    other = "int Prepare() { Data data; return 2; }\nRegistration Register_OTHER() { return {Prepare}; }"
    assert named({"Register_ONE"}, one_cc=one, other_cc=other, **shared) == {"Register_ONE", "Prepare", "Shared", "Deep"}
    assert named({"Register_OTHER"}, one_cc=one, other_cc=other, **shared) == {"Register_OTHER", "Prepare", "Data"}


def test_an_enum_is_named_by_its_constants_and_a_method_by_its_class() -> None:
    header = "enum Kind { kA, kB };\nclass State { int Setup(); };"
    assert "kA" in named({"kB"}, state_h=header)
    assert "Setup" in named({"State"}, state_h=header, state_cc="int State::Setup() { return 1; }")


def test_what_has_no_name_that_is_seen_may_be_anything() -> None:
    assert [it.names for it in definitions("int (*table)(int) = {};")] == [frozenset({ANY})]


def test_a_copy_may_move_and_rename_its_files(tmp_path: Path) -> None:
    header = tmp_path / "src" / HEADER
    (header.parent / "kernels").mkdir(parents=True)
    header.write_text("class MicroMutableOpResolver {};", "utf-8")
    (header.parent / "kernels" / "x.cpp").write_text(KERNEL, "utf-8")
    found = sources(tmp_path)
    assert set(found) == {HEADER, "tensorflow/lite/micro/kernels/x.cc"}
    own = {"tensorflow/lite/micro/kernels/x.cc": definitions(KERNEL)}
    assert unmatched(own, {"elsewhere.cc": definitions(KERNEL)}).total() == 0
    assert unmatched(own, {"elsewhere.cc": definitions("")}) == {"tensorflow/lite/micro/kernels/x.cc": 3}


def test_a_folder_without_the_resolver_is_not_a_copy(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="not a copy of TFLM"):
        sources(tmp_path)


@pytest.mark.parametrize("name", ["zephyr", "zephyr@", "zephyr@x", "Zephyr@3.6.0", "x y@1", "tflm@20260-1"])
def test_what_is_not_a_family_and_a_version_is_not_a_snapshot_s_name(name: str) -> None:
    assert not NAME.fullmatch(name)
    assert NAME.fullmatch("esp-tflite-micro@1.3.3~1")


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        ("cortex-m4/reference", "reference"),
        ("cortex-m4/cmsis-nn", "cmsis-nn"),
        ("cortex-m0plus/cmsis-nn", "cmsis-nn-c"),
        ("cortex-m55/cmsis-nn", "cmsis-nn-mve"),
        ("esp32/reference", "ilp32"),
        ("esp32/cmsis-nn", "ilp32-cmsis-nn"),
        ("riscv32/reference", "ilp32"),
        ("host/reference", "host"),
    ],
)
def test_a_measurement_is_of_a_kind_of_build(target: str, kind: str) -> None:
    assert kind_of(target) == kind


def test_edge_impulse_s_esp_nn_is_measured_for_each_class_of_chips() -> None:
    assert kind_of("esp32s3/esp-nn@1.1.2", "edge-impulse@2024-08") == "esp-nn-s3"
    assert kind_of("esp32/esp-nn@1.1.2", "esp-tflite-micro@1.4.0") == "ilp32"


def test_measurements_of_a_runtime_are_found_by_their_headers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    headers = {
        "a-ref": {"runtime": "a@1", "target": "cortex-m4/reference"},
        "a-static": {"runtime": "a@1 with static memory", "target": "cortex-m4/cmsis-nn"},
        "a-size": {"runtime": "a@1", "target": "cortex-m4/cmsis-nn", "build": ["optimized-for-size"]},
        "b-ref": {"runtime": "b@1", "target": "cortex-m4/reference"},
    }
    (tmp_path / "snapshots").mkdir()
    for name, header in headers.items():
        (tmp_path / "snapshots" / f"{name}.json").write_text(json.dumps({"header": header, "rows": []}), "utf-8")
    monkeypatch.delenv("TFLINT_CORPUS", raising=False)
    assert measurements("a@1") == {}
    monkeypatch.setenv("TFLINT_CORPUS", str(tmp_path))
    assert measurements("a@1") == {"a-ref": "reference", "a-static": "cmsis-nn"}
