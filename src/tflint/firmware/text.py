"""A source file as text of a fixed shape: comments and strings blanked, line breaks kept, so that offsets still give places."""

from __future__ import annotations

import re
from bisect import bisect_right

LARGEST = 64 << 20
_QUOTED = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?(?:\*/|\Z))|R"(?P<mark>[^()\\\s]{0,16})\(.*?\)(?P=mark)"|"(?:\\.|[^"\\\n])*+"|'(?:\\.|[^'\\\n]){1,8}'""",
    re.DOTALL,
)
_NOT_BREAK = re.compile(r"[^\n]")


def decode(data: bytes) -> str:
    """Return a source's text; bytes that are not UTF-8 and NULs become marks that no name holds."""
    text = data.decode("utf-8", "replace").removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\0", "\ufffd")


def without_comments(text: str) -> str:
    """Return the text with comments blanked to spaces of the same length, strings kept."""
    if "//" not in text and "/*" not in text:
        return text
    return _QUOTED.sub(lambda m: _blanks(m[0]) if m["comment"] is not None else m[0], text)


def _blanks(text: str) -> str:
    return _NOT_BREAK.sub(" ", text)


class Lines:
    """Line and column of an offset in a text, both from 1, columns in characters."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def at(self, offset: int) -> tuple[int, int]:
        """Return line and column."""
        row = bisect_right(self._starts, offset)
        return row, offset - self._starts[row - 1] + 1
