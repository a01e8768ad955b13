"""Ways to end a run from outside: each quiet, with the shell's own number."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from networks import dense
from program import environ
from repository import write

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")


@pytest.fixture
def many(tmp_path: Path) -> Path:
    model = dense()
    return write(tmp_path / "t", {f"{n:04}.tflite": model for n in range(3000)})


def start(folder: Path, *words: str, **more: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tflint", "--no-cache", *words]
    return subprocess.Popen(command, cwd=folder, env=environ(folder), stderr=subprocess.PIPE, start_new_session=True, **more)  # type: ignore[call-overload, no-any-return]  passed on


def test_a_closed_stdout_is_quiet(many: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    process = start(many, "-v", "--jobs", "1", stdout=writer)
    os.close(writer)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (141, b"")


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupt_is_quiet_and_leaves_no_process(many: Path, number: signal.Signals, code: int, jobs: str) -> None:
    process = start(many, "--jobs", jobs, stdout=subprocess.PIPE)
    time.sleep(0.9)
    if process.poll() is not None:
        pytest.skip("the run was over before the signal")
    os.killpg(process.pid, number) if number is signal.SIGINT else process.send_signal(number)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (code, b"", b"")
    time.sleep(0.5)
    left = subprocess.run(["pgrep", "-g", str(process.pid), "-f", "tflint"], capture_output=True, text=True, check=False)  # noqa: S607  the PATH's pgrep
    assert left.stdout == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_full_disk_is_told_without_a_traceback(many: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        process = start(many, "--jobs", "1", "-v", stdout=full)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert b"Traceback" not in err
    assert b"space" in err
