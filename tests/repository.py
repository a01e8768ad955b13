"""Scratch git repositories for tests."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="no git on this machine")
QUIET = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
WHO = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")


def git(folder: Path, *words: str) -> str:
    """Run git in a folder; return what it says."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")} | QUIET
    done = subprocess.run(["git", *WHO, *words], cwd=folder, env=environment, check=True, capture_output=True, encoding="utf-8")  # noqa: S607  the PATH's git
    return done.stdout


def repository(folder: Path, files: dict[str, bytes]) -> Path:
    """Make a repository with one commit of these files; return its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "-q", "-b", "main")
    return commit(folder, files)


def commit(folder: Path, files: dict[str, bytes]) -> Path:
    """Commit these files; return the folder."""
    write(folder, files)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "state")
    return folder


def write(folder: Path, files: dict[str, bytes]) -> Path:
    """Write files, their folders with them; return the folder."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder
