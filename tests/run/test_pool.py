"""How the processes of the pool are made."""

import subprocess
import sys

import pytest

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="copies are made on Linux alone")


def made(*lines: str) -> str:
    """Return how a pool of a fresh process makes its processes, after these lines of Python."""
    code = "\n".join(["import threading", "from tflint.run import pool", *lines, "print(pool._context().get_start_method())"])
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, encoding="utf-8").stdout.strip()


@LINUX
def test_a_process_with_a_second_thread_is_not_copied() -> None:
    assert made("held = threading.Event()", "threading.Thread(target=held.wait, daemon=True).start()") in ("forkserver", "spawn")


@LINUX
def test_a_process_with_one_thread_is_copied() -> None:
    assert made() == "fork"


def test_no_process_is_copied_elsewhere_than_on_linux() -> None:
    assert made("import sys", "sys.platform = 'darwin'") in ("forkserver", "spawn")
