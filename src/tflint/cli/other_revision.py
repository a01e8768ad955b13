"""The revision that `--diff` names, and the models that only it has."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tflint.cli.trouble import Usage
from tflint.engine.report import Change
from tflint.files.revision import NoRevision, revision

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.cli.paths import Wanted
    from tflint.files.revision import Revision
    from tflint.manifest.board import Manifest


def named(name: str, manifest: Manifest, paths: list[str]) -> Revision:
    """Return a revision of the repository of the manifest, or of the first path where there is none; raise Usage."""
    first = paths[0] if paths and manifest.path is None else manifest.root
    folder = first if os.path.isdir(first) else os.path.dirname(first)  # noqa: PTH112, PTH120  a name as the user gave it
    try:
        return revision(name, folder)
    except NoRevision as why:
        raise Usage(f"--diff: {why}") from None


def gone(other: Revision, paths: Wanted) -> Iterator[Change]:
    """Yield the models that the other revision has and that are here no more, where this run would have looked for them."""
    for path in other.models():
        name = paths.shown(path)
        if name is not None and not os.path.lexists(path):
            yield Change(name, len(other.read(path) or b""), None)
