"""Paths that a manifest names: written with `/`, and inside the manifest's folder."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class OutsideManifest(ValueError):
    """A path that leaves the manifest's folder, by its text or through a link."""


def check(text: str) -> str:
    """Return a path or glob as it stands; raise ValueError where its text could leave the manifest's folder."""
    if not text or "\0" in text:
        raise ValueError("a path needs at least one character, and no NUL")
    if "\\" in text:
        raise ValueError(f"{text!r}: write paths with /, also on Windows")
    if text.startswith(("/", "~")) or text[1:2] == ":" or "$" in text:
        raise OutsideManifest(f"{text!r}: write a path relative to the manifest's folder, without ~ or $")
    if ".." in text.split("/"):
        raise OutsideManifest(f"{text!r} leaves the manifest's folder")
    return text


def resolve(root: str, text: str) -> Path:
    """Return the file that a manifest names, links followed; raise OutsideManifest where that leads out of the folder `root`."""
    from pathlib import Path

    folder = Path(root).resolve()
    path = Path(root) / check(text)
    try:
        leads_to = path.resolve()
    except RuntimeError:  # how Python before 3.13 reports a loop
        raise OutsideManifest(f"{text!r} is a link that leads nowhere") from None
    if not leads_to.is_relative_to(folder):
        raise OutsideManifest(f"{text!r} leads out of the manifest's folder through a link")
    return Path(os.path.normpath(path))
