"""Finds the manifest that a folder belongs to; reading it is left to tflint_toml."""

from __future__ import annotations

import os

from tflint.manifest.manifest_file import NAME, PYPROJECT, speaks_of_tflint


def find(folder: str = ".") -> str | None:
    """Return the nearest manifest from a folder upwards, relative to that folder as the user named it; None where there is none."""
    place, shown = os.path.realpath(folder), folder
    while True:
        name = in_folder(place)
        if name is not None:
            return os.path.normpath(os.path.join(shown, name))
        above = os.path.dirname(place)
        if above == place:
            return None
        place, shown = above, os.path.join(shown, os.pardir)


def in_folder(folder: str) -> str | None:
    """Return the name of the manifest in a folder itself: tflint.toml before pyproject.toml; None where there is none."""
    for name in (NAME, PYPROJECT):
        path = os.path.join(folder, name)
        if os.path.isfile(path) and (name == NAME or speaks_of_tflint(path)):
            return name
    return None
