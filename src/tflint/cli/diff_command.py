"""Compare two models: arena, size, operators, and the findings that are new or fixed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.cli import declared, lint_run, outcome
from tflint.cli.trouble import Usage, reason
from tflint.engine.conclude import Gathered, Linted, conclude
from tflint.engine.judge import compared
from tflint.files import opening
from tflint.files.search import named, source
from tflint.model.malformed import Malformed

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from tflint.engine.lint import Judged
    from tflint.engine.scope import Scope
    from tflint.files.found import Source


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `tflint diff`."""
    parser.add_argument("old", metavar="OLD", help="the model as it was")
    parser.add_argument("new", metavar="NEW", help="the model as it is now; its findings are reported")
    declared.add_manifest(parser)
    declared.add_boards(parser)
    declared.add_rules(parser)
    outcome.add_arguments(parser)


def run(arguments: Namespace) -> int:
    """Run `tflint diff`; return the exit code."""
    outcome.places(arguments)
    manifest = declared.manifest(arguments.manifest)
    scope = lint_run.scope(arguments, manifest)
    now = source(arguments.new, declared.folder(manifest))
    linted = [Linted(now, _compared(arguments.old, now, scope))]
    gathered = Gathered(
        linted,
        notices=declared.notices(scope, linted),
        against=source(arguments.old, declared.folder(manifest)).name,
        narrowed=bool(arguments.select or arguments.ignore or manifest.select),
        relative=lambda name: source(named(name), declared.folder(manifest)).relative,
    )
    return outcome.show(arguments, conclude(gathered, scope))


def _compared(old: str, now: Source, scope: Scope) -> Judged:
    path = old
    try:
        before = opening.read(path)
        path = now.path
        return compared(before[: len(before)], opening.read(path), now, scope)
    except OSError as why:
        raise Usage(f"{path}: {reason(why)}") from None
    except Malformed as why:  # a large file that was cut short after it was decoded
        raise Usage(f"{path}: {why.why}") from None
