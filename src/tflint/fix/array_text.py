"""A model's array in a C source, written anew in the style that it has: number base, bytes per line, indent, separators."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tflint.firmware import c_array
from tflint.firmware.text import without_comments
from tflint.fix import edit
from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.firmware.c_array import Array

PER_LINE = 12  # values on a line where the array does not show it, as xxd -i writes them
VALUE = re.compile(r"(0[xX])?([0-9a-fA-F]+)([uU]?[lL]{0,2})")


class Style(Record):
    """How an array's values are written: `width` bytes each, `per_line` of them (0: all on one line), `start` before the first and `end` after the last."""

    prefix: str
    upper: bool
    suffix: str
    width: int
    per_line: int
    indent: str
    gap: str
    start: str
    end: str


def replacements(text: str, array: Array, data: bytes) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, text) of what changes when an array gets other bytes: its values, and its length where that is a number.

    Lengths are the one between the brackets and constants of the array's name with `_len` or `_size`. Yield nothing where the
    array's values cannot be told from the rest.
    """
    plain, name = without_comments(text), re.escape(array.name)
    at = edit.offset(text, array.line, array.column)
    declared = re.compile(rf"{name}\s*\[([^\]]*)\][^=;]*=\s*\{{([^{{}}]*)\}}", re.ASCII).match(plain, at)
    style = None if declared is None or array.data is None else style_of(declared[2], len(array.data))
    if declared is None or style is None:
        return
    values = [data[k : k + style.width].ljust(style.width, b"\0") for k in range(0, len(data), style.width)]
    yield (*declared.span(2), style.start + _body(values, style) + style.end)
    if declared[1].strip().isdecimal():
        yield (*declared.span(1), str(len(values)))
    for length in re.finditer(rf"\b{name}_(?:len|size)\s*=\s*(\d+)", plain):
        yield (*length.span(1), str(len(data)))


def style_of(body: str, size: int) -> Style | None:
    """Return the style of the text between an array's braces, which stands for `size` bytes; None where it is not a plain list of numbers."""
    lines = [line for line in body.split("\n") if line.strip()]
    values = [*VALUE.finditer(body)]
    if not values or size % len(values) or re.sub(r"[\s,]", "", VALUE.sub("", body)):
        return None
    first, last = values[0], values[-1]
    counts = [len(VALUE.findall(line)) for line in lines]
    gap = re.search(r",([ \t]*)(?=[0-9])", body)
    return Style(
        prefix=first[1] or "",
        upper=any(it[2] != it[2].lower() for it in values),
        suffix=first[3],
        width=size // len(values),
        per_line=(counts[0] if len(counts) > 1 else PER_LINE) if "\n" in body else 0,
        indent=lines[-1][: -len(lines[-1].lstrip())],
        gap="," + (gap[1] if gap else " "),
        start=body[: first.start()],
        end=body[last.end() :],
    )


def _body(values: list[bytes], style: Style) -> str:
    per_line = style.per_line or len(values)
    rows = (values[k : k + per_line] for k in range(0, len(values), per_line))
    return f",\n{style.indent}".join(style.gap.join(_value(it, style) for it in row) for row in rows)


def _value(data: bytes, style: Style) -> str:
    number = int.from_bytes(data, "little")
    digits = f"{number:0{2 * style.width}x}" if style.prefix else str(number)
    return f"{style.prefix}{digits.upper() if style.upper else digits}{style.suffix}"


def rewritten(source: bytes, number: int, data: bytes) -> bytes | None:
    """Return a C source in which the array that is its model of this number holds other bytes; None where it cannot be written anew."""
    models = [it for it in c_array.arrays(source) if it.is_model]
    text = edit.read(source)
    found = list(replacements(text, models[number], data)) if number < len(models) else []
    edits = [edit.Edit("", *it, "stale-model-array", "") for it in found]
    return edit.applied(source, edits) if edits else None
