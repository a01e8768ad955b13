"""Where each value of a JSON text stands: what `json` does not keep."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    Path = tuple[str | int, ...]

DEEPEST = 32
_SPACE = re.compile(r"[ \t\n\r]*")
_DECODER = json.JSONDecoder()


def places(text: str) -> Mapping[tuple[str | int, ...], int]:
    """Return the offset of each value by its path, of an object's members and an array's items; the root's path is empty.

    `text` is valid JSON. What lies deeper than 32 levels has no place of its own.
    """
    found: dict[Path, int] = {}
    _value(text, _skip(text, 0), (), found)
    return found


def _value(text: str, at: int, path: Path, found: dict[Path, int]) -> int:
    """Take note of the value at an offset and of those in it; return the offset after it."""
    found[path] = at
    if len(path) >= DEEPEST or text[at] not in "{[":
        return _DECODER.raw_decode(text, at)[1]
    closing = "}" if text[at] == "{" else "]"
    end = _skip(text, at + 1)
    number = 0
    while text[end] != closing:
        key: str | int = number
        if closing == "}":
            key, end = _DECODER.raw_decode(text, end)
            end = _skip(text, _skip(text, end) + 1)  # the colon
        end = _skip(text, _value(text, end, (*path, key), found))
        if text[end] == ",":
            end = _skip(text, end + 1)
        number += 1
    return end + 1


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return at if match is None else match.end()
