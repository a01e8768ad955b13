"""Keeps Python's cycle collector out of the way while thousands of objects without cycles are made."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SELDOM = 50_000  # objects made between two searches for cycles: a run makes many, and next to no cycles


@contextmanager
def paused() -> Iterator[None]:
    """Switch the collector off for a while; a graph of 100,000 operators decodes in half the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def seldom() -> None:
    """Let the collector look at fifty thousand new objects at a time; for a process that does nothing but lint."""
    gc.set_threshold(SELDOM)
