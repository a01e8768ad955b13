"""A line on stderr that counts files, for people who wait."""

from __future__ import annotations

import os
import sys
from time import monotonic
from typing import TYPE_CHECKING

from tflint.cli.printing import obeys_escapes

if TYPE_CHECKING:
    from types import TracebackType

PATIENCE = 1.0  # seconds without a line: most runs end before anyone looks
PAUSE = 0.1  # seconds between two lines


class Progress:
    """Counts files on a terminal, from the second second on; silent anywhere else, and gone when the report comes."""

    def __init__(self) -> None:
        self._watched = sys.stderr.isatty() and obeys_escapes(os.environ, sys.platform)
        self._next = monotonic() + PATIENCE
        self._shown = False

    def __enter__(self) -> Progress:  # noqa: PYI034  the class is no one's parent
        """Begin."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Wipe the line."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def __call__(self, done: int, total: int) -> None:
        """Say how far the run is."""
        if self._watched and monotonic() >= self._next:
            self._next, self._shown = monotonic() + PAUSE, True
            sys.stderr.write(f"\r{done:,} of {total:,} files linted\x1b[K")
            sys.stderr.flush()
