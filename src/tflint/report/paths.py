"""Paths as other programs want them: forward slashes, relative to the repository's root."""

from __future__ import annotations

import os


def relative(path: str, root: str) -> str:
    """Return a path relative to `root` with forward slashes; unchanged where it is not under it, or `root` is `.`."""
    if root not in {"", "."}:
        try:
            inside = os.path.relpath(path, root)
        except ValueError:  # another drive
            inside = path
        if not inside.startswith(os.pardir):
            path = inside
    return path.replace(os.sep, "/")
