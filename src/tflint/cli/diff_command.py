"""Compare two models, or one model on two runtimes: arena, size, operators, and the findings that are new or fixed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.check.assemble import Gathered, conclude
from tflint.check.lint_file import Linted, compared
from tflint.cli import configuration, lint_run, show_report
from tflint.cli.errors import Usage, reason
from tflint.files import opening
from tflint.files.search import named, source
from tflint.model.malformed import Malformed

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from tflint.check.lint import Judged
    from tflint.check.scope import Scope
    from tflint.files.found import Source


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `tflint diff`."""
    parser.add_argument("old", nargs="?", metavar="OLD", help="the model as it was")
    parser.add_argument("new", nargs="?", metavar="NEW", help="the model as it is now; its findings are reported")
    configuration.add_manifest(parser)
    configuration.add_boards(parser, "given twice: compares the two, for OLD alone or for no model")
    configuration.add_rules(parser)
    show_report.add_arguments(parser)


def run(arguments: Namespace) -> int:
    """Run `tflint diff`; return the exit code."""
    if len(arguments.runtime) > 1:
        from tflint.cli import runtime_diff

        return runtime_diff.run(arguments)
    if arguments.new is None:
        raise Usage("expected two models, or --runtime twice; tflint diff --help tells what there is")
    arguments.runtime = next(iter(arguments.runtime), "")
    show_report.places(arguments)
    manifest = configuration.manifest(arguments.manifest)
    scope = lint_run.scope(arguments, manifest)
    now = source(arguments.new, configuration.folder(manifest))
    linted = [Linted(now, _compared(arguments.old, now, scope))]
    gathered = Gathered(
        linted,
        notices=configuration.notices(scope, linted),
        against=source(arguments.old, configuration.folder(manifest)).name,
        narrowed=bool(arguments.select or arguments.ignore or manifest.select),
        relative=lambda name: source(named(name), configuration.folder(manifest)).relative,
    )
    return show_report.show(arguments, conclude(gathered, scope))


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
