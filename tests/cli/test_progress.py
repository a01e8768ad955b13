"""A line on stderr that counts files, for people who wait."""

import io
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from networks import dense
from program import environ, tflint
from repository import write

from tflint.cli import progress

pty = pytest.importorskip("pty", reason="no pseudo-terminals on this system")


@pytest.fixture
def many(tmp_path: Path) -> Path:
    model = dense()
    return write(tmp_path / "t", {f"{n:04}.tflite": model for n in range(2500)})


def on_a_terminal(folder: Path, *words: str, **environment: str) -> bytes:
    """Return what a terminal gets on stderr."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "tflint", "--no-cache", "--jobs", "1", *words]
    with subprocess.Popen(
        command, cwd=folder, env=environ(folder, **environment), stdout=subprocess.DEVNULL, stderr=theirs
    ) as process:
        os.close(theirs)
        seen = b""
        try:
            while part := os.read(ours, 4096):
                seen += part
        except OSError:  # the terminal's other side is closed
            pass
    os.close(ours)
    assert process.returncode == 0
    return seen


def test_nothing_is_said_where_nobody_looks_or_the_run_is_short(many: Path) -> None:
    assert tflint(many, "--no-cache", "--jobs", "1").err == ""
    assert on_a_terminal(many, "0001.tflite", TERM="xterm") == b""
    assert on_a_terminal(many, TERM="dumb") == b""


def test_a_long_run_is_counted_and_the_line_is_gone_at_the_end(many: Path) -> None:
    seen = on_a_terminal(many, TERM="xterm")
    assert b" of 2,500 files linted" in seen
    assert seen.endswith(b"\r\x1b[K")
    assert b"\n" not in seen


class Terminal(io.StringIO):
    """A terminal that keeps what it is shown."""

    def isatty(self) -> bool:
        return True


def waited(monkeypatch: pytest.MonkeyPatch, seconds: float, *, name: str = "kws.tflite", terminal: bool = True) -> str:
    """Return what a step of so many seconds shows, the patience being a hundredth of a second."""
    shown = Terminal() if terminal else io.StringIO()
    monkeypatch.setattr(sys, "stderr", shown)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(progress, "LONG", 0.01)
    monkeypatch.setattr(progress, "PAUSE", 0.005)
    with progress.Waiting() as waiting:
        waiting(name)
        time.sleep(seconds)
    return shown.getvalue()


def test_a_step_that_takes_long_is_named_and_the_line_is_gone_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = waited(monkeypatch, 0.2)
    assert "\rkws.tflite, 0 s" in shown
    assert shown.endswith("\r\x1b[K")


def test_nobody_is_reported_of_a_short_step_or_beyond_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    assert waited(monkeypatch, 0) == ""
    assert waited(monkeypatch, 0.1, terminal=False) == ""


def test_a_name_cannot_reach_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[2J" not in waited(monkeypatch, 0.1, name="\x1b[2J.tflite")
