"""A line on stderr for people who wait: how many files are done, or what takes long."""

from __future__ import annotations

import os
import sys
from time import monotonic
from typing import TYPE_CHECKING

from tflint.cli.printing import obeys_escapes

if TYPE_CHECKING:
    from threading import Event, Thread
    from types import TracebackType

PATIENCE = 1.0  # seconds without a line: most runs end before anyone looks
PAUSE = 0.1  # seconds between two lines
LONG = 2.0  # seconds after which a single step says how long it takes


class Progress:
    """Counts files on a terminal, from the second second on; silent anywhere else, and gone when the report comes."""

    def __init__(self) -> None:
        self._watched = sys.stderr.isatty() and obeys_escapes(os.environ, sys.platform)
        self._next = monotonic() + PATIENCE
        self._shown = False

    def __enter__(self) -> Progress:  # noqa: PYI034  nothing inherits from the class
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


class Waiting:
    """Says on a terminal what takes long, and since when; silent anywhere else, and gone when the report comes."""

    def __init__(self) -> None:
        self._watched = sys.stderr.isatty() and obeys_escapes(os.environ, sys.platform)
        self._what, self._since, self._shown = "", monotonic(), False
        self._ended: Event | None = None
        self._thread: Thread | None = None

    def __enter__(self) -> Waiting:  # noqa: PYI034  nothing inherits from the class
        """Begin."""
        if self._watched:
            from threading import Event, Thread

            self._ended = Event()
            self._thread = Thread(target=self._tell, args=(self._ended,), daemon=True)
            self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Wipe the line."""
        if self._thread is not None and self._ended is not None:
            self._ended.set()
            self._thread.join()
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def __call__(self, what: str) -> None:
        """Begin a step."""
        self._what, self._since = what, monotonic()

    def _tell(self, ended: Event) -> None:
        from tflint.report.escape import terminal

        while not ended.wait(PAUSE):
            seconds = monotonic() - self._since
            if self._what and seconds >= LONG:
                self._shown = True
                sys.stderr.write(f"\r{terminal(self._what)}, {seconds:.0f} s\x1b[K")
                sys.stderr.flush()
