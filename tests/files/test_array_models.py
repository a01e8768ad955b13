"""Models inside of C sources, linted as if they were files."""

import os
from pathlib import Path
from time import process_time

import pytest
from firmware_project import c_array, main_cc
from networks import board_toml, dense, float_dense

from tflint.cli import main
from tflint.files import array_models, opening
from tflint.files.found import Source, Unreadable
from tflint.files.owners import Owners
from tflint.files.search import Search
from tflint.manifest.board import Manifest


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def found(*paths: str) -> list[Source]:
    return [it for it in Search(Owners(lambda _: Manifest())).paths(paths) if isinstance(it, Source)]


def test_a_source_with_a_model_stands_for_the_model() -> None:
    Path("kws.cc").write_text("int x;\n" + c_array(dense()), "utf-8")
    (it,) = found("kws.cc")
    assert (it.name, it.relative) == ("kws.cc", "kws.cc#g_model")
    assert bytes(opening.model(it)[0:]) == dense()


def test_several_models_have_names_of_their_own() -> None:
    Path("models.h").write_text(c_array(dense(), "const char g_one[]") + c_array(float_dense(), "const char g_two[]"), "utf-8")
    one, two = found("models.h")
    assert (one.name, two.name) == ("models.h#g_one", "models.h#g_two")
    assert bytes(opening.model(two)[0:]) == float_dense()


def test_other_arrays_are_no_models() -> None:
    Path("kws.cc").write_text(c_array(b"some bytes, no model", "const char g_text[]") + c_array(dense()), "utf-8")
    (it,) = found("kws.cc")
    assert bytes(opening.model(it)[0:]) == dense()


def test_a_source_without_a_model_stands_for_itself() -> None:
    Path("main.cc").write_text(main_cc(), "utf-8")
    assert [it.path for it in found("main.cc")] == ["main.cc"]


def test_a_walk_takes_the_project_s_own_sources_with_a_model() -> None:
    for folder in ("src", "third_party/tflm", "build"):
        Path(folder).mkdir(parents=True)
        Path(folder, "kws.cc").write_text(c_array(dense()), "utf-8")
    Path("src/main.cc").write_text(main_cc(), "utf-8")
    assert [it.name for it in found(".")] == ["src/kws.cc"]


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("int main() { return 0; }", False),
        ("char s[] = {'T', 'F', 'L', '3'};", False),
        ("char c[] = {0x54, 0x46, 0x4d, 0x33};", False),
        ("char c[] = {0x1c, 0, 0, 0, 0x54, 0x46, 0x4c, 0x33};", True),
        ("char c[] = {0X1C,0X00,0X00,0X00,0X54,0X46,0X4C,0X33};", True),
        ("char c[] = {28, 0, 0, 0, 84, 70, 76, 51};", True),
        ("uint32_t c[] = {0x0000001c, 0x334c4654};", True),
    ],
)
def test_the_search_knows_the_identifier_in_every_spelling(text: str, holds: bool) -> None:
    Path("x.c").write_text(text, "utf-8")
    assert array_models.may_hold_model("x.c") is holds


def test_ten_thousand_sources_without_a_model_add_less_than_a_second() -> None:
    text = b"/* a driver */\n" + b"static int f(int x) { return x * 0x54 + 84; }\n" * 200
    for number in range(10_000):
        folder = Path(f"d{number % 100}")
        folder.mkdir(exist_ok=True)
        (folder / f"{number}.c").write_bytes(text)
    start = process_time()
    assert found(".") == []
    assert process_time() - start < 1


def test_a_source_that_changed_meanwhile_is_reported() -> None:
    Path("kws.cc").write_text(c_array(dense()), "utf-8")
    (it,) = found("kws.cc")
    Path("kws.cc").write_text("", "utf-8")
    with pytest.raises(OSError, match="changed while it was linted"):
        opening.model(it)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read anything")
def test_a_source_that_may_not_be_read_is_reported() -> None:
    Path("kws.cc").write_text(c_array(dense()), "utf-8")
    Path("kws.cc").chmod(0)
    assert any(isinstance(it, Unreadable) for it in Search(Owners(lambda _: Manifest())).paths(["kws.cc"]))


def test_the_array_is_held_against_its_model_s_board(capsys: pytest.CaptureFixture[str]) -> None:
    Path("firmware").mkdir()
    Path("firmware/kws.cc").write_text(c_array(dense()), "utf-8")
    Path("tflint.toml").write_text(board_toml("arena = 16", array='"firmware/kws.cc"'), "utf-8")
    assert main(["--no-cache", "firmware/kws.cc"]) == 1
    assert "firmware/kws.cc: error: arena-overflow" in capsys.readouterr().out


@pytest.mark.parametrize("command", [["plan", "kws.cc"], ["resolver", "kws.cc"], ["check", "kws.cc", "--jobs", "2"]])
def test_every_command_takes_it(command: list[str]) -> None:
    Path("kws.cc").write_text(c_array(dense()), "utf-8")
    assert main(command) == 0
