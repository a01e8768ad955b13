"""Keeps rule packs from being imported out of the working folder: a linted tree must not bring its own code."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def without_working_folder() -> Iterator[None]:
    """Import only from where Python's packages are installed."""
    path = sys.path[:]
    sys.path[:] = _elsewhere(tuple(path), _working_folder())
    try:
        yield
    finally:
        sys.path[:] = path


@lru_cache(maxsize=8)  # asked for each rule
def _elsewhere(path: tuple[str, ...], working_folder: str | None) -> tuple[str, ...]:
    """Return the folders of a path that are not the working folder; None: it was deleted."""
    here = None if working_folder is None else os.path.realpath(working_folder)
    return tuple(it for it in path if it not in {"", "."} and (here is None or os.path.realpath(it) != here))


def _working_folder() -> str | None:
    try:
        return os.getcwd()
    except OSError:
        return None
