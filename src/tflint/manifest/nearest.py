"""Finds the manifest that a folder belongs to; every run comes here, so that reading one is left to tflint_toml."""

from __future__ import annotations

import os

from tflint.manifest.manifest_file import NAME, PYPROJECT, speaks_of_tflint


def find(folder: str = ".") -> str | None:
    """Return the nearest manifest from a folder upwards, relative to that folder as the user named it; None where there is none."""
    place, shown = os.path.realpath(folder), folder
    while True:
        for name in (NAME, PYPROJECT):
            path = os.path.join(place, name)  # noqa: PTH118  every run comes here, and pathlib takes its time
            if os.path.isfile(path) and (name == NAME or speaks_of_tflint(path)):  # noqa: PTH113  likewise
                return os.path.normpath(os.path.join(shown, name))  # noqa: PTH118  likewise
        above = os.path.dirname(place)  # noqa: PTH120  likewise
        if above == place:
            return None
        place, shown = above, os.path.join(shown, os.pardir)  # noqa: PTH118  likewise
