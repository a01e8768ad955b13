"""The generated tables that ship next to this file: abi/*.json, ops/*.json, kernels/index.json."""

from __future__ import annotations

import os

FOLDER = os.path.dirname(__file__)


def text(name: str) -> str:
    """Return a table's text, by its path from this folder: `abi/arm32.json`."""
    with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
        return file.read()
