"""Paths as other programs want them: forward slashes, relative to the repository's root."""

from __future__ import annotations

import os
from urllib.parse import quote

_DRIVE = 2


def relative(path: str, root: str) -> str:
    """Return a path relative to `root` with forward slashes; unchanged where it is not under it, or `root` is `.`."""
    if root not in {"", "."}:
        try:
            inside = os.path.relpath(path, root)
        except ValueError:  # another drive, or a NUL
            inside = path
        if not inside.startswith(os.pardir):
            path = inside
    return path.replace(os.sep, "/")


def uri(path: str, root: str) -> str:
    """Return a path as a URI reference: relative where it is under `root`, else with the scheme `file`; any byte survives."""
    slashed = relative(path, root)
    quoted = quote(_bytes(slashed), safe="/")
    if slashed.startswith("/"):
        return f"file://{quoted}"
    if slashed[1:3] == ":/":
        return f"file:///{slashed[:_DRIVE]}{quote(_bytes(slashed[_DRIVE:]), safe='/')}"
    return quoted


def _bytes(path: str) -> bytes:
    """Return a file name's own bytes; a lone surrogate that stands for no byte in its three-byte form."""
    try:
        return path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return path.encode("utf-8", "surrogatepass")
