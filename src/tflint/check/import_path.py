"""Keeps rule packs from being imported out of the working folder: a linted tree must not bring its own code."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def without_working_folder() -> Iterator[None]:
    """Import only from where Python's packages are installed."""
    path = sys.path[:]
    sys.path[:] = [folder for folder in path if not _is_working_folder(folder)]
    try:
        yield
    finally:
        sys.path[:] = path


def _is_working_folder(folder: str) -> bool:
    try:
        return folder in {"", "."} or os.path.realpath(folder) == os.path.realpath(os.getcwd())
    except OSError:  # the working folder was deleted
        return folder in {"", "."}
