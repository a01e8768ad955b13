"""The revision that `--diff` names, and the models that only it has."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from tflint.check.lint import lint
from tflint.cli.errors import Usage
from tflint.files.renamed_models import moves
from tflint.files.revision import NoRevision, revision

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tflint.check.lint import Judged
    from tflint.check.lint_file import Linted
    from tflint.check.scope import Scope
    from tflint.cli.paths import Wanted
    from tflint.files.revision import Revision
    from tflint.manifest.board import Manifest


def named(name: str, manifest: Manifest, paths: list[str]) -> Revision:
    """Return a revision of the repository of the manifest, or of the first path where there is none; raise Usage."""
    first = paths[0] if paths and manifest.path is None else manifest.root
    folder = first if os.path.isdir(first) else os.path.dirname(first)  # noqa: PTH112, PTH120  a name as the user gave it
    try:
        other = revision(name, folder)
        return replace(other, moved=moves(other))
    except NoRevision as why:
        raise Usage(f"--diff: {why}") from None


def gone(scope: Scope, paths: Wanted, linted: Iterable[Linted]) -> Iterator[Judged]:
    """Yield the lints of the models that the other revision has and that are here no more, where this run would have looked."""
    other = scope.revision
    if other is None:
        return
    moved = {other.moved.get(os.path.realpath(source.path.partition("\0")[0])) for source, _ in linted} if other.moved else set()
    for path in other.models():
        name = paths.shown(path)
        if name is not None and path not in moved and not os.path.lexists(path):
            yield lint(other.read(path) or b"", name, scope, relative=paths.relative(name))
