"""Compare two models, or one model on two runtimes: arena, size, operators, and the findings that are new or fixed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.check.assemble import Gathered, conclude
from tflint.check.lint_file import Linted, compared
from tflint.cli import configuration, notices, options, show_report
from tflint.cli.errors import Usage, reason
from tflint.files import opening
from tflint.files.shown import named, relative
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
    options.add_manifest(parser)
    options.add_boards(parser, runtimes="given twice: compares the two, for OLD alone or for no model")
    options.add_rules(parser)
    show_report.add_arguments(parser)


def run(arguments: Namespace) -> int:
    """Run `tflint diff`; return the exit code."""
    if len(arguments.runtime) > 1:
        from tflint.cli import runtime_diff

        return runtime_diff.run(arguments)
    if arguments.new is None:
        raise Usage("expected two models, or --runtime twice; tflint diff --help lists the options")
    arguments.paths = [arguments.new]
    places = show_report.places(arguments)
    settled = configuration.resolve(arguments, detail=any(it.format == "html" for it in places))
    now = settled.search.source(arguments.new)
    manifest, scope = settled.manifest(now), settled.scope(now)
    linted = [Linted(now, _compared(arguments.old, now, scope))]
    gathered = Gathered(
        linted,
        against=settled.search.source(arguments.old).name,
        narrowed=bool(arguments.select or arguments.ignore or manifest.select),
        relative=lambda name: relative(named(name), manifest.root),
    )
    report = conclude(gathered, scope)
    return show_report.show(arguments, report._replace(notices=tuple(notices.of_manifest(report, scope))))


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
