"""What happens when people point tflint at their own repositories: the scenes that went wrong."""

import json
from pathlib import Path

import pytest
from firmware_project import c_array, main_cc
from networks import dense, float_dense
from program import tflint
from repository import commit, needs_git, repository, write
from scenes_on_disk import findings, manifest, models, report

from tflint.testing import ModelBuilder

MODEL = dense()
LARGER = dense(classes=8)
WAKE_WORD = json.dumps({"type": "micro", "model": "a.tflite", "version": 2, "micro": {"tensor_arena_size": 26080}}).encode()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project whose board has room for its model once and not twice."""
    flash = len(MODEL) * 3 // 2
    text = manifest("models/kws.tflite", board=f"arena = 65536\nflash = {{ models = {flash} }}")
    return write(tmp_path / "project", {"models/kws.tflite": MODEL, "tflint.toml": text})


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["models/kws.tflite", "tflint.toml"],
        ["models/kws.tflite", "."],
        [".", "./models", "models/../models/kws.tflite", "tflint.toml", "."],
    ],
)
def test_a_file_counts_once_however_often_it_is_named(project: Path, words: list[str]) -> None:
    found = report(project, *words, code=0)
    assert len(models(found)) == 1
    assert findings(found) == []


def test_an_absolute_path_is_the_same_file(project: Path) -> None:
    assert len(models(report(project, "models/kws.tflite", str(project / "models/kws.tflite"), code=0))) == 1


def test_a_link_is_the_file_that_it_leads_to(project: Path) -> None:
    (project / "models/latest.tflite").symlink_to("kws.tflite")
    assert models(report(project, code=0)) == ["models/kws.tflite"]
    (project / "tflint.toml").write_bytes(manifest("models/latest.tflite"))
    assert models(report(project, code=0)) == ["models/latest.tflite"]


def test_a_run_without_paths_sees_a_model_that_nobody_declared(project: Path) -> None:
    write(project, {"models/new.tflite": LARGER})
    found = report(project, code=1)
    assert models(found) == ["models/kws.tflite", "models/new.tflite"]
    assert ("unmatched-model", "tflint.toml") in findings(found)


def test_a_run_without_paths_honours_exclude(project: Path) -> None:
    write(project, {"vendor/new.tflite": LARGER})
    write(project, {"tflint.toml": manifest("models/kws.tflite", more='exclude = ["vendor/**"]\n')})
    assert models(report(project, code=0)) == ["models/kws.tflite"]


@pytest.fixture
def monorepo(tmp_path: Path) -> Path:
    """Return two projects, of which the second has too small an arena."""
    large, small = (manifest("m/*.tflite", board=f"arena = {size}") for size in (65536, 16))
    return write(
        tmp_path / "mono",
        {"a/m/k.tflite": MODEL, "a/tflint.toml": large, "b/m/k.tflite": MODEL, "b/tflint.toml": small, "loose.tflite": MODEL},
    )


@pytest.mark.parametrize("words", [[], ["."], ["a", "b"], ["a/tflint.toml", "b/tflint.toml"], ["a/m/k.tflite", "b/m/k.tflite"]])
def test_each_file_is_held_against_the_nearest_manifest(monorepo: Path, words: list[str]) -> None:
    found = report(monorepo, *words, code=1)
    assert ("arena-overflow", "b/m/k.tflite") in findings(found)
    assert "a/m/k.tflite" not in {path for _, path in findings(found)}


def test_files_without_a_manifest_are_checked_and_the_report_says_what_for(monorepo: Path) -> None:
    found = report(monorepo, code=1)
    assert models(found) == ["a/m/k.tflite", "b/m/k.tflite", "loose.tflite"]
    assert found["notices"] == [
        "no tflint.toml found: using TFLM (cortex-m4/cmsis-nn) and no memory limits; run `tflint init` to create one"
    ]


def test_a_manifest_that_is_named_is_for_all_files(monorepo: Path) -> None:
    assert findings(report(monorepo, "b/m/k.tflite", "--manifest", "a/tflint.toml", code=1)) == [
        ("unmatched-model", "a/tflint.toml")
    ]


def test_a_mistake_in_a_manifest_below_is_reported(monorepo: Path) -> None:
    (monorepo / "b/tflint.toml").write_text("version = 2\n", "utf-8")
    done = tflint(monorepo)
    assert done.code == 2
    assert done.err.startswith("tflint: b/tflint.toml:1:")


@needs_git
def test_a_manifest_below_declares_what_git_ignores(tmp_path: Path) -> None:
    folder = repository(
        tmp_path / "r", {".gitignore": b"build/\n", "a/tflint.toml": manifest("build/*.tflite", board="arena = 16")}
    )
    write(folder, {"a/build/k.tflite": MODEL})
    assert ("arena-overflow", "a/build/k.tflite") in findings(report(folder, code=1))


def test_the_sum_of_a_board_has_all_its_models_whatever_paths_are_given(project: Path) -> None:
    write(project, {"models/two.tflite": LARGER})
    flash = (len(MODEL) + len(LARGER)) - 1
    board = f"arena = 65536\nflash = {{ models = {flash} }}"
    write(project, {"tflint.toml": manifest("models/kws.tflite", "models/two.tflite", board=board)})
    found = report(project, "models/kws.tflite", code=1)
    assert models(found) == ["models/kws.tflite"]
    assert findings(found) == [("flash-overflow", "tflint.toml")]


def test_the_manifest_excludes_what_is_named_only_where_it_is_asked_to(project: Path) -> None:
    write(project, {"vendor/new.tflite": b"<html>"})
    write(project, {"tflint.toml": manifest("models/kws.tflite", more='exclude = ["vendor/**"]\n')})
    assert models(report(project, "vendor/new.tflite", code=1)) == ["vendor/new.tflite"]
    found = report(project, "vendor/new.tflite", "models/kws.tflite", "--force-exclude", code=0)
    assert models(found) == ["models/kws.tflite"]
    assert {"what": "vendor/new.tflite", "why": "excluded by its manifest (--force-exclude)"} in found["skipped"]


def test_a_model_in_a_c_array_is_a_model(tmp_path: Path) -> None:
    folder = write(tmp_path / "r", {"main/model.cc": c_array(MODEL).encode(), "main/main.cc": main_cc().encode()})
    assert models(report(folder, code=0)) == ["main/model.cc"]
    write(folder, {"tflint.toml": manifest("main/model.cc", board="arena = 16")})
    assert findings(report(folder, code=1)) == [("arena-overflow", "main/model.cc")]


def test_an_entry_may_name_one_array_of_a_source(tmp_path: Path) -> None:
    both = c_array(MODEL, "const unsigned char g_one[]") + c_array(LARGER, "const unsigned char g_two[]")
    folder = write(tmp_path / "r", {"m.cc": both.encode(), "tflint.toml": manifest("m.cc#g_two", board="arena = 16")})
    found = report(folder, code=1)
    assert models(found) == ["m.cc#g_one", "m.cc#g_two"]
    assert ("arena-overflow", "m.cc#g_two") in findings(found)
    assert ("unmatched-model", "tflint.toml") in findings(found)
    assert "m.cc#g_one" not in {path for _, path in findings(found)}


def test_the_array_of_a_model_is_no_second_model(tmp_path: Path) -> None:
    folder = write(tmp_path / "r", {"m.tflite": MODEL, "m.cc": c_array(MODEL).encode()})
    found = report(folder, code=0)
    assert models(found) == ["m.tflite"]
    assert {"what": "m.cc", "why": "the C array of m.tflite, checked as that file"} in found["skipped"]
    assert models(report(folder, "m.cc", code=0)) == ["m.cc"]


@needs_git
@pytest.mark.parametrize(
    ("files", "seen"),
    [
        ({".gitignore": b"*.tflite\n", "a.tflite": MODEL}, "a.tflite: not checked: a .tflite file, ignored by git"),
        (
            {"third_party/m.cc": c_array(MODEL).encode()},
            "third_party/m.cc: not checked: a model as numbers in a C source, in a folder of other people's sources (third_party)",
        ),
        ({"model.bin": MODEL}, "model.bin: not checked: a .tflite model under another name"),
    ],
)
def test_a_run_that_checks_none_of_the_models_it_sees_is_not_green(tmp_path: Path, files: dict[str, bytes], seen: str) -> None:
    folder = repository(tmp_path / "r", files)
    assert seen in report(folder, code=1)["notices"]
    report(folder, "--allow-empty", code=0)


def test_a_folder_without_any_model_is_green(tmp_path: Path) -> None:
    folder = write(tmp_path / "r", {"main.cc": main_cc().encode(), "README.md": b"TFL3"})
    report(folder, code=0)


@needs_git
def test_an_added_and_a_deleted_model_are_reported_under_diff(project: Path) -> None:
    repository(project, {"models/old.tflite": LARGER})
    (project / "models/old.tflite").unlink()
    commit(project, {"models/new.tflite": float_dense(inputs=64)})
    out = tflint(project, "--diff", "HEAD~1").out
    assert "models/new.tflite: new model" in out
    assert "models/old.tflite: gone" in out


def test_the_settings_of_a_file_have_their_evidence(project: Path) -> None:
    done = tflint(project, "--show-settings", "models/kws.tflite")
    assert done.code == 0
    assert done.out.splitlines()[:4] == [
        "models/kws.tflite",
        "  manifest: tflint.toml (the nearest upwards)",
        "  entry: models/kws.tflite  # tflint.toml:7:8",
        "  board: x  # tflint.toml",
    ]
    assert "    target: cortex-m4/cmsis-nn  # arduino-nano-33-ble-sense in the catalogue" in done.out
    assert "    arena: 65,536 B  # tflint.toml:4:9" in done.out


def test_the_files_of_a_run_are_listed_with_what_they_are_held_against(monorepo: Path) -> None:
    assert tflint(monorepo, "--show-files").out.splitlines() == [
        "loose.tflite  no manifest  cortex-m4/cmsis-nn",
        "a/m/k.tflite  a/tflint.toml  x (cortex-m4/cmsis-nn)",
        "b/m/k.tflite  b/tflint.toml  x (cortex-m4/cmsis-nn)",
    ]


def test_a_manifest_without_boards_leaves_the_notice(tmp_path: Path) -> None:
    folder = write(tmp_path / "r", {"a.tflite": MODEL, "tflint.toml": b"version = 1\n"})
    assert report(folder, code=0)["notices"] == [
        "tflint.toml declares no board: using TFLM (cortex-m4/cmsis-nn) and no memory limits"
    ]


def test_a_board_called_like_its_target_is_declared(tmp_path: Path) -> None:
    text = b'version = 1\n[boards."cortex-m4/cmsis-nn"]\ncpu = "cortex-m4"\nkernels = "cmsis-nn"\narena = 65536\n'
    folder = write(tmp_path / "r", {"a.tflite": MODEL, "tflint.toml": text})
    assert report(folder, code=0)["notices"] == []


def test_a_wake_word_and_its_model_are_one(tmp_path: Path) -> None:
    folder = write(tmp_path / "r", {"a.tflite": MODEL, "my.json": WAKE_WORD})
    found = report(folder, "a.tflite", "my.json", "--fail-on", "never", code=0)
    assert models(found) == ["a.tflite"]
    assert found["models"][0]["boards"][0]["board"] == "my"


# ------------------------------------------------------------------ a TFLM that the tree shows

COPY = "lib/tensorflow/lite/micro/micro_interpreter.h"


def legacy() -> bytes:
    """Return a model that TFLM's main refuses and the TFLM of 2019 ran."""
    b = ModelBuilder()
    x = b.input("samples", (1, 8), "uint8", scale=0.5, zero_point=128)
    w = b.constant("weights", range(64), (8, 8), "uint8", scale=0.01, zero_point=128)
    y = b.tensor("scores", (1, 8), "uint8", scale=0.5, zero_point=128)
    b.operator("FULLY_CONNECTED", [x, w], [y])
    b.output(y)
    return b.build()


def test_a_tflm_older_than_any_snapshot_is_reported_and_nothing_is_refused_in_its_name(tmp_path: Path) -> None:
    write(tmp_path, {COPY: b"", "a.tflite": legacy()})
    found = report(tmp_path, code=0)
    assert {it["severity"] for it in found["findings"]} == {"note"}
    assert [it for it in found["notices"] if it.startswith(f"{COPY}:1 is of a TFLM from before 2021-04")]
    assert report(tmp_path / "lib", "../a.tflite", code=1)["findings"]


def test_includes_of_2019_are_reported_alike(tmp_path: Path) -> None:
    old = b'#include "tensorflow/lite/experimental/micro/micro_interpreter.h"\n'
    write(tmp_path, {"sketch/sketch.ino": old, "sketch/a.tflite": legacy()})
    assert any("sketch/sketch.ino:1 includes" in it for it in report(tmp_path, code=0)["notices"])


def test_a_board_that_names_its_runtime_is_judged_by_it(tmp_path: Path) -> None:
    board = 'runtime = "tflm@2023-06"'
    write(tmp_path, {COPY: b"", "a.tflite": legacy(), "tflint.toml": manifest("a.tflite", board=board)})
    assert [it["severity"] for it in report(tmp_path, code=1)["findings"] if it["rule"] == "legacy-uint8"] == ["error"]


def test_a_figure_of_a_tflm_older_than_any_snapshot_is_never_exact(tmp_path: Path) -> None:
    write(tmp_path, {COPY: b"", "a.tflite": MODEL})
    (board,) = report(tmp_path, code=0)["models"][0]["boards"]
    assert board["arena"]["exact"] is False
    assert any("before 2021-04" in it for it in board["arena"]["unknown"])


def test_a_copy_that_no_build_file_gives_static_memory_needs_a_larger_arena(tmp_path: Path) -> None:
    setup, common = COPY.replace("micro_interpreter", "system_setup"), "lib/tensorflow/lite/c/common.h"
    guard = b"#ifndef TF_LITE_STATIC_MEMORY\ntypedef struct TfLiteTensor {\n} TfLiteTensor;\n#endif\n"
    write(tmp_path, {COPY: b"", setup: b"", common: guard, "a.tflite": MODEL, "platformio.ini": b"[env:a]\nboard = nano33ble\n"})
    without = report(tmp_path, code=0)
    assert [it for it in without["notices"] if it.endswith("; no build file defines TF_LITE_STATIC_MEMORY")]
    write(tmp_path, {"platformio.ini": b"[env:a]\nbuild_flags = -DTF_LITE_STATIC_MEMORY\n"})
    static = report(tmp_path, code=0)
    assert not [it for it in static["notices"] if "STATIC" in it]
    smaller, larger = (it["models"][0]["boards"][0]["arena"]["minimum"] for it in (static, without))
    assert smaller < larger


def test_a_board_that_says_neither_core_nor_kernels_is_reported_once(tmp_path: Path) -> None:
    text = b'version = 1\n[boards.door]\narena = 65536\n[boards.bell]\narena = 65536\n[[models]]\npath = "a.tflite"\n'
    write(tmp_path, {"a.tflite": MODEL, "tflint.toml": text})
    expected = "tflint.toml: door, bell declare no cpu: figures are those of cortex-m4/cmsis-nn, which is assumed"
    assert [it for it in report(tmp_path, code=0)["notices"] if "declare" in it] == [expected]
    whole = text.replace(b"arena", b'cpu = "cortex-m4"\nkernels = "reference"\narena')
    write(tmp_path, {"tflint.toml": whole})
    assert report(tmp_path, code=0)["notices"] == []


def test_an_entry_whose_model_an_inner_manifest_owns_is_reported(tmp_path: Path) -> None:
    outer, inner = manifest("**/*.tflite"), manifest("kws.tflite")
    write(tmp_path, {"tflint.toml": outer, "apps/a/tflint.toml": inner, "apps/a/kws.tflite": MODEL, "b.tflite": LARGER})
    (told,) = report(tmp_path, code=0)["notices"]
    expected = "apps/a/kws.tflite is held against apps/a/tflint.toml, the nearest manifest: this entry does not count there"
    assert told == f"tflint.toml:6:8: {expected}"


def test_the_settings_say_which_runtime_the_project_states_and_where(tmp_path: Path) -> None:
    lock = b"dependencies:\n  espressif/esp-tflite-micro:\n    version: 1.3.3\n"
    write(tmp_path, {"a.tflite": MODEL, "dependencies.lock": lock})
    assert (
        "runtime of the project: esp-tflite-micro@1.3.3  # dependencies.lock:3"
        in tflint(tmp_path, "--show-settings", "a.tflite").out
    )
    write(tmp_path, {"dependencies.lock": b"dependencies:\n", "platformio.ini": b"[env:x]\nlib_deps = EloquentTinyML\n"})
    told = tflint(tmp_path, "--show-settings", "a.tflite").out
    assert "runtime of the project: not found  # platformio.ini:2 names EloquentTinyML, not which release" in told
