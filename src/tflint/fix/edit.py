"""A change of a text file: an exact range, and what comes in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable

MARK = "\ufeff"  # the byte order mark that some editors write


class Edit(Record):
    """Replace characters `start` to `end` of a file by `text`; offsets are in its text as `read` returns it.

    `path` is the file as people see it, `rule` the rule whose finding goes away, `message` one clause. `safe` is False where
    the user has to decide which of two places is right.
    """

    path: str
    start: int
    end: int
    text: str
    rule: str
    message: str
    safe: bool = True


def read(data: bytes) -> str:
    """Return a file's text without a byte order mark, its lines ended by a line feed; UnicodeDecodeError where it is not UTF-8."""
    return data.decode("utf-8").removeprefix(MARK).replace("\r\n", "\n")


def applied(data: bytes, edits: Iterable[Edit]) -> bytes:
    """Return a file with edits applied; its line ends stay what they were. An edit that overlaps one after it is left out."""
    text = read(data)
    bound = len(text)
    for edit in sorted(set(edits), key=lambda it: (-it.start, -it.end, it.text)):
        if edit.end <= bound:
            text = text[: edit.start] + edit.text + text[edit.end :]
            bound = edit.start
    mark = MARK if data.startswith(MARK.encode()) else ""
    return (mark + (text.replace("\n", "\r\n") if b"\r\n" in data else text)).encode("utf-8")


def offset(text: str, line: int, column: int) -> int:
    """Return the offset of a line and a column, which count from 1."""
    lines = text.split("\n")
    return sum(len(each) + 1 for each in lines[: line - 1]) + column - 1


def place(text: str, at: int) -> tuple[int, int]:
    """Return the line and the column of an offset, which count from 1."""
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
