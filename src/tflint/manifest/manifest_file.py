"""The file that holds a manifest: its two names, its text, and whether a pyproject.toml has a table for tflint."""

from __future__ import annotations

import os

from tflint.finding import Place
from tflint.manifest.mistakes import ManifestError, Mistake

NAME = "tflint.toml"
PYPROJECT = "pyproject.toml"
LARGEST = 1 << 21


def text(path: str) -> str:
    """Return the text of a manifest, line ends as line feeds; raise ManifestError where it cannot be read or is not UTF-8."""
    data = _bytes(path)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:4]:
        raise _refused(path, "is UTF-16; TOML is UTF-8: save it so")
    try:
        return data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as why:
        before = data[: why.start].decode("utf-8")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise ManifestError([Mistake(Place(path, line, column), f"is not UTF-8: byte 0x{data[why.start]:02x}")]) from None


def speaks_of_tflint(pyproject: str) -> bool:
    """Return whether a pyproject.toml has a table for tflint, as far as it can be read."""
    try:
        data = _bytes(pyproject)
    except ManifestError:
        return False
    if b"tflint" not in data:
        return False
    from tflint.manifest.toml_places import Source

    try:
        tool = Source(PYPROJECT, data.decode("utf-8")).parsed().get("tool", {})
    except ValueError:
        return b"tool.tflint" in data
    return isinstance(tool, dict) and "tflint" in tool


def _bytes(path: str) -> bytes:
    try:
        if not os.path.isfile(path):
            raise _refused(path, "is not a file" if os.path.exists(path) else "no such file")
        with open(path, "rb") as file:
            data = file.read(LARGEST + 1)
    except (OSError, ValueError) as why:
        raise _refused(path, getattr(why, "strerror", None) or str(why)) from None
    if len(data) > LARGEST:
        raise _refused(path, f"larger than {LARGEST:,} B, which no manifest is")
    return data


def _refused(path: str, sentence: str) -> ManifestError:
    return ManifestError([Mistake(Place(path, 0, 0), sentence)])
