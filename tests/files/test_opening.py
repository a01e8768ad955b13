from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from tflint.files import opening
from tflint.model.data import Windows, read_at
from tflint.model.reader import Malformed, read


def test_a_small_file_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.tflite"
    path.write_bytes(b"abc")
    assert bytes(opening.read(str(path))[:]) == b"abc"


def test_a_large_file_is_read_in_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "LARGE", 1000)
    path = tmp_path / "a.tflite"
    path.write_bytes(b"x" * 999)
    assert isinstance(opening.read(str(path)), memoryview)
    path.write_bytes(b"x" * 1000)
    assert isinstance(opening.read(str(path)), Windows)


def test_a_sparse_file_of_any_size_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.tflite"
    with path.open("wb") as file:
        try:
            file.truncate(opening.LARGEST + 1)
        except OSError:
            pytest.skip("this file system has no file so large")
    with pytest.raises(OSError, match="more than the 17,179,869,184 B that are read at most"):
        opening.read(str(path))


def test_a_folder_is_no_plain_file(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"not a plain file|[Ii]s a directory|denied"):
        opening.read(str(tmp_path))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_without_a_writer_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "pipe.tflite"
    os.mkfifo(path)
    with pytest.raises(OSError, match="not a plain file"):
        opening.read(str(path))


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no /dev/zero")
def test_an_endless_device_is_refused_at_once() -> None:
    with pytest.raises(OSError, match="not a plain file"):
        opening.read("/dev/zero")


def test_a_file_that_changed_between_two_looks_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.tflite"
    path.write_bytes(b"x" * 500)

    def cut_first(descriptor: int, at: int, size: int) -> bytes:
        os.truncate(path, 100)
        return read_at(descriptor, at, size)

    monkeypatch.setattr(opening, "read_at", cut_first)
    with pytest.raises(OSError, match="changed while it was read"):
        opening.read(str(path))


@pytest.mark.parametrize("large", [100, 1 << 30], ids=["in windows", "whole"])
def test_a_file_rewritten_all_the_time_never_kills_the_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: int
) -> None:
    from model.fixtures import classifier

    monkeypatch.setattr(opening, "LARGE", large)
    path, stop, data = tmp_path / "a.tflite", threading.Event(), classifier()
    path.write_bytes(data)

    def rewrite() -> None:
        while not stop.is_set():
            os.truncate(path, 64)
            path.write_bytes(data)

    writer = threading.Thread(target=rewrite)
    writer.start()
    outcomes = {outcome(path) for _ in range(300)}
    stop.set()
    writer.join()
    assert outcomes <= {"read", "refused", "changed"}


def outcome(path: Path) -> str:
    try:
        read(opening.read(str(path)))
    except Malformed:
        return "refused"
    except OSError:
        return "changed"
    return "read"
