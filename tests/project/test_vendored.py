"""Copies of TFLM."""

from pathlib import Path

import pytest

from tflint.project import commits, vendored
from tflint.project.fact import Kind
from tflint.project.tree import Tree
from tflint.project.vendored import State, fingerprint

MICRO = "lib/t/tensorflow/lite/micro"
OLD = "tensorflow/lite/experimental/micro"


def copy(folder: Path, files: dict[str, str]) -> vendored.Vendored:
    for name, text in ({f"{MICRO}/micro_interpreter.h": ""} | files).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    (found,) = vendored.copies(Tree(str(folder), names))
    return found


def test_a_project_without_one_has_none(tmp_path: Path) -> None:
    assert list(vendored.copies(Tree(str(tmp_path), ["src/main.cc", "tensorflow/tflm.cc"]))) == []


def test_its_files_are_its_own_and_those_beside_it_are_not(tmp_path: Path) -> None:
    it = copy(tmp_path, {})
    assert it.root == "lib/t"
    assert it.holds(f"{MICRO}/kernels/conv.cc")
    assert it.holds("lib/t/third_party/x.h")
    assert not it.holds("lib/net/net.cc")


@pytest.mark.parametrize(
    "changed",
    [
        "a  b\n",
        "// other\na b",
        '#include "x.h"\na b',
        "/* years\n */a b\n\n",
        "#if !defined(ESP32)\na b\n#endif // end of #if !defined(ESP32)\n",
        "#if defined(ESP32)\na b\n#endif",
    ],
)
def test_a_fingerprint_stays_when_includes_comments_and_space_change(changed: str) -> None:
    assert fingerprint(changed) == fingerprint("a b")


def test_a_fingerprint_changes_with_the_code() -> None:
    assert fingerprint("a c") != fingerprint("a b")
    assert fingerprint("#if defined(OTHER)\na b\n#endif") != fingerprint("a b")


@pytest.mark.parametrize(
    ("since", "until", "month"),
    [
        ("2022-03-07", "2022-03-08", "2022-02"),
        ("2022-05-17", "2022-05-25", "2022-05"),
        ("2023-02-27", "2023-03-01", "2023-02"),
        ("2026-08-20", "9999", "2026-08"),
        ("2023-01-02", "2023-01-03", "2022-12"),
    ],
)
def test_a_state_is_of_the_month_whose_end_is_nearest(since: str, until: str, month: str) -> None:
    assert State(since, until, 3).month == month


@pytest.mark.parametrize(
    ("files", "kernels"),
    [
        ({"kernels/conv.cc": ""}, "reference"),
        ({"kernels/cmsis_nn/conv.cpp": ""}, "cmsis-nn"),
        ({"kernels/cmsis-nn/conv.cc": ""}, "cmsis-nn"),
        ({"kernels/conv.cc": "", "kernels/cmsis_nn/conv.cc": ""}, None),
        ({}, None),
    ],
)
def test_its_kernels_are_those_that_it_alone_holds(tmp_path: Path, files: dict[str, str], kernels: str | None) -> None:
    found = copy(tmp_path, {f"{MICRO}/{name}": text for name, text in files.items()}).kernels()
    assert (found and found[0]) == kernels


@pytest.mark.parametrize(
    ("cmake", "kernels"),
    [
        ("add_library(tflm conv.cc)\n", None),
        ('idf_component_register(SRCS "${kernels}/*.cc") # without ESP_NN\n', "reference"),
        ('file(GLOB n "${kernels}/esp_nn/*.cc")\nidf_component_register(SRCS ${n})\n', "esp-nn"),
        ("idf_component_register(SRCS ${s})\ntarget_compile_options(${COMPONENT_LIB} PRIVATE -DESP_NN)\n", "esp-nn"),
    ],
)
def test_of_two_kernel_libraries_a_component_builds_what_its_cmake_says(tmp_path: Path, cmake: str, kernels: str | None) -> None:
    both = dict.fromkeys((f"{MICRO}/kernels/conv.cc", f"{MICRO}/kernels/esp_nn/conv.cc"), "")
    path = f"{MICRO.removesuffix('tensorflow/lite/micro')}CMakeLists.txt"
    found = copy(tmp_path, {**both, path: cmake}).kernels()
    assert found == (None if kernels is None else (kernels, path))


def test_a_copy_without_system_setup_is_older_than_main(tmp_path: Path) -> None:
    assert copy(tmp_path / "a", {}).is_older_than_main
    assert not copy(tmp_path / "b", {f"{MICRO}/system_setup.h": ""}).is_older_than_main


def test_a_copy_whose_files_are_nobody_s_has_no_state(tmp_path: Path) -> None:
    files = {f"{MICRO}/{name}": "int mine;" for name in ("micro_allocator.cc", "micro_interpreter.cc", "system_setup.h")}
    it = copy(tmp_path, files)
    assert (it.state, it.snapshot) == (None, "")


@pytest.mark.parametrize(("guard", "on_esp32"), [("", None), ("#if defined(ESP32)\n", True), ("#if !defined(ESP32)\n", False)])
def test_a_copy_may_be_compiled_for_some_chips_only(tmp_path: Path, guard: str, *, on_esp32: bool | None) -> None:
    assert copy(tmp_path, {f"{MICRO}/micro_interpreter.h": f"/* years */\n{guard}class X;"}).on_esp32 is on_esp32


def test_its_resolver_s_methods_are_read(tmp_path: Path) -> None:
    header = "class R {\n  TfLiteStatus AddConv2D(const TFLMRegistration& r) {}\n  TfLiteStatus AddBuiltin();\n};\n"
    assert copy(tmp_path, {f"{MICRO}/micro_mutable_op_resolver.h": header}).methods() == {"AddConv2D", "AddBuiltin"}


@pytest.mark.parametrize(
    ("commit", "snapshot"),
    [("d96bdbdc6", "tflm@2021-03"), ("d96bd", None), ("0123456789", None), ("main", None), ("", None)],
)
def test_a_commit_is_of_a_month(commit: str, snapshot: str | None) -> None:
    assert commits.snapshot(commit) == snapshot


def index(*entries: tuple[str, str, int]) -> bytes:
    """Return a git index with entries of a path, a commit and a mode."""
    made = b"DIRC" + (2).to_bytes(4, "big") + len(entries).to_bytes(4, "big")
    for path, commit, mode in entries:
        entry = b"\0" * 24 + mode.to_bytes(4, "big") + b"\0" * 12 + bytes.fromhex(commit) + len(path).to_bytes(2, "big")
        entry += path.encode()
        made += entry + b"\0" * (8 - len(entry) % 8)
    return made


def test_a_submodule_is_at_the_commit_of_git_s_index(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    first = "24c08505" + "0" * 32
    (tmp_path / ".git" / "index").write_bytes(index(("a.txt", "0" * 40, 0o100644), ("third_party/t", first, 0o160000)))
    (tmp_path / ".gitmodules").write_text(
        '[submodule "t"]\n\tpath = third_party/t\n\turl = https://github.com/tensorflow/tflite-micro.git\n'
        '[submodule "u"]\n\tpath = u\n\turl = https://github.com/espressif/esp-tflite-micro\n',
        "utf-8",
    )
    assert list(commits.gitlinks(str(tmp_path))) == [("third_party/t", first)]
    found = list(commits.facts(Tree(str(tmp_path))))
    assert [(it.kind, it.value, it.line) for it in found] == [
        (Kind.RUNTIME, "coralmicro@2022-07", 1),
        (Kind.LIBRARY, "https://github.com/espressif/esp-tflite-micro", 4),
    ]


@pytest.mark.parametrize("data", [b"", b"DIRC", b"DIRC\0\0\0\2\xff\xff\xff\xff", b"DIRC\0\0\0\4" + b"\0" * 80, b"\xff" * 200])
def test_any_index_is_read(tmp_path: Path, data: bytes) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "index").write_bytes(data)
    assert list(commits.gitlinks(str(tmp_path))) == []


def test_a_copy_of_before_tflm_had_a_repository_of_its_own_is_known_by_its_files(tmp_path: Path) -> None:
    known = vendored._older()  # noqa: SLF001  the table itself, for a file that is of one copy alone
    marks = {
        name: next(mark for mark, names in known[f"{OLD}/{name}"].items() if "tf@2.1" in names)
        for name in ("micro_interpreter.h", "micro_allocator.h")
    }
    folder = tmp_path / "lib" / "tensorflow" / "lite" / "experimental" / "micro"
    folder.mkdir(parents=True)
    for name in marks:
        (folder / name).write_text(name, "utf-8")
    names = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.h")]
    (found,) = vendored.copies(Tree(str(tmp_path), names))
    assert found.snapshot == ""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vendored, "fingerprint", lambda text: marks.get(text, ""))
        (found,) = vendored.copies(Tree(str(tmp_path), names))
        assert found.snapshot == "tf@2.1"
        (folder / "micro_allocator.h").write_text("changed", "utf-8")
        (found,) = vendored.copies(Tree(str(tmp_path), names))
        assert found.snapshot == ""


DAYS = {"a": "2023-01-10", "b": "2023-03-01"}
NAMES = (
    "micro/micro_allocator.cc",
    "micro/micro_context.cc",
    "micro/memory_helpers.cc",
    "micro/kernels/add.cc",
    "micro/micro_profiler.h",
)


@pytest.fixture
def two_days(monkeypatch: pytest.MonkeyPatch) -> None:
    spans = {fingerprint("a"): [[DAYS["a"], DAYS["b"]]], fingerprint("b"): [[DAYS["b"], "9999"]]}
    gone = {fingerprint("a"): [[DAYS["a"], DAYS["b"]]]}
    files = {f"tensorflow/lite/{name}": spans for name in NAMES} | {"tensorflow/lite/micro/micro_graph.cc": gone}
    monkeypatch.setattr(vendored, "_files", lambda: files)


def main_of_b(changed: dict[str, str]) -> dict[str, str]:
    return {f"lib/t/tensorflow/lite/{name}": text for name, text in (dict.fromkeys(NAMES, "b") | changed).items()}


@pytest.mark.usefixtures("two_days")
@pytest.mark.parametrize(
    "changed",
    [{}, {"micro/micro_profiler.h": "mine"}, {"micro/micro_graph.cc": "a"}, {"micro/micro_allocator.cc": "// mine\nb"}],
    ids=["nothing", "what decides no arena", "a file that main no longer had", "a comment"],
)
def test_a_copy_that_decides_as_main_did_is_not_patched(tmp_path: Path, changed: dict[str, str]) -> None:
    it = copy(tmp_path, main_of_b(changed))
    assert it.snapshot == "tflm@2023-03"
    assert it.patched == ()


@pytest.mark.usefixtures("two_days")
@pytest.mark.parametrize("text", ["mine", "a"], ids=["its own", "of another day"])
def test_a_file_that_decides_and_is_not_main_s_of_that_day_is_patched(tmp_path: Path, text: str) -> None:
    it = copy(tmp_path, main_of_b({"micro/micro_allocator.cc": text}))
    assert it.snapshot == "tflm@2023-03"
    assert it.patched == ("micro/micro_allocator.cc",)


@pytest.mark.usefixtures("two_days")
def test_headers_without_sources_are_of_a_library_built_elsewhere(tmp_path: Path) -> None:
    files = main_of_b({})
    assert not copy(tmp_path / "whole", files).is_built_elsewhere
    del files["lib/t/tensorflow/lite/micro/micro_allocator.cc"]
    assert copy(tmp_path / "headers", files).is_built_elsewhere
