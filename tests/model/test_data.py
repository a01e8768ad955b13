from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from model.fixtures import FIXTURES, classifier

from tflint.model import data as room
from tflint.model.data import PAGE, Windows, sha256
from tflint.model.reader import Malformed, read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tflint.model.view import Model

Open = "Callable[[bytes], Windows]"


@pytest.fixture
def windows(tmp_path: Path) -> Callable[[bytes], Windows]:
    def opened(data: bytes) -> Windows:
        path = tmp_path / "model.tflite"
        path.write_bytes(data)
        return Windows(os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0)), len(data))

    return opened


@pytest.mark.parametrize("name", FIXTURES)
def test_a_file_in_windows_reads_as_one_in_memory(name: str, windows: Callable[[bytes], Windows]) -> None:
    data = FIXTURES[name]()
    ours, whole = read(windows(data)), read(data)
    assert without_data(ours) == without_data(whole)
    assert [bytes(ours.bytes(it)) for it in ours.buffers] == [bytes(whole.bytes(it)) for it in whole.buffers]


def test_a_broken_file_in_windows_is_refused_as_one_in_memory(windows: Callable[[bytes], Windows]) -> None:
    data = classifier()
    for at in range(0, len(data) - 4, 12):
        broken = data[:at] + b"\xff\xff\xff\xff" + data[at + 4 :]
        assert said(broken) == said(windows(broken))


NOTHING = memoryview(b"")  # one object: its address is part of the text


def without_data(model: Model) -> str:
    return repr(model._replace(data=NOTHING))


def said(data: bytes | Windows) -> str:
    try:
        return without_data(read(data))
    except Malformed as malformed:
        return f"{malformed.kind} {malformed.at} {malformed.why} {malformed.location}"


def test_a_slice_is_what_the_file_holds(windows: Callable[[bytes], Windows]) -> None:
    data = bytes(range(256)) * 64
    held = windows(data)
    assert len(held) == len(data)
    assert bytes(held[5 : PAGE * 2 + 3]) == data[5 : PAGE * 2 + 3]
    assert bytes(held[-9:]) == data[-9:]
    assert bytes(held[100:50]) == b""


def test_the_digest_is_that_of_all_bytes(windows: Callable[[bytes], Windows]) -> None:
    data = os.urandom(3 << 20)
    assert sha256(windows(data)) == sha256(memoryview(data)) == hashlib.sha256(data).hexdigest()


def test_the_digest_is_the_same_whatever_hashes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [b"", b"abc", os.urandom(1000)]
    for first in (0, 1 << 30):
        monkeypatch.setattr(room, "FIRST", first)
        assert [sha256(memoryview(it)) for it in texts] == [hashlib.sha256(it).hexdigest() for it in texts]


def test_a_small_digest_leaves_openssl_alone() -> None:
    say = "import sys; from tflint.model.data import sha256; sha256(memoryview(bytes(1000))); print('_hashlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", say], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == "False\n"


def test_a_file_cut_short_meanwhile_is_refused_and_kills_nobody(tmp_path: Path) -> None:
    path = tmp_path / "model.tflite"
    data = classifier()
    path.write_bytes(data + bytes(1 << 20))
    held = Windows(os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0)), path.stat().st_size)
    os.truncate(path, 300)
    with pytest.raises(Malformed) as caught:
        read(held)
    assert caught.value.why == f"the file was cut short while it was read: expected {len(data) + (1 << 20):,} B"


@pytest.mark.skipif(sys.platform != "linux", reason="peak memory is read as Linux counts it")
def test_a_file_of_half_a_gigabyte_takes_the_memory_of_its_graph(tmp_path: Path) -> None:
    path = tmp_path / "large.tflite"
    with path.open("wb") as file:
        file.write(classifier())
        file.truncate(500 << 20)  # sparse: takes no room on the disk
    program = (
        "import re, sys\n"
        "from tflint.files import opening\n"
        "from tflint.model.reader import read\n"
        "from tflint.model.data import sha256\n"
        "data = opening.read(sys.argv[1])\n"
        "model = read(data); sha256(data)\n"
        "peak = re.search(r'VmHWM:\\s*(\\d+)', open('/proc/self/status').read())[1]\n"
        "print(len(model.subgraphs[0].operators), peak)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(path)], capture_output=True, encoding="utf-8", check=True)
    operators, kibibytes = map(int, done.stdout.split())
    assert operators == 5
    assert kibibytes < 64 << 10
