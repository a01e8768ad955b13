"""What tools/tflm_history.py takes for a change of a runtime, and what tools/add_snapshot.py makes of a copy."""

from pathlib import Path

import pytest
from add_snapshot import sources, strangers
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
    assert strangers(own, {"elsewhere.cc": definitions(KERNEL)}).total() == 0
    assert strangers(own, {"elsewhere.cc": definitions("")}) == {"tensorflow/lite/micro/kernels/x.cc": 3}


def test_a_folder_without_the_resolver_is_not_a_copy(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="not a copy of TFLM"):
        sources(tmp_path)
