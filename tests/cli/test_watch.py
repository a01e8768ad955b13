"""`tflint --watch`: the run again after each change, and an end at Ctrl-C."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest
from networks import board_toml, dense
from program import environ, tflint
from repository import write

from tflint.cli import watch

if TYPE_CHECKING:
    from pathlib import Path

PATIENCE = 60  # seconds that a loaded machine may take


class Watched:
    """A running `tflint --watch`, whose lines come one after another."""

    def __init__(self, folder: Path, *words: str) -> None:
        command = [sys.executable, "-m", "tflint", "--watch", "--no-cache", *words]
        self.process = subprocess.Popen(
            command, cwd=folder, env=environ(folder), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
        )
        self.lines: queue.Queue[str] = queue.Queue()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def run(self) -> list[str]:
        """Return the lines of one run, up to the one that says that it watches."""
        lines: list[str] = []
        while not lines or "watching for changes" not in lines[-1]:
            lines.append(self.lines.get(timeout=PATIENCE))
        return lines

    def end(self) -> int:
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(PATIENCE)
        self.reader.join(PATIENCE)
        return code

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as out:
            for line in out:
                self.lines.put(line)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write(tmp_path / "p", {"models/a.tflite": dense(), "tflint.toml": board_toml("arena = 768").encode()})


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT for another process")
def test_each_change_is_checked_and_a_mistake_is_waited_for(project: Path) -> None:
    watched = Watched(project, "--format", "concise", "--format", "json=report.json", "--fail-on", "error")
    assert len(watched.run()) == 1
    (project / "tflint.toml").write_text(board_toml("arena = 160"), "utf-8")
    assert "[arena-overflow]" in watched.run()[0]
    (project / "tflint.toml").write_text(board_toml("aren = 160"), "utf-8")
    assert "unknown key" in watched.run()[0]
    (project / "tflint.toml").write_text(board_toml("arena = 160"), "utf-8")
    (project / "models/b.tflite").write_bytes(b"no model")
    assert {line.rpartition("[")[2] for line in watched.run()[:-1]} == {"arena-overflow]\n", "not-a-model]\n"}
    assert watched.lines.empty()
    assert watched.end() == 1


def test_what_a_run_writes_and_never_reads_does_not_count(project: Path) -> None:
    before, _ = watch.looked((str(project),), frozenset({os.path.realpath(project / "report.json")}))
    assert {os.path.relpath(path, project) for path in before} == {f"models{os.sep}a.tflite", "tflint.toml"}
    for name in ("report.json", "notes.rst"):
        (project / name).write_text("{}", "utf-8")
    after, took = watch.looked((str(project),), frozenset({os.path.realpath(project / "report.json")}))
    assert after == before
    assert took < 1
    (project / "models/a.tflite").write_bytes(dense(classes=5))
    assert watch.looked((str(project),))[0] != before


def test_a_run_that_writes_a_baseline_is_not_watched(project: Path) -> None:
    done = tflint(project, "--watch", "--write-baseline", "--baseline", "b.json")
    assert (done.code, done.err) == (
        2,
        "tflint: --watch cannot be combined with --write-baseline, --journal or --executor\n",
    )
