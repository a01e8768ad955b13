"""Loads `tflint.toml`, or the `[tool.tflint]` table of a pyproject.toml."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tflint.manifest import manifest_file
from tflint.manifest.manifest_file import NAME, PYPROJECT
from tflint.manifest.mistakes import ManifestError
from tflint.manifest.table import Off

if TYPE_CHECKING:
    from tflint.manifest.board import Manifest


def load(path: str) -> Manifest:
    """Return the manifest in a file, tflint.toml or pyproject.toml; raise ManifestError with all mistakes."""
    return loads(manifest_file.text(path), path)


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
