"""Loads `tflint.toml`, or the `[tool.tflint]` table of a pyproject.toml."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tflint.finding import Place
from tflint.manifest.mistakes import ManifestError, Mistake
from tflint.manifest.nearest import NAME, PYPROJECT
from tflint.manifest.table import Off

if TYPE_CHECKING:
    from tflint.manifest.board import Manifest

LARGEST = 1 << 18


def load(path: str) -> Manifest:
    """Return the manifest in a file, tflint.toml or pyproject.toml; raise ManifestError with all mistakes."""
    return loads(_text(path, _bytes(path)), path)


def loads(text: str, path: str = NAME) -> Manifest:
    """Return the manifest in a text; `path` names it and tells its folder. Raise ManifestError with all mistakes."""
    from tflint.manifest import decode
    from tflint.manifest.toml_places import Source

    prefix = ("tool", "tflint") if os.path.basename(path) == PYPROJECT else ()  # noqa: PTH119  likewise
    source = Source(path, text, prefix)
    try:
        return decode.manifest(_inner(source.parsed(), prefix), source, os.path.dirname(path) or ".")  # noqa: PTH120  likewise
    except (Off, ValueError):
        pass  # what is off is found and located below, all of it
    from tflint.manifest import diagnosis

    raise ManifestError(diagnosis.mistakes(source))


def _inner(document: dict[str, object], prefix: tuple[str, ...]) -> dict[str, object]:
    for name in prefix:
        inner = document.get(name, {})
        if not isinstance(inner, dict):
            raise Off(prefix, "expected a table")
        document = inner
    return document


def speaks_of_tflint(pyproject: str) -> bool:
    """Tell whether a pyproject.toml has a table for tflint, as far as it can be read."""
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
        if not os.path.isfile(path):  # noqa: PTH113  likewise
            raise _refused(path, "is no file" if os.path.exists(path) else "no such file")  # noqa: PTH110  likewise
        with open(path, "rb") as file:  # noqa: PTH123  likewise
            data = file.read(LARGEST + 1)
    except (OSError, ValueError) as why:
        raise _refused(path, getattr(why, "strerror", None) or str(why)) from None
    if len(data) > LARGEST:
        raise _refused(path, f"larger than {LARGEST:,} B, which no manifest is")
    return data


def _text(path: str, data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:4]:
        raise _refused(path, "is UTF-16; TOML is UTF-8: save it so")
    try:
        return data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as why:
        before = data[: why.start].decode("utf-8")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise ManifestError([Mistake(Place(path, line, column), f"is not UTF-8: byte 0x{data[why.start]:02x}")]) from None


def _refused(path: str, sentence: str) -> ManifestError:
    return ManifestError([Mistake(Place(path), sentence)])
