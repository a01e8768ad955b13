"""Lint models: each against the boards that the manifest gives it."""

from __future__ import annotations

from argparse import ArgumentTypeError
from itertools import chain

from tflint.check.report import without_lints
from tflint.cli import configuration, notices, options, show_report, termination
from tflint.cli.errors import Usage
from tflint.cli.exit_codes import CLEAN, USAGE
from tflint.files.found import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator

    from tflint.check.report import Report
    from tflint.cli.configuration import Configuration
    from tflint.cli.printing import Output
    from tflint.files.found import Found

# what may ask for more than the models that are there: rules, boards, other states, other formats
ASKS = (
    *("select", "ignore", "board", "target", "runtime", "arena", "flash"),
    *("format", "executor", "journal", "baseline", "write_baseline", "diff"),
)


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `tflint check`."""
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="models, C sources and folders; default: the manifest's folder, else this one"
    )
    options.add_manifest(parser)
    options.add_boards(parser)
    options.add_rules(parser)
    options.add_paths(parser)
    show_report.add_arguments(parser)
    parser.add_argument("--jobs", type=_jobs, metavar="N", help="processes (default: one for few files, else one per processor)")
    parser.add_argument(
        "--executor", metavar="dask[=ADDRESS]", help="lint on a dask cluster; without ADDRESS: one of this machine"
    )
    parser.add_argument("--journal", metavar="FILE", help="append results to FILE (JSON Lines) and resume from it")
    parser.add_argument("--no-cache", action="store_true", help="ignore the result cache")
    parser.add_argument("--baseline", metavar="FILE", help="findings that are known; only others are reported")
    parser.add_argument("--write-baseline", action="store_true", help="write the findings of this run to the --baseline file")
    parser.add_argument("--diff", metavar="GIT_REF", help="compare with the models of another revision, read from git")
    parser.add_argument("--watch", action="store_true", help="check again each time that a file changes, until Ctrl-C")
    parser.add_argument(
        "--show-files", action="store_true", help="list the models with their manifests and boards; check nothing"
    )
    parser.add_argument(
        "--show-settings",
        metavar="FILE",
        help="say which manifest, boards and runtime FILE is held against, and why; check nothing",
    )


def run(arguments: Namespace) -> int:
    """Run `tflint check`; return the exit code."""
    if arguments.write_baseline and not arguments.baseline:
        raise Usage("--write-baseline needs --baseline FILE")
    if arguments.watch and (arguments.write_baseline or arguments.journal or arguments.executor):
        raise Usage("--watch cannot be combined with --write-baseline, --journal or --executor")
    if arguments.show_files or arguments.show_settings:
        from tflint.cli import show_settings

        return show_settings.show(arguments)
    places = show_report.places(arguments)  # a mistake there is reported before the work
    if arguments.watch:
        from tflint.cli import watch

        return watch.watch(
            lambda: _once(arguments, places),
            lambda: watch.tops_of(arguments),
            tuple(it.file for it in places if it.file is not None),
        )
    return _once(arguments, places)


def _once(arguments: Namespace, places: tuple[Output, ...]) -> int:
    settled = configuration.resolve(arguments, detail=any(it.format == "html" for it in places))
    report = _report(arguments, settled)
    if arguments.write_baseline:
        from tflint.cli import baseline_file

        baseline_file.write(arguments.baseline, report, settled.here)
        show_report.complain_of(report)
        return USAGE if report.troubles else CLEAN
    return show_report.show(arguments, report)


def _report(arguments: Namespace, settled: Configuration) -> Report:
    """Return what the run came to; where no model was found and nothing else asked for, no rule is imported."""
    found: Iterator[Found] = settled.found()
    before: list[Found] = []
    for it in found:
        before.append(it)
        if isinstance(it, Source):
            break
    else:
        if settled.here.path is None and not settled.owners.met() and not any(getattr(arguments, word) for word in ASKS):
            return _empty(arguments, settled, before)
    termination.heed()
    from tflint.cli import lint_run

    report = lint_run.report(arguments, settled, lint_run.inputs(settled, chain(before, found)))
    return report if report.models else _with_unchecked(report, _unchecked(arguments, settled))


def _empty(arguments: Namespace, settled: Configuration, found: list[Found]) -> Report:
    report = without_lints(found)._replace(notices=(notices.no_board(settled.here),))
    return _with_unchecked(report, _unchecked(arguments, settled))


def _with_unchecked(report: Report, unchecked: tuple[str, ...]) -> Report:
    return report._replace(notices=(*report.notices, *unchecked), unchecked=unchecked)


def _unchecked(arguments: Namespace, settled: Configuration) -> tuple[str, ...]:
    """Return what a search that found no model saw of models that it does not check."""
    if arguments.allow_empty:
        return ()
    from tflint.cli import nothing_checked

    return nothing_checked.sentences(settled)


def _jobs(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"expected a whole number of processes, at least 1, got {text!r}")
    return int(text)
