"""Lines for whoever reads them on a terminal: broken between words. In a pipe they stay as they are."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

WIDEST = 100  # columns of prose that an eye follows
_STANDS_ALONE = r"\s|#|[-*|] |$"


def width() -> int | None:
    """Return the terminal's columns, None where stdout is not a terminal."""
    from shutil import get_terminal_size

    return get_terminal_size().columns if sys.stdout.isatty() else None


def fitted(line: str, hanging: int, columns: int | None) -> str:
    """Return a line, broken where it is wider than the terminal; what follows begins `hanging` columns from the left."""
    if columns is None or len(line) <= columns or columns < hanging + 20:
        return line
    from textwrap import fill

    return fill(line, columns, subsequent_indent=" " * hanging, replace_whitespace=False, break_on_hyphens=False)


def row(line: str, columns: int) -> str:
    """Return a row of `  name  what it is`, or a sentence, broken where it is wider than `columns`."""
    name = re.match(r" +\S+ {2,}", line)
    return fitted(line, name.end() if name else 0, columns)


def page(lines: Iterable[str], columns: int | None) -> Iterator[str]:
    """Yield Markdown with its paragraphs filled anew; code, headings, lists and tables keep their lines."""
    paragraph: list[str] = []
    for line in (*lines, ""):
        if re.match(_STANDS_ALONE, line) or columns is None:
            yield from _filled(paragraph, columns)
            paragraph = []
            yield fitted(line, 2, columns) if line.startswith(("-", "*")) else line
        else:
            paragraph.append(line)


def _filled(paragraph: list[str], columns: int | None) -> Iterator[str]:
    if paragraph:
        yield fitted(" ".join(paragraph), 0, min(columns or WIDEST, WIDEST))
