"""Arrays of C sources: models as `xxd -i` and TFLM's generator write them, and arenas with no initializer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tflint.firmware import constant
from tflint.firmware.text import LARGEST, Lines, decode, without_comments
from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.firmware.constant import Constants

IDENTIFIER = b"TFL3"
SHORTEST = 8  # a model's first offset and its identifier
LONG = 200
LONGEST_NUMBER = 24
DEEPEST = 4
_INITIALIZED = re.compile(
    r"\b([A-Za-z_]\w*)[ \t\n]*\[([^\[\]{};=]{0,200})\]([^\[\]{};=]{0,200})=[ \t\n]*\{([^{}]*)\}[ \t\n]*;", re.ASCII
)
_BARE = re.compile(
    r"\b([A-Za-z_]\w*)[ \t\n]*\[([^\[\]{};=]{1,200})\]([^\[\]{};=]{0,200}|[ \t\n]*=[ \t\n]*\{[ \t\n0]*\}[ \t\n]*);", re.ASCII
)
_HEX = re.compile(r"\s*+(?:0[xX][0-9a-fA-F]{2}\s*+,\s*+)*+(?:0[xX][0-9a-fA-F]{2}\s*+)?")
_WIDTHS = {
    **dict.fromkeys(("char", "uint8_t", "int8_t", "byte", "Byte", "u8", "UINT8", "BYTE"), 1),
    **dict.fromkeys(("short", "uint16_t", "int16_t"), 2),
    **dict.fromkeys(("int", "unsigned", "uint32_t", "int32_t", "float"), 4),
    **dict.fromkeys(("uint64_t", "int64_t", "double"), 8),
}
_ALIGN = re.compile(
    r"\b(?:alignas|_Alignas|aligned|__aligned__|__align|__ALIGNED|[A-Z_]*ALIGN[A-Z_]*)[ \t]*\(\s*([^()]{1,80})\)", re.ASCII
)
_ALIGN_WORD = re.compile(r"\b([A-Z_0-9]*ALIGN[A-Z_0-9]*)\b(?!\s*\()", re.ASCII)


class Array(Record):
    """An array with values: its name and place, its bytes as a 32-bit little-endian core holds them, its alignment in bytes.

    `data` is None where a value is not a plain number; `why` then says which. `alignment` is None where a macro hides it; `asked` is
    the text that asks for it, empty where none does: `alignas(4)`.
    """

    name: str
    line: int
    column: int
    data: bytes | None
    alignment: int | None
    why: str = ""
    asked: str = ""

    @property
    def is_model(self) -> bool:
        """Return whether the bytes carry the identifier of a .tflite file."""
        return self.data is not None and self.data[4:8] == IDENTIFIER


class Storage(Record):
    """An array without values: its name and place, the expression between its brackets, its alignment in bytes or None.

    `attributes` is the text of its declaration around the name, macros and sections with it.
    """

    name: str
    line: int
    column: int
    size: str
    alignment: int | None
    attributes: str = ""


def arrays(source: bytes, constants: Constants | None = None) -> tuple[Array, ...]:
    """Return every array of numbers with eight bytes or more, in order; nothing of a file of more than 64 MiB. Total on any bytes.

    `constants` are those of all sources of the firmware, which may hold the macro that aligns the array.
    """
    if len(source) > LARGEST or b"{" not in source:
        return ()
    text = without_comments(decode(source))
    return tuple(_arrays(text, constants or constant.constants((without_values(text),))))


def _arrays(text: str, constants: Constants) -> Iterator[Array]:
    lines = Lines(text)
    for match in _INITIALIZED.finditer(text):
        head = _head(text, match.start())
        width = _width(head)
        if width is None or (made := _numbers(match[4], width)) is None:
            continue
        data, why = made
        if data is None or len(data) >= SHORTEST:
            around = f"{head} {match[3]}"
            asked = next((it[0] for it in _ALIGN.finditer(around) if it[1].strip().isdigit()), "")
            yield Array(match[1], *lines.at(match.start()), data, _alignment(around, constants, width), why, asked)


def storages(text: str, constants: Constants) -> Iterator[Storage]:
    """Walk the arrays of bytes that have a size and no values, in a text whose comments are blanked."""
    lines = Lines(text)
    for match in _BARE.finditer(text):
        head = _head(text, match.start())
        if (width := _width(head)) is not None and not re.search(r"\bextern\b", head):
            around = f"{head} {match[3]}"
            yield Storage(match[1], *lines.at(match.start()), match[2], _alignment(around, constants, width), around)


def without_values(text: str) -> str:
    """Return the text with the values of long arrays blanked, line breaks kept: what a parser need not read."""
    return _INITIALIZED.sub(lambda m: m[0] if len(m[4]) < LONG else _emptied(m), text)


def _emptied(match: re.Match[str]) -> str:
    start, end = match.start(4) - match.start(), match.end(4) - match.start()
    return match[0][:start] + "\n" * match[4].count("\n") + match[0][end:]


def _head(text: str, at: int) -> str:
    """Return what stands before a declarator in its declaration."""
    before = text[max(0, at - 400) : at]
    before = before[max(before.rfind(mark) for mark in ";{}") + 1 :]
    lines = before.split("\n")
    after_directive = max((n for n, line in enumerate(lines) if line.lstrip().startswith("#")), default=-1)
    return " ".join(lines[after_directive + 1 :])


def _width(head: str) -> int | None:
    words = re.findall(r"\w+", head)
    found = [_WIDTHS[word] for word in words if word in _WIDTHS]
    if "char" in words:
        return 1
    return found[-1] if found else None


def _numbers(body: str, width: int) -> tuple[bytes | None, str] | None:
    """Return the bytes of an initializer, or None and why; None alone where it holds no number at all."""
    if width == 1 and body and _HEX.fullmatch(body):
        return bytes.fromhex(body.replace("0x", "").replace("0X", "").replace(",", " ")), ""
    made = bytearray()
    for word in body.split(","):
        token = word.strip()
        if not token:
            continue
        try:
            made += (_number(token) & (1 << 8 * width) - 1).to_bytes(width, "little")
        except ValueError:
            return (None, f"{token[:40]!r} is not a plain number") if made else None
    return (bytes(made), "") if made else None


def _number(token: str) -> int:
    digits = token.rstrip("uUlL")
    if len(digits) > LONGEST_NUMBER:
        raise ValueError
    return int(digits, 8) if digits.lstrip("-0").isdigit() and digits.lstrip("-").startswith("0") else int(digits, 0)


def _alignment(declaration: str, constants: Constants, width: int, depth: int = 0) -> int | None:
    """Return the alignment that a declaration asks for, the element's own where it asks for none, None where it cannot be told."""
    asked = [width]
    try:
        asked += [constants.value(match[1]) for match in _ALIGN.finditer(declaration)]
    except constant.Unknown:
        return None
    for match in _ALIGN_WORD.finditer(declaration):
        texts = constants.texts.get(match[1])
        inner = None if texts is None or depth > DEEPEST else [_alignment(text, constants, width, depth + 1) for text in texts]
        if not inner or None in inner:
            return None
        asked += [value for value in inner if value is not None]
    return max(asked)
