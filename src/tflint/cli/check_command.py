"""Lint models: each against the boards that the manifest gives it."""

from __future__ import annotations

from argparse import ArgumentTypeError
from itertools import chain
from typing import TYPE_CHECKING

from tflint.cli import configuration, show_report
from tflint.cli.errors import Usage
from tflint.cli.exit_codes import CLEAN, USAGE
from tflint.cli.paths import wanted

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from tflint.check.report import Report
    from tflint.cli.paths import Wanted

# what may ask for more than the models that are there: rules, boards, other states, other formats
ASKS = (
    *("select", "ignore", "board", "target", "runtime", "arena", "flash"),
    *("format", "executor", "journal", "baseline", "write_baseline", "diff"),
)


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `tflint check`."""
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="models and folders; none: the manifest's models, else this folder"
    )
    configuration.add_manifest(parser)
    configuration.add_boards(parser)
    configuration.add_rules(parser)
    show_report.add_arguments(parser)
    parser.add_argument("--jobs", type=_jobs, metavar="N", help="processes (default: one for few files, else one a processor)")
    parser.add_argument("--executor", metavar="dask[=ADDRESS]", help="lint on a dask cluster; no ADDRESS: one of this machine")
    parser.add_argument(
        "--journal", metavar="FILE", help="write lints as JSON lines while the run goes on; take over those there"
    )
    parser.add_argument("--no-cache", action="store_true", help="lint again what was linted before")
    parser.add_argument("--baseline", metavar="FILE", help="findings that are known; only others are reported")
    parser.add_argument("--write-baseline", action="store_true", help="write today's findings to the --baseline file")
    parser.add_argument("--diff", metavar="GIT_REF", help="compare with the models of another revision, read from git")


def run(arguments: Namespace) -> int:
    """Run `tflint check`; return the exit code."""
    if arguments.write_baseline and not arguments.baseline:
        raise Usage("--write-baseline needs --baseline FILE")
    show_report.places(arguments)  # a mistake there is told before the work
    paths = wanted(arguments.paths, configuration.manifest(arguments.manifest), fixed=arguments.manifest is not None)
    report = _report(arguments, paths)
    if arguments.write_baseline:
        from tflint.cli import baseline_file

        baseline_file.write(arguments.baseline, report, paths)
        show_report.complain_of(report)
        return USAGE if report.troubles else CLEAN
    return show_report.show(arguments, report)


def _report(arguments: Namespace, paths: Wanted) -> Report:
    """Return what the run came to; where nothing was found and nothing else asked for, no rule is imported."""
    found = iter(paths.found)
    first = next(found, None)
    if first is None and paths.manifest.path is None and not any(getattr(arguments, word) for word in ASKS):
        from tflint.check.report import Report

        return Report((), (), notices=(configuration.no_manifest(),))
    from tflint.cli import lint_run

    return lint_run.report(arguments, paths._replace(found=found if first is None else chain((first,), found)))


def _jobs(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} is no number of processes")
    return int(text)
