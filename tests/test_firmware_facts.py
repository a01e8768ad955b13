"""Which sources count, and what is known of them."""

import os
import sys
from pathlib import Path

import pytest
from firmware_project import main_cc

from tflint.facts import UnreadableSource, firmware_of
from tflint.firmware.source import Firmware
from tflint.manifest.board import Board, ResolverSpec


def read(root: Path, source: str) -> Firmware:
    found = firmware_of(Board("b", resolver=ResolverSpec(source=(source,))), str(root))
    assert found is not None
    return found


def test_without_a_source_nothing_is_known(tmp_path: Path) -> None:
    assert firmware_of(Board("b"), str(tmp_path)) is None
    assert firmware_of(Board("b", resolver=ResolverSpec(everything=True)), str(tmp_path)) is None


def test_headers_that_it_includes_by_name_are_read_with_it(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "include").mkdir()
    (tmp_path / "src" / "main.cc").write_text(
        '#include "../include/ops.h"\n#include <vector>\n#include "missing.h"\n' + main_cc(room="kOps"), "utf-8"
    )
    (tmp_path / "include" / "ops.h").write_text('#include "more.h"\n', "utf-8")
    (tmp_path / "include" / "more.h").write_text('#include "ops.h"\nconstexpr int kOps = 7;\n', "utf-8")
    assert read(tmp_path, "src/main.cc").resolvers[0].capacity == 7


def test_headers_outside_of_the_folder_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "ops.h").write_text("constexpr int kOps = 7;\n", "utf-8")
    (tmp_path / "in" / "main.cc").write_text('#include "../ops.h"\n' + main_cc(room="kOps"), "utf-8")
    assert read(tmp_path / "in", "main.cc").resolvers[0].capacity is None


def test_a_glob_means_sources_only(tmp_path: Path) -> None:
    (tmp_path / "a.cc").write_text(main_cc("AddAdd()"), "utf-8")
    (tmp_path / "b.ino").write_text(main_cc("AddMul()"), "utf-8")
    (tmp_path / "c.txt").write_text(main_cc("AddSub()"), "utf-8")
    assert [it.registrations[0].method for it in read(tmp_path, "*").resolvers] == ["AddAdd", "AddMul"]


def test_a_place_is_named_from_the_working_folder(tmp_path: Path) -> None:
    (tmp_path / "main.cc").write_text(main_cc(), "utf-8")
    assert read(tmp_path, "main.cc").resolvers[0].place.path == f"{tmp_path.as_posix()}/main.cc"


def test_a_changed_source_is_read_again(tmp_path: Path) -> None:
    (tmp_path / "main.cc").write_text(main_cc(room=4), "utf-8")
    assert read(tmp_path, "main.cc").resolvers[0].capacity == 4
    (tmp_path / "main.cc").write_text(main_cc(room=12), "utf-8")
    assert read(tmp_path, "main.cc").resolvers[0].capacity == 12


def test_more_sources_than_are_read_is_said(tmp_path: Path) -> None:
    for number in range(250):
        (tmp_path / f"{number}.cc").write_text("", "utf-8")
    assert "matches many files, 200 are read" in read(tmp_path, "*.cc").unsure[0]


@pytest.mark.parametrize("name", ["missing.cc", "folder", "pipe", "loop", "no/*.cc"])
def test_what_cannot_be_read_is_said_and_never_waited_for(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    if sys.platform != "win32":  # where links need a privilege, and there are no pipes
        os.mkfifo(tmp_path / "pipe")
        (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(UnreadableSource, match=name.split("/", maxsplit=1)[0]):
        read(tmp_path, name)
