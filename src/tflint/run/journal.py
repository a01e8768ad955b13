"""Lints as JSON lines, written while a run goes on: a long run that was stopped goes on where it was."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Self

from tflint.files.found import Unreadable
from tflint.run import lint_json

if TYPE_CHECKING:
    from types import TracebackType

    from tflint.check.lint import Judged
    from tflint.files.found import Source

MALFORMED = (ValueError, KeyError, TypeError, IndexError, AttributeError)


class ForeignJournal(Exception):
    """A file that is not a journal of a run with these rules and boards; the message is one sentence."""


class Journal:
    """The journal of one run. The first line holds the digest of what the run was held against; each further line is a file's lint.

    A run that died leaves at most one broken line, the last, which is cut off.
    """

    def __init__(self, path: str, held_against: str) -> None:
        self.done: dict[str, Judged | Unreadable] = {}
        head = json.dumps({"journal": 1, "scope": held_against})
        sound = self._read(path, head)
        self._file = open(path, "ab")  # noqa: SIM115  closed by __exit__
        self._file.truncate(sound)
        if not sound:
            self._write(head)

    def __enter__(self) -> Self:
        """Return the journal."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the file."""
        self._file.close()

    def add(self, source: Source, result: Judged | Unreadable) -> None:
        """Append what became of a file; on disk when this returns."""
        row: dict[str, object] = {"path": source.key}
        if isinstance(result, Unreadable):
            row["unreadable"] = list(result)
        else:
            row["lint"] = lint_json.encode(result)
        self._write(json.dumps(row, separators=(",", ":")))

    def _write(self, line: str) -> None:
        self._file.write(line.encode("ascii") + b"\n")
        self._file.flush()

    def _read(self, path: str, head: str) -> int:
        """Take over what is there; return the number of sound bytes."""
        if not os.path.exists(path):
            return 0
        sound = 0
        with open(path, "rb") as file:
            for number, line in enumerate(file):
                if number == 0 and line.rstrip(b"\n") != head.encode():
                    raise ForeignJournal(f"{path}: written with other rules, boards or another tflint; name a new file")
                if not line.endswith(b"\n") or (number and not self._take(line)):
                    break
                sound += len(line)
        return sound

    def _take(self, line: bytes) -> bool:
        try:
            row = json.loads(line)
            result = Unreadable(*row["unreadable"]) if "unreadable" in row else lint_json.decode(row["lint"])
            self.done[row["path"]] = result
        except MALFORMED:
            return False
        return True
