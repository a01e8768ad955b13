"""Models inside of C sources, linted as if they were files."""

import os
from pathlib import Path

import pytest
from firmware_project import c_array, main_cc
from networks import board_toml, dense, float_dense

from tflint.cli import main
from tflint.files import opening
from tflint.files.found import Source, Unreadable
from tflint.files.search import search


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def found(*paths: str) -> list[Source]:
    return [it for it in search(paths, ".", lambda _: False) if isinstance(it, Source)]


def test_a_source_with_a_model_stands_for_the_model() -> None:
    Path("kws.cc").write_text("int x;\n" + c_array(dense()), "utf-8")
    (it,) = found("kws.cc")
    assert (it.name, it.relative) == ("kws.cc", "kws.cc")
    assert bytes(opening.read(it.path)[0:]) == dense()


def test_several_models_have_names_of_their_own() -> None:
    Path("models.h").write_text(c_array(dense(), "const char g_one[]") + c_array(float_dense(), "const char g_two[]"), "utf-8")
    one, two = found("models.h")
    assert (one.name, two.name) == ("models.h#g_one", "models.h#g_two")
    assert bytes(opening.read(two.path)[0:]) == float_dense()


def test_other_arrays_are_no_models() -> None:
    Path("kws.cc").write_text(c_array(b"some bytes, no model", "const char g_text[]") + c_array(dense()), "utf-8")
    (it,) = found("kws.cc")
    assert bytes(opening.read(it.path)[0:]) == dense()


def test_a_source_without_a_model_stands_for_itself() -> None:
    Path("main.cc").write_text(main_cc(), "utf-8")
    assert [it.path for it in found("main.cc")] == ["main.cc"]


def test_a_walk_takes_no_sources() -> None:
    Path("kws.cc").write_text(c_array(dense()), "utf-8")
    assert found(".") == []


def test_a_source_that_changed_meanwhile_is_told() -> None:
    Path("kws.cc").write_text(c_array(dense()), "utf-8")
    (it,) = found("kws.cc")
    Path("kws.cc").write_text("", "utf-8")
    with pytest.raises(OSError, match="changed while it was linted"):
        opening.read(it.path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read anything")
def test_a_source_that_may_not_be_read_is_told() -> None:
    Path("kws.cc").write_text(c_array(dense()), "utf-8")
    Path("kws.cc").chmod(0)
    assert any(isinstance(it, Unreadable) for it in search(["kws.cc"], ".", lambda _: False))


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
