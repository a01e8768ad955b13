"""Runs one rule on one model's bytes, by the engine's own path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.check.assemble import Gathered, conclude
from tflint.check.lint import lint
from tflint.check.lint_file import Linted
from tflint.check.scope import Scope
from tflint.files.found import Source
from tflint.manifest.board import Board, Manifest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tflint.check.rule import Rule
    from tflint.finding import Finding
    from tflint.manifest.board import ModelEntry
    from tflint.model.view import Model

UNDECLARED = Board("cortex-m4/cmsis-nn")


class RuleCrashed(AssertionError):
    """The rule raised; the message is its traceback."""


def run(
    rule: Rule,
    data: bytes | Mapping[str, bytes],
    *,
    board: Board | None = None,
    entry: ModelEntry | None = None,
    settings: Mapping[str, object] | None = None,
    path: str = "model.tflite",
    root: str = ".",
    previous: Model | None = None,
) -> tuple[Finding, ...]:
    """Return what a rule says of a model's bytes, in the report's order; raise RuleCrashed where it raises.

    `data` may be many models, path -> bytes, for a rule that looks at all models of a board. With no `board` they are
    judged on the default target, undeclared. `settings` are the rule's own options, as in the manifest's `[rules]` table;
    `entry` is the manifest's entry for the models; `previous` the other revision's model under `--diff`.
    """
    models = {path: data} if isinstance(data, bytes) else dict(data)
    scope = _scope(rule, board, entry, {} if settings is None else {rule.name: settings}, root)
    linted = [Linted(Source(name, name, name), lint(models[name], name, scope, previous=previous)) for name in models]
    report = conclude(Gathered(linted, whole=True, opened=lambda source: memoryview(models[source.path])), scope)
    if report.crashed:
        raise RuleCrashed(report.crashed[0].traceback)
    return report.every


def _scope(
    rule: Rule, board: Board | None, entry: ModelEntry | None, settings: Mapping[str, Mapping[str, object]], root: str
) -> Scope:
    boards = {} if board is None else {board.name: board}
    entries = () if entry is None else (entry,)
    manifest = Manifest(root=root, boards=boards, models=entries, rules=settings)
    return Scope((rule,), manifest, (board or UNDECLARED,), declared=board is not None)
