"""A source file as text of a fixed shape: comments and strings blanked, line breaks kept, so that offsets still give places."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

LARGEST = 64 << 20
_QUOTED = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?(?:\*/|\Z))|R"(?P<mark>[^()\\\s]{0,16})\(.*?\)(?P=mark)"|"(?:\\.|[^"\\\n])*+"|'(?:\\.|[^'\\\n]){1,8}'""",
    re.DOTALL,
)
# Edge Impulse's Studio exports a resolver as a macro, which the SDK's engine has as its only statement where it is defined
_RESOLVER_MACRO = re.compile(r"^[ \t]*#[ \t]*define[ \t]+EI_TFLITE_RESOLVER\b((?:[^\n]*\\\n)*[^\n]*)", re.MULTILINE)
_RESOLVER_USED = re.compile(r"^[ \t]*(?:#[ \t]*ifdef[ \t]+)?EI_TFLITE_RESOLVER\b", re.MULTILINE)
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


def uses_resolver_macro(text: str) -> bool:
    """Return whether a source has Edge Impulse's EI_TFLITE_RESOLVER where it is not defined."""
    return _RESOLVER_USED.search(text) is not None


def with_resolver_macro(text: str) -> str:
    """Return the text with the body of Edge Impulse's EI_TFLITE_RESOLVER as a function's, on its own lines.

    For sources without the engine that would use it: whether that has the macro, Studio's metadata says.
    """
    return _RESOLVER_MACRO.sub(lambda m: f"void EI_TFLITE_RESOLVER() {{{m[1].replace(chr(92), ' ')} }}", text)


def _blanks(text: str) -> str:
    return _NOT_BREAK.sub(" ", text)


class Lines:
    """Line and column of an offset in a text, both from 1, columns in characters."""

    def __init__(self, text: str) -> None:
        lines = text.replace("\n", "\n\0").split("\0")  # NULs are none of a source's text: decode()
        self._starts = list(accumulate(map(len, lines[:-1]), initial=0))

    def at(self, offset: int) -> tuple[int, int]:
        """Return line and column."""
        row = bisect_right(self._starts, offset)
        return row, offset - self._starts[row - 1] + 1
