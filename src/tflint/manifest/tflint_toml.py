"""Loads `tflint.toml`, or the `[tool.tflint]` table of a pyproject.toml."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tflint.manifest import manifest_file
from tflint.manifest.manifest_file import NAME, PYPROJECT
from tflint.manifest.mistakes import ManifestError

if TYPE_CHECKING:
    from tflint.manifest.board import Manifest


def load(path: str) -> Manifest:
    """Return the manifest in a file, tflint.toml or pyproject.toml; raise ManifestError with all mistakes."""
    return loads(manifest_file.text(path), path)


def loads(text: str, path: str = NAME) -> Manifest:
    """Return the manifest in a text; `path` names it and its folder. Raise ManifestError with all mistakes."""
    from tflint.manifest import decode
    from tflint.manifest.toml_places import Source

    prefix = ("tool", "tflint") if os.path.basename(path) == PYPROJECT else ()
    source = Source(path, text, prefix)
    try:
        return decode.manifest(source.own(source.parsed()), source, os.path.dirname(path) or ".")
    except (decode.Refused, ValueError):
        pass  # what is wrong is found and located below, all of it
    from tflint.manifest import diagnosis

    raise ManifestError(diagnosis.mistakes(source))
