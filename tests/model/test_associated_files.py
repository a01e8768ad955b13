"""The ZIP that follows a flatbuffer, at another place."""

from __future__ import annotations

import io
import zipfile

from tflint.model import associated_files


def archive(prefix: bytes) -> bytes:
    held = io.BytesIO(prefix)
    with zipfile.ZipFile(held, "a") as files:
        files.writestr("a.txt", "a")
        files.writestr("b.txt", "b" * 50)
    return held.getvalue()


def test_what_is_no_zip_stays_as_it_is() -> None:
    assert associated_files.moved(memoryview(b"anything"), 10, 20) == b"anything"


def test_a_zip_that_counts_from_its_own_start_stays_as_it_is() -> None:
    own = archive(b"")
    assert associated_files.moved(memoryview(own), 100, 260) == own


def test_a_broken_directory_stays_as_it_is() -> None:
    raw = archive(bytes(100))[100:].replace(b"PK\1\2", b"PK\1\0")
    assert associated_files.moved(memoryview(raw), 100, 260) == raw


def test_offsets_from_the_start_of_the_file_move_along() -> None:
    raw = archive(bytes(100))[100:]
    moved = associated_files.moved(memoryview(raw), 100, 260)
    assert moved == archive(bytes(260))[260:]


def test_an_end_record_that_is_cut_off_stays_as_it_is() -> None:
    raw = archive(bytes(100))[100:-4]
    assert associated_files.moved(memoryview(raw), 100, 260) == raw
