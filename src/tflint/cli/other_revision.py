"""The revision that `--diff` names, and the models that only it has."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from tflint.check.lint import lint
from tflint.cli.errors import Usage
from tflint.files.renamed_models import moves
from tflint.files.revision import NoRevision, revision
from tflint.files.shown import below, relative, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tflint.check.lint import Judged
    from tflint.check.lint_file import Linted
    from tflint.check.scope import Scope
    from tflint.cli.configuration import Configuration
    from tflint.files.revision import Revision
    from tflint.manifest.board import Manifest


def named(name: str, manifest: Manifest, tops: Sequence[str]) -> Revision:
    """Return a revision of the repository of the manifest, or of the first path where there is none; raise Usage."""
    first = tops[0] if tops and manifest.path is None else manifest.root
    folder = first if os.path.isdir(first) else os.path.dirname(first)
    try:
        other = revision(name, folder)
        return replace(other, moved=moves(other))
    except NoRevision as why:
        raise Usage(f"--diff: {why}") from None


def gone(configuration: Configuration, manifest: Manifest, scope: Scope, linted: Iterable[Linted]) -> Iterator[Judged]:
    """Yield the lints of the models that the other revision has and that are here no more, where this run would have looked."""
    other = scope.revision
    if other is None:
        return
    moved = {other.moved.get(os.path.realpath(source.path)) for source, _ in linted} if other.moved else set()
    for path in other.models():
        name = _name(configuration, path)
        if name is None or path in moved or os.path.lexists(path):
            continue
        if configuration.owners.of(name).path == manifest.path and not configuration.owners.excludes(name):
            yield lint(other.read(path) or b"", shown(name), scope, relative=relative(name, manifest.root))


def _name(configuration: Configuration, path: str) -> str | None:
    """Return an absolute path as this run would have named it, None for one that it would not have looked at."""
    for top in configuration.tops:
        inner = below(path, top)
        if inner is not None:
            return os.path.normpath(os.path.join(top, inner))
    return None
