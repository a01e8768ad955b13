"""Names are untrusted: the one place that makes them harmless, for every format."""

from __future__ import annotations

import re

# Printable by Unicode's word, yet drawn as nothing: they would hide a prefix from a reader and not from a program.
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u3164\uffa0") | {chr(c) for c in range(0xFE00, 0xFE10)}
_MARKDOWN = r"([\\`*_\[\]<>|~$]|(?<=:)/(?=/)|(?<=www)\.)"
_NOT_XML = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"  # compiled where it is used: that takes 5 ms
_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})


def cut(text: str, limit: int) -> str:
    """Return the text, its middle left out where it is longer than `limit` characters."""
    if len(text) <= limit:
        return text
    tail = limit // 3
    return f"{text[: limit - tail - 1]}…{text[-tail:]}"


def visible(text: str, keep: str = "") -> str:
    r"""Return the text with every character that is not plainly visible as `\x1b`, `\u202e` or `\n`.

    Control characters, bidi controls, zero-width characters, unusual spaces, lone surrogates; a byte of a file name that is
    not UTF-8 becomes `\xff`. Characters in `keep` stay.
    """
    if text.isprintable() and text.isascii():
        return text
    return "".join(char if char in keep else _visible(char) for char in text)


def terminal(text: str, limit: int = 2000) -> str:
    r"""Return the text safe on a terminal and in a log: visible, cut, and without what a CI runner takes for a command.

    The GitHub runner obeys `::command::` at the start of a line and the older `##[command]` anywhere in it.
    """
    safe = visible(cut(text, limit))
    start = len(safe) - len(safe.lstrip(" "))
    if safe.startswith(":", start):
        safe = rf"{safe[:start]}\x3a{safe[start + 1 :]}"
    return safe.replace("##[", r"#\x23[")


def github_data(text: str, limit: int = 4000) -> str:
    """Return the text as the data of a workflow command."""
    safe = visible(cut(text, limit), keep="\r\n")
    return safe.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def github_property(text: str, limit: int = 4000) -> str:
    """Return the text as a property's value in a workflow command."""
    return github_data(text, limit).replace(":", "%3A").replace(",", "%2C")


def markdown(text: str, limit: int = 1000) -> str:
    """Return the text as Markdown that renders as itself, on one line, in a table's cell too; it mentions and links nobody."""
    safe = re.sub(_MARKDOWN, r"\\\1", visible(cut(text, limit)).replace("&", "&amp;"))
    return safe.replace("@", "@<!-- -->").replace("#", "#<!-- -->")  # GitHub looks for mentions after a backslash has gone


def markdown_code(text: str, limit: int = 1000) -> str:
    """Return the text as a Markdown code span that stays one, in a table's cell too."""
    safe = visible(cut(text, limit)).replace("|", "\\|")
    fence = "`" * (max((len(run) for run in re.findall("`+", safe)), default=0) + 1)
    pad = " " if safe.startswith("`") or safe.endswith("`") or not safe else ""
    return f"{fence}{pad}{safe}{pad}{fence}"


def html(text: str, limit: int = 2000) -> str:
    """Return the text for HTML or SVG, between tags or inside a quoted attribute."""
    return visible(cut(text, limit)).translate(_HTML)


def xml(text: str, limit: int = 4000) -> str:
    """Return the text for XML; what XML 1.0 cannot hold at all is shown escaped."""
    return re.sub(_NOT_XML, lambda match: _visible(match[0]), visible(cut(text, limit), keep="\n")).translate(_HTML)


def unicode(text: str) -> str:
    """Return the text with lone surrogates shown escaped, so that it is valid UTF-8 and valid JSON for any reader."""
    return text if text.isascii() else "".join(_visible(char) if "\ud800" <= char <= "\udfff" else char for char in text)


def _visible(char: str) -> str:
    if char.isprintable() and char not in _INVISIBLE:
        return char
    if "\udc80" <= char <= "\udcff":  # a byte that Python could not decode and carries as a lone surrogate
        return f"\\x{ord(char) - 0xDC00:02x}"
    return char.encode("unicode_escape").decode("ascii")
