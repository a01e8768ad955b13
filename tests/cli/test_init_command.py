"""`tflint init`: what it writes validates, and a run over the same tree is green but for what is really wrong."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from firmware_project import c_array, main_cc
from networks import dense, float_dense

from tflint.cli import main
from tflint.manifest import tflint_toml
from tflint.manifest.board import Manifest
from tflint.manifest.target import Target

WAKE_WORD = {"type": "micro", "model": "hey.tflite", "micro": {"tensor_arena_size": 30000}}


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(tree: dict[str, str | bytes]) -> None:
    for name, content in tree.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(content.encode() if isinstance(content, str) else content)


def written(tree: dict[str, str | bytes]) -> Manifest:
    write(tree)
    assert main(["init"]) == 0
    return tflint_toml.load("tflint.toml")


def with_model(*adds: str, array: str = "g_model") -> str:
    """Return a main.cc that hands an array to the runtime."""
    return main_cc(*adds).replace(
        "  static tflite::MicroInterpreter", f"  auto* model = tflite::GetModel({array});\n  static tflite::MicroInterpreter"
    )


def run() -> tuple[int, list[str]]:
    """Lint the tree in a process of its own; return the exit code and the rules of what is worse than a note."""
    command = [sys.executable, "-m", "tflint", "--no-cache", "--format", "json"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    found = json.loads(done.stdout)["findings"]
    return done.returncode, [it["rule"] for it in found if it["severity"] != "note"]


def test_of_an_empty_folder_nothing_is_written_and_the_next_step_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init"]) == 0
    assert not Path("tflint.toml").exists()
    printed = capsys.readouterr().out
    assert printed.startswith("nothing found in .")
    assert "next: " in printed


def test_models_of_a_copy_of_tflm_are_not_declared(capsys: pytest.CaptureFixture[str]) -> None:
    folder = Path("third_party/tflite-micro")
    folder.mkdir(parents=True)
    (folder / "test.tflite").write_bytes(dense())
    assert main(["init"]) == 0
    assert "no model but 1 model that a copy of TFLM or another third party brings" in capsys.readouterr().out
    assert not Path("tflint.toml").exists()


def test_a_model_alone_gets_a_manifest_that_explains_what_is_missing() -> None:
    written({"gesture.tflite": dense()})
    assert "# extends = " in Path("tflint.toml").read_text("utf-8")


def test_a_project_is_described_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    manifest = written(
        {
            "models/gesture.tflite": dense(),
            "models/gesture_labels.txt": "a\nb\nc\nd\n",
            "firmware/main.cc": with_model("AddFullyConnected()"),
            "firmware/gesture_model.cc": c_array(dense()),
        }
    )
    assert "wrote tflint.toml: 1 model, 1 board" in capsys.readouterr().out
    (board,) = manifest.boards.values()
    assert (board.arena, board.resolver.source if board.resolver else None) == (65536, ("firmware/main.cc",))
    (entry,) = manifest.models
    assert (entry.path, entry.boards, entry.labels, entry.array) == (
        "models/gesture.tflite",
        (board.name,),
        "models/gesture_labels.txt",
        "firmware/gesture_model.cc",
    )
    assert entry.inputs is not None
    assert (entry.inputs[0].shape, entry.inputs[0].dtype) == ((1, 8), "int8")
    assert run() == (0, [])


def test_an_array_of_other_bytes_is_a_model_of_its_own_and_a_link_to_it_is_a_comment() -> None:
    manifest = written(
        {
            "models/gesture.tflite": dense(),
            "firmware/main.cc": with_model("AddFullyConnected()", array="g_gesture_model_data"),
            "firmware/gesture_model.cc": c_array(
                dense(weight_scale=0.125), "alignas(16) const unsigned char g_gesture_model_data[]"
            ),
        }
    )
    assert [(entry.path, entry.array, bool(entry.boards)) for entry in manifest.models] == [
        ("models/gesture.tflite", None, False),
        ("firmware/gesture_model.cc", None, True),
    ]
    assert '# array = "firmware/gesture_model.cc"' in Path("tflint.toml").read_text("utf-8")
    assert run() == (0, [])


def test_a_file_of_the_same_bytes_is_of_the_firmware_that_it_lies_with() -> None:
    data = dense()
    both: dict[str, str | bytes] = {}
    for kit in ("kit_a", "kit_b"):
        both |= {
            f"{kit}/hello/hello/main.cc": with_model("AddFullyConnected()"),
            f"{kit}/hello/hello/model.cc": c_array(data),
            f"{kit}/hello/config/hello.tflite": data,
        }
    assert [(entry.path, entry.boards, entry.array) for entry in written(both).models] == [
        ("kit_a/hello/config/hello.tflite", ("hello",), "kit_a/hello/hello/model.cc"),
        ("kit_b/hello/config/hello.tflite", ("kit-b-hello",), "kit_b/hello/hello/model.cc"),
    ]


def test_one_file_of_the_bytes_that_several_firmwares_use_is_of_all_of_them() -> None:
    data = dense()
    manifest = written(
        {
            "kit_a/main.cc": with_model("AddFullyConnected()"),
            "kit_a/model.cc": c_array(data),
            "kit_b/main.cc": with_model("AddFullyConnected()"),
            "kit_b/model.cc": c_array(data),
            "kit_a/hello.tflite": data,
        }
    )
    assert [entry.boards for entry in manifest.models] == [("kit-a", "kit-b")]


def test_a_model_that_nothing_connects_to_a_firmware_is_held_against_none() -> None:
    manifest = written(
        {
            "models/gesture.tflite": dense(),
            "models/other.tflite": float_dense(),
            "firmware/main.cc": main_cc("AddConv2D()"),
        }
    )
    assert {(entry.boards, entry.nowhere) for entry in manifest.models} == {((), True)}
    assert run() == (0, [])


def test_without_firmware_the_contract_alone_is_written() -> None:
    manifest = written({"gesture.tflite": dense()})
    assert manifest.boards == {}
    assert run() == (0, [])


def test_a_wake_word_becomes_a_board() -> None:
    manifest = written({"hey.tflite": dense(ends="uint8"), "hey.json": json.dumps(WAKE_WORD)})
    assert manifest.boards["hey"].target == Target("esp32s3", "esp-nn", resource_variables=0)
    assert manifest.boards["hey"].arena == 30000
    assert manifest.models[0].boards == ("hey",)


def test_an_esp_idf_project_tells_its_core() -> None:
    manifest = written({"main/main.cc": main_cc("AddFullyConnected()"), "sdkconfig.defaults": 'CONFIG_IDF_TARGET="esp32s3"\n'})
    assert [board.target for board in manifest.boards.values()] == [Target("esp32s3", "esp-nn")]


def test_several_firmwares_have_names_of_their_own() -> None:
    manifest = written({"a/main.cc": main_cc("AddAdd()"), "b/src/main.cc": main_cc("AddMul()"), "b/main.cc": main_cc("AddSub()")})
    assert set(manifest.boards) == {"a", "b", "b-main"}


def test_the_runtime_s_own_sources_and_build_folders_are_no_firmware() -> None:
    manifest = written(
        {
            f"{folder}/main.cc": main_cc("AddAdd()")
            for folder in ("build", "third_party/x", "lib/tfmicro/tensorflow/lite/micro", "managed_components")
        }
        | {
            "lib/tfmicro/tensorflow/lite/micro/micro_interpreter.h": b"",
            "gesture.tflite": dense(),
        }
    )
    assert manifest.boards == {}


def test_many_models_get_an_entry_a_folder() -> None:
    manifest = written({f"models/{number:02}.tflite": dense() for number in range(41)})
    assert [entry.path for entry in manifest.models] == ["models/*.tflite"]
    assert run() == (0, [])


@pytest.mark.parametrize(
    "name",
    ["[a].tflite", "a*b.tflite", "a$b.tflite", "a\\b.tflite", 'q"u.tflite', "ü.tflite", "~x.tflite", "c:x.tflite", "a\nb.tflite"],
)
def test_any_name_is_written_so_that_it_matches(name: str) -> None:
    written({name: dense()})
    assert run() == (0, [])


def test_broken_models_are_entries_too() -> None:
    written({"a.tflite": b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"})
    assert run() == (1, ["not-a-model"])


def test_an_existing_manifest_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    write({"tflint.toml": "version = 1\n"})
    assert main(["init"]) == 2
    assert "is there already" in capsys.readouterr().err
    assert main(["init", "--stdout"]) == 0
    assert Path("tflint.toml").read_text("utf-8") == "version = 1\n"


def test_a_folder_that_is_not_there_is_reported() -> None:
    assert main(["init", "nowhere"]) == 2


def test_a_folder_that_may_not_be_written_into_is_reported_with_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object, **__: object) -> int:
        raise PermissionError(13, "Permission denied")

    write({"gesture.tflite": dense()})
    monkeypatch.setattr(Path, "write_text", refuse)
    assert main(["init", str(tmp_path)]) == 2
    told = f"tflint: {tmp_path / 'tflint.toml'}: cannot be written: permission denied; --stdout prints it\n"
    assert capsys.readouterr().err == told
