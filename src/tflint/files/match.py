"""Globs over paths and names: `*` stays inside a folder, `**` crosses them."""

from __future__ import annotations

import re
from functools import lru_cache

from tflint.files import array_models

_PART = r"(?P<deep>\*\*/?)|(?P<star>\*)|(?P<any>\?)|(?P<set>\[!?\]?[^\]]*\])|(?P<plain>.)"


def path(pattern: str, name: str) -> bool:
    """Return whether a slash-separated path matches a glob."""
    return pattern == name if is_literal(pattern) else _compiled(pattern, separator="/").fullmatch(name) is not None


def model(pattern: str, relative: str) -> bool:
    """Return whether an entry's `path` means a model: `models/*.tflite`, `firmware/kws.cc`, `firmware/models.cc#g_kws`."""
    (file, array), (wanted, wanted_array) = array_models.split(relative), array_models.split(pattern)
    return path(wanted, file) and (not wanted_array or not array or name(wanted_array, array))


def name(pattern: str, word: str | None) -> bool:
    """Return whether a name (of a rule, a tensor, an op, a board) matches a glob; a name that is not there matches none."""
    if word is None or is_literal(pattern):
        return pattern == word
    return _compiled(pattern, separator="").fullmatch(word) is not None


def is_literal(pattern: str) -> bool:
    """Return whether a glob can match one path only."""
    return not any(mark in pattern for mark in "*?[")


@lru_cache(maxsize=4096)
def _compiled(pattern: str, separator: str) -> re.Pattern[str]:
    within = f"[^{separator}]" if separator else "."
    return re.compile("".join(_translated(token, within) for token in re.finditer(_PART, pattern, re.DOTALL)), re.DOTALL)


def _translated(token: re.Match[str], within: str) -> str:
    text = token.group()
    match token.lastgroup:
        case "deep":
            return "(?:.*/)?" if text.endswith("/") and within != "." else ".*"
        case "star":
            return f"{within}*"
        case "any":
            return within
        case "set":
            return "[" + ("^" if text[1] == "!" else "") + text[1:-1].lstrip("!").replace("\\", r"\\").replace("[", r"\[") + "]"
        case _:
            return re.escape(text)
