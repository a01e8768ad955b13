"""Edits of firmware sources, by what the manifest says of the model."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from firmware_project import c_array, firmware, main_cc
from networks import dense

from tflint.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    from networks import Tree

ADDED = ("AddFullyConnected()",)


def fix(folder: Path, monkeypatch: pytest.MonkeyPatch, files: Tree, *words: str) -> int:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    monkeypatch.chdir(folder)
    return main(["fix", *words])


def with_array(source: str) -> Tree:
    return firmware(main_cc(*ADDED), array='"firmware/model.cc"') | {"firmware/model.cc": source}


@pytest.fixture
def select() -> str:
    """Return the rules that change sources, so that the model itself stays."""
    return "--select=misaligned-model-array,unregistered-operator,resolver-too-small,stale-model-array,arena-constant-mismatch"


def test_sources_that_fit_the_model_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, select: str) -> None:
    files = with_array(c_array(dense()))
    assert fix(tmp_path, monkeypatch, files, select, "--in-place") == 0
    assert (tmp_path / "firmware/main.cc").read_text("utf-8") == files["firmware/main.cc"]
    assert (tmp_path / "firmware/model.cc").read_text("utf-8") == files["firmware/model.cc"]


def test_without_a_place_nothing_is_written_and_the_line_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], select: str
) -> None:
    files = firmware(main_cc("AddSoftmax()"))
    assert fix(tmp_path, monkeypatch, files, select) == 1
    assert (tmp_path / "firmware/main.cc").read_text("utf-8") == files["firmware/main.cc"]
    out = capsys.readouterr().out
    assert "firmware/main.cc\n  unregistered-operator: line 8: FULLY_CONNECTED added to the resolver" in out


def test_missing_operators_are_added_and_get_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, select: str) -> None:
    assert fix(tmp_path, monkeypatch, firmware(main_cc("AddSoftmax()", room=1)), select, "--in-place") == 0
    text = (tmp_path / "firmware/main.cc").read_text("utf-8")
    assert "MicroMutableOpResolver<2> resolver;\n  resolver.AddFullyConnected();\n  resolver.AddSoftmax();\n" in text
    assert main(["check", "--select", "unregistered-operator,resolver-too-small"]) == 0


def test_a_resolver_without_room_gets_it_where_no_operator_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, select: str
) -> None:
    files = firmware(main_cc("AddFullyConnected()", "AddSoftmax()", room=1))
    assert fix(tmp_path, monkeypatch, files, select, "--in-place") == 0
    assert "MicroMutableOpResolver<2> resolver;\n  resolver.AddFullyConnected();" in (tmp_path / "firmware/main.cc").read_text(
        "utf-8"
    )
    assert main(["check", "--select", "resolver-too-small"]) == 0


def test_a_registration_inside_an_if_without_braces_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, select: str
) -> None:
    source = main_cc("AddSoftmax()").replace("  resolver.AddSoftmax();", "  if (loud)\n    resolver.AddSoftmax();")
    assert fix(tmp_path, monkeypatch, firmware(source), select, "--in-place") == 0
    assert (tmp_path / "firmware/main.cc").read_text("utf-8") == source


@pytest.mark.parametrize(
    ("head", "becomes"),
    [
        ("const unsigned char g_model[]", "alignas(16) const unsigned char g_model[]"),
        ("alignas(8) const unsigned char g_model[]", "alignas(16) const unsigned char g_model[]"),
        ("static const unsigned char g_model[]", "alignas(16) static const unsigned char g_model[]"),
    ],
)
def test_an_array_is_aligned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, select: str, head: str, becomes: str) -> None:
    files = with_array('#include "model.h"\n' + c_array(dense(), head))
    assert fix(tmp_path, monkeypatch, files, select, "--in-place") == 0
    assert (tmp_path / "firmware/model.cc").read_text("utf-8") == '#include "model.h"\n' + c_array(dense(), becomes)


def test_a_stale_array_and_its_length_are_written_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, select: str) -> None:
    old = dense(classes=5)
    length = f"const int g_model_len = {len(old)};\n"
    assert fix(tmp_path, monkeypatch, with_array(c_array(old) + length), select, "--in-place") == 0
    text = (tmp_path / "firmware/model.cc").read_text("utf-8")
    assert f"g_model_len = {len(dense())};" in text
    values = re.search(r"\{(.*)\}", text, re.DOTALL)
    assert values is not None
    assert bytes(int(it, 16) for it in values[1].split(",")) == dense()
    assert main(["check", "--select", "stale-model-array"]) == 0


def test_the_array_follows_a_model_that_is_rewritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert fix(tmp_path, monkeypatch, with_array(c_array(dense())), "--in-place") == 0
    assert (tmp_path / "models/gesture.tflite").stat().st_size < len(dense())
    assert main(["check", "--select", "stale-model-array"]) == 0


def test_the_arena_follows_the_manifest_only_where_unsafe_fixes_are_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, select: str
) -> None:
    files = firmware(main_cc(*ADDED, arena="32 * 1024"))
    assert fix(tmp_path, monkeypatch, files, select, "--in-place") == 0
    assert "kTensorArenaSize = 32 * 1024;" in (tmp_path / "firmware/main.cc").read_text("utf-8")
    assert fix(tmp_path, monkeypatch, files, select, "--in-place", "--unsafe") == 0
    assert "kTensorArenaSize = 64 * 1024;" in (tmp_path / "firmware/main.cc").read_text("utf-8")


def test_below_an_output_folder_sources_keep_their_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, select: str) -> None:
    files = firmware(main_cc("AddSoftmax()"))
    assert fix(tmp_path, monkeypatch, files, select, "--output", "out") == 0
    assert "AddFullyConnected" in (tmp_path / "out/firmware/main.cc").read_text("utf-8")
    assert (tmp_path / "firmware/main.cc").read_text("utf-8") == files["firmware/main.cc"]
