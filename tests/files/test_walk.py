"""A sorted, streaming walk for models."""

import os
import sys
from pathlib import Path

import pytest

from tflint.files.found import LeftOut
from tflint.files.walk import walk

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs links, pipes and permissions as POSIX has them")


def nothing(path: str, *, folder: bool) -> bool:  # noqa: ARG001  as `walk` calls it
    return folder and False


def grow(top: Path, *names: str) -> Path:
    for name in names:
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_bytes(b"x")
    return top


def found(top: Path) -> list[str]:
    return [os.path.relpath(it, top).replace(os.sep, "/") for it in walk(str(top), nothing) if isinstance(it, str)]


def left_out(top: Path) -> dict[str, str]:
    return {os.path.relpath(it.name, top): it.why for it in walk(str(top), nothing) if isinstance(it, LeftOut)}


def test_other_files_and_folders_that_hold_no_models_of_the_project_are_passed_by(tmp_path: Path) -> None:
    grow(tmp_path, "a.txt", "a.tflite.bak", ".git/x.tflite", "node_modules/x.tflite", ".venv/lib/x.tflite")
    assert found(tmp_path) == []
    assert left_out(tmp_path) == {}


def test_models_come_sorted_by_name_within_each_folder(tmp_path: Path) -> None:
    grow(tmp_path, "b.tflite", "a.TFLITE", "z/c.tflite", "m/d.tflite", "m/n/e.tflite")
    assert found(tmp_path) == ["a.TFLITE", "b.tflite", "m/d.tflite", "m/n/e.tflite", "z/c.tflite"]


def test_the_walk_streams(tmp_path: Path) -> None:
    grow(tmp_path, "a.tflite", "sub/b.tflite")
    steps = walk(str(tmp_path), nothing)
    assert next(steps) == str(tmp_path / "a.tflite")
    (tmp_path / "sub" / "late.tflite").write_bytes(b"x")
    assert len(list(steps)) == 2


def test_a_folder_called_like_a_model_is_said_and_walked(tmp_path: Path) -> None:
    grow(tmp_path, "x.tflite/inner.tflite")
    assert found(tmp_path) == ["x.tflite/inner.tflite"]
    assert list(left_out(tmp_path)) == ["x.tflite"]


@posix
def test_pipes_devices_dangling_links_and_links_out_of_the_folder_are_left_out_and_said(tmp_path: Path) -> None:
    top = grow(tmp_path / "top", "real.tflite")
    outside = grow(tmp_path, "outside.tflite") / "outside.tflite"
    os.mkfifo(top / "pipe.tflite")
    (top / "dangling.tflite").symlink_to("nowhere")
    (top / "loop.tflite").symlink_to("loop.tflite")
    (top / "out.tflite").symlink_to(outside)
    (top / "zero.tflite").symlink_to("/dev/zero")
    (top / "inside.tflite").symlink_to("real.tflite")
    assert found(top) == ["inside.tflite", "real.tflite"]
    assert sorted(left_out(top)) == ["dangling.tflite", "loop.tflite", "out.tflite", "pipe.tflite", "zero.tflite"]


@posix
def test_a_link_to_a_folder_is_said_and_not_followed_so_that_no_loop_is_entered(tmp_path: Path) -> None:
    grow(tmp_path, "m/a.tflite")
    (tmp_path / "m" / "up").symlink_to("..")
    assert found(tmp_path) == ["m/a.tflite"]
    assert left_out(tmp_path) == {"m/up": "a link to a folder, not followed"}


@posix
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root reads everything")
def test_a_folder_without_permission_is_said(tmp_path: Path) -> None:
    grow(tmp_path, "shut/a.tflite", "b.tflite")
    (tmp_path / "shut").chmod(0)
    try:
        assert found(tmp_path) == ["b.tflite"]
        assert left_out(tmp_path) == {"shut": "folder cannot be read: permission denied"}
    finally:
        (tmp_path / "shut").chmod(0o700)


def test_a_model_without_permission_is_left_out_and_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    grow(tmp_path, "shut.tflite", "b.tflite")
    monkeypatch.setattr(os, "access", lambda path, _mode: not str(path).endswith("shut.tflite"))
    assert found(tmp_path) == ["b.tflite"]
    assert left_out(tmp_path) == {"shut.tflite": "cannot be read: permission denied"}


@posix
def test_a_folder_that_vanished_is_said(tmp_path: Path) -> None:
    (it,) = walk(str(tmp_path / "gone"), nothing)
    assert isinstance(it, LeftOut)
    assert "no such file" in it.why


@posix
def test_ten_thousand_folders_deep_ends_where_the_system_does(tmp_path: Path) -> None:
    here = Path.cwd()
    os.chdir(tmp_path)
    try:
        for _ in range(3000):
            Path("d").mkdir()
            os.chdir("d")
        os.chdir(tmp_path)
        reasons = list(left_out(tmp_path).values())
    finally:
        os.chdir(here)
        os.system(f"rm -rf {tmp_path}/d")  # noqa: S605  deeper than Python's own removal goes
    assert len(reasons) == 1
    assert "name too long" in reasons[0]


@posix
def test_a_working_folder_that_was_deleted_is_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert [it for it in walk(".", nothing) if isinstance(it, str)] == []
