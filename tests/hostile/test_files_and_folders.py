"""Paths that nobody meant well: missing, special, linked, unreadable, vanishing, many."""

import json
import os
import sys
import threading
import time
from pathlib import Path

import pytest
from networks import dense
from program import tflint
from repository import write

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs links, pipes and names as POSIX has them")
GOOD = dense()


def paths(out: str) -> list[str]:
    return [it["path"] for it in json.loads(out)["models"]]


@posix
def test_special_files_named_themselves_are_errors_and_the_rest_is_linted(tmp_path: Path) -> None:
    folder = write(tmp_path / "t", {"good.tflite": GOOD})
    os.mkfifo(folder / "pipe.tflite")
    (folder / "dir.tflite").mkdir()
    (folder / "dangling.tflite").symlink_to("nowhere")
    (folder / "loop.tflite").symlink_to("loop.tflite")
    done = tflint(
        folder,
        "good.tflite",
        "pipe.tflite",
        "dir.tflite",
        "dangling.tflite",
        "loop.tflite",
        "/dev/zero",
        "gone",
        "--format",
        "json",
    )
    assert done.code == 2
    assert paths(done.out) == ["good.tflite"]
    assert len(done.err.splitlines()) == 6


@posix
def test_special_files_met_on_a_walk_are_left_out_and_said_once(tmp_path: Path) -> None:
    folder = write(tmp_path / "t", {"good.tflite": GOOD})
    os.mkfifo(folder / "pipe.tflite")
    (folder / "dangling.tflite").symlink_to("nowhere")
    done = tflint(folder, ".", "./", "--format", "json")
    assert done.code == 0
    assert paths(done.out) == ["good.tflite"]
    left_out = [it for it in json.loads(done.out)["skipped"] if str(it).count(".tflite")]
    assert len(left_out) == 2


@posix
@pytest.mark.skipif(sys.platform == "darwin", reason="the file system refuses such names")
def test_a_name_that_is_no_utf_8_is_linted_and_printed_losslessly(tmp_path: Path) -> None:
    folder = tmp_path / "t"
    folder.mkdir()
    (folder / os.fsdecode(b"\xff.tflite")).write_bytes(GOOD)
    (folder / "new\nline.tflite").write_bytes(b"no model")
    assert paths(tflint(folder, "--format", "json").out) == ["new\nline.tflite", "\udcff.tflite"]
    assert "new\nline" not in tflint(folder).out


@posix
@pytest.mark.parametrize("locale", ["C", "POSIX", "en_US.ISO-8859-1", "C.UTF-8"])
def test_the_locale_changes_no_byte(tmp_path: Path, locale: str) -> None:
    folder = write(tmp_path / "t", {"ünïcode.tflite": b"<html>"})
    (folder / os.fsdecode(b"\xff.tflite")).write_bytes(b"<html>")
    plain = tflint(folder, LC_ALL="C.UTF-8")
    done = tflint(folder, LC_ALL=locale, PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
    assert done.out == plain.out
    assert done.code == 1


@posix
def test_a_read_only_tree_without_a_home_works(tmp_path: Path) -> None:
    folder = write(tmp_path / "t", {f"{n}.tflite": GOOD for n in range(20)})
    folder.chmod(0o555)
    try:
        done = tflint(folder, HOME="", XDG_CACHE_HOME="")
        assert done.code == 0
        assert len(list(folder.iterdir())) == 20
    finally:
        folder.chmod(0o755)


@posix
def test_a_deleted_working_folder_works_for_absolute_paths(tmp_path: Path) -> None:
    write(tmp_path, {"good.tflite": GOOD})
    script = f"mkdir {tmp_path}/gone && cd {tmp_path}/gone && rmdir {tmp_path}/gone && exec {sys.executable} -P -m tflint {tmp_path}/good.tflite"
    import subprocess

    done = subprocess.run(["/bin/sh", "-c", script], capture_output=True, encoding="utf-8", check=False, timeout=300)
    assert "Traceback" not in done.stderr
    assert done.returncode == 0


@posix
def test_a_file_that_changes_while_it_is_read_is_a_finding_or_an_error(tmp_path: Path) -> None:
    folder = write(tmp_path / "t", {"moving.tflite": GOOD})
    stop = threading.Event()

    def disturb() -> None:
        while not stop.is_set():
            (folder / "moving.tflite").write_bytes(GOOD[: len(GOOD) // 2])
            (folder / "moving.tflite").write_bytes(GOOD * 2)

    thread = threading.Thread(target=disturb)
    thread.start()
    try:
        codes = {tflint(folder, "moving.tflite").code for _ in range(5)}
    finally:
        stop.set()
        thread.join()
    assert codes <= {0, 1, 2}


def test_many_files_in_one_folder_come_sorted(tmp_path: Path) -> None:
    folder = tmp_path / "t"
    folder.mkdir()
    for number in range(3000):
        (folder / f"{number:05}.tflite").touch()
    done = tflint(folder, "--format", "json", "--select", "not-a-model")
    assert done.code == 1
    assert paths(done.out) == [f"{number:05}.tflite" for number in range(3000)]


@posix
def test_two_runs_at_once_share_a_cache_without_harm(tmp_path: Path) -> None:
    folder = write(tmp_path / "t", {f"{n}.tflite": GOOD if n % 2 else b"<html>" for n in range(40)})
    outs: list[str] = []
    threads = [threading.Thread(target=lambda: outs.append(tflint(folder).out)) for _ in range(4)]
    for thread in threads:
        thread.start()
        time.sleep(0.05)
    for thread in threads:
        thread.join()
    assert len(set(outs)) == 1
    assert tflint(folder).out == outs[0]
