"""Runs tflint as people do: a process of its own, in a folder of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

UNSET = (
    "GITHUB_ACTIONS",
    "GITHUB_STEP_SUMMARY",
    "GITHUB_WORKSPACE",
    "CI_PROJECT_DIR",
    "NO_COLOR",
    "FORCE_COLOR",
    "CLICOLOR_FORCE",
    "TERM",
    "COLUMNS",
)


@dataclass(frozen=True)
class Done:
    """A process that ended."""

    code: int
    out: str
    err: str


def tflint(folder: Path, *words: str, **environment: str) -> Done:
    """Run tflint in a folder; return what it said. Never waits longer than five minutes."""
    done = subprocess.run(
        [sys.executable, "-m", "tflint", *words],
        cwd=folder,
        env=environ(folder, **environment),
        capture_output=True,
        timeout=300,
        check=False,
    )
    out, err = (it.decode("utf-8", "surrogateescape") for it in (done.stdout, done.stderr))
    assert "Traceback" not in err, err
    return Done(done.returncode, out, err)


def environ(folder: Path, **more: str) -> dict[str, str]:
    """Return this process's environment, free of what changes tflint's manners; its cache is beside the folder."""
    kept = {name: value for name, value in os.environ.items() if name not in UNSET}
    return kept | {"XDG_CACHE_HOME": str(folder.parent / f"{folder.name}-cache")} | more
