"""Ways to end a run from outside: each quiet, with the shell's own number."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

import pytest
from networks import dense
from program import environ
from repository import write

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")

LONG = 120  # seconds; nothing here waits as long on a machine that is not dead
# a pack that says where it is, and then stays there until somebody ends it
PACK = b'''"""Waits to be ended."""
import os, time
from tflint.api import File, Rule, Severity

def stay():
    open(os.environ["REACHED"], "a").close()
    time.sleep(600)

rule = Rule(__name__, severity=Severity.ERROR, since="0")

@rule.on(File)
def check(file):
    if file.path == "0100.tflite":
        stay()
    return iter(())
'''
STAYS = {
    "in the middle of the files": PACK,
    "while a pack is imported": PACK + b"stay()\n",
    "while a process of the pool begins": PACK
    + b'import multiprocessing\nif multiprocessing.parent_process():\n    open(os.environ["REACHED"], "a").close()\n    time.sleep(600)\n',
}


@pytest.fixture
def many(tmp_path: Path) -> Path:
    model = dense()
    return write(tmp_path / "t", {f"{n:04}.tflite": model for n in range(300)})


@pytest.fixture
def reached(tmp_path: Path) -> Path:
    return tmp_path / "reached"


def start(
    folder: Path, *words: str, environment: dict[str, str] | None = None, stdout: int | IO[bytes] | None = None
) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tflint", "--no-cache", *words]
    around = environ(folder, **(environment or {}))
    return subprocess.Popen(
        command,
        cwd=folder,
        env=around,
        stdout=stdout,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=hears_interrupts,  # noqa: PLW1509  one call, and no thread here
    )


def hears_interrupts() -> None:
    """Undo what a shell does to the processes that it starts in the background: they would inherit a deaf ear for Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def staying(folder: Path, pack: bytes, reached: Path, jobs: str) -> subprocess.Popen[bytes]:
    """Start a run that stays where its pack does; return when it is there."""
    site = write(folder.parent / "site", {"staying_pack.py": pack})
    write(folder, {"tflint.toml": b'version = 1\npacks = ["staying_pack"]\n'})
    path = os.pathsep.join(filter(None, [str(site), os.environ.get("PYTHONPATH")]))
    environment = {"PYTHONPATH": path, "REACHED": str(reached)}
    process = start(folder, "--jobs", jobs, ".", stdout=subprocess.PIPE, environment=environment)
    end = time.monotonic() + LONG
    while not reached.exists():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.02)
    return process


def group(number: int) -> list[str]:
    """Return the processes of a group that still run."""
    if shutil.which("ps") is None:
        pytest.skip("no ps on this machine")
    listed = subprocess.run(["ps", "-A", "-o", "pgid=,stat=,args="], capture_output=True, encoding="utf-8", check=True).stdout  # noqa: S607  the PATH's ps
    rows = (line.split(maxsplit=2) for line in listed.splitlines())
    return [row[-1] for row in rows if row[0] == str(number) and not row[1].startswith("Z")]


def test_a_closed_stdout_is_quiet(many: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    process = start(many, "-v", "--jobs", "1", stdout=writer)
    os.close(writer)
    _, err = process.communicate(timeout=LONG)
    assert (process.returncode, err) == (141, b"")


@pytest.mark.parametrize(
    ("where", "jobs"),
    [
        ("in the middle of the files", "1"),
        ("in the middle of the files", "2"),
        ("while a pack is imported", "1"),
        ("while a process of the pool begins", "2"),
    ],
)
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupt_is_quiet_and_leaves_no_process(
    many: Path, reached: Path, *, number: signal.Signals, code: int, where: str, jobs: str
) -> None:
    process = staying(many, STAYS[where], reached, jobs)
    os.killpg(process.pid, number) if number is signal.SIGINT else process.send_signal(number)
    out, err = process.communicate(timeout=LONG)
    assert (process.returncode, out, err) == (code, b"", b"")
    end = time.monotonic() + LONG
    while (left := group(process.pid)) and time.monotonic() < end:
        time.sleep(0.05)
    assert left == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_full_disk_is_reported_without_a_traceback(many: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        process = start(many, "--jobs", "1", "-v", stdout=full)
        _, err = process.communicate(timeout=LONG)
    assert process.returncode == 2
    assert b"Traceback" not in err
    assert b"space" in err
