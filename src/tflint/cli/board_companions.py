"""Models that share a board with those that a run was asked for: what a board holds does not depend on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.files import match
from tflint.files.found import Source
from tflint.run.lint_files import gather

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tflint.check.lint_file import Linted
    from tflint.check.scope import Scope
    from tflint.cli.configuration import Configuration
    from tflint.manifest.board import Manifest
    from tflint.run.means import Means


def companions(
    configuration: Configuration, manifest: Manifest, sources: Sequence[Source], means: Means
) -> tuple[list[Linted], frozenset[int]]:
    """Return the lints of the other models of the same boards, without findings, and the numbers of the entries that have a file."""
    scope = configuration.scopes.of(manifest)
    matched = {
        number
        for number, entry in enumerate(manifest.models)
        if any(match.model(entry.path, source.relative) for source in sources)
    }
    if len(matched) == len(manifest.models) and configuration.covers(manifest):
        return [], frozenset(matched)
    others: list[Source] = []
    for number, found in configuration.search.declared(manifest):
        if isinstance(found, Source):
            matched.add(number)
            if found.manifest == (manifest.path or "") and configuration.search.once(found):
                others.append(found)
    needed = list(_on_boards(others, scope, sources))
    plans_only = scope._replace(rules=(), revision=None, detail=False)
    linted = gather(needed, plans_only, means._replace(journal=None, dask=None)).linted if needed else []
    return linted, frozenset(matched)


def _on_boards(others: Iterable[Source], scope: Scope, sources: Sequence[Source]) -> Iterable[Source]:
    """Yield those that go on a declared board of these models, where a rule looks at boards at all."""
    if not any("Deployment" in rule.nodes for rule in scope.rules):
        return ()
    boards = _boards(scope, sources)
    return (it for it in others if boards & _boards(scope, (it,)))


def _boards(scope: Scope, sources: Iterable[Source]) -> set[str]:
    return {it.board.name for source in sources for it in scope.placements(source.relative) if it.declared}
