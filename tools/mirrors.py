"""Where tools that read other projects' histories find them: a folder of git repositories, each as OWNER+NAME/repo."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

TFLM = "tensorflow/tflite-micro"


def repository(mirrors: Path, name: str) -> Path:
    """Return the folder of a repository, named as on GitHub."""
    return mirrors / name.replace("/", "+") / "repo"


def demand(parser: argparse.ArgumentParser, mirrors: Path, *names: str) -> None:
    """Exit with what to clone unless all these repositories are there."""
    missing = [name for name in names if not repository(mirrors, name).exists()]
    if missing:
        lines = "".join(f"\n  git clone --bare https://github.com/{name} {repository(mirrors, name)}" for name in missing)
        parser.error(f"{mirrors} lacks what the table is made from; clone it:{lines}")
