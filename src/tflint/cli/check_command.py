"""Lint models: each against the boards that the manifest gives it."""

from __future__ import annotations

from argparse import ArgumentTypeError
from typing import TYPE_CHECKING

from tflint.cli import declared, outcome
from tflint.cli.exit_codes import CLEAN, USAGE
from tflint.cli.paths import wanted
from tflint.cli.progress import Progress
from tflint.cli.trouble import Usage
from tflint.engine.conclude import Gathered, conclude
from tflint.engine.gather import Means, gather
from tflint.engine.scope import Scope

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from tflint.cli.paths import Wanted
    from tflint.engine.baseline import Entry
    from tflint.engine.gather import Lints
    from tflint.engine.report import Change
    from tflint.files.revision import Revision
    from tflint.manifest.board import Manifest


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `tflint check`."""
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="models and folders; none: the manifest's models, else this folder"
    )
    declared.add_manifest(parser)
    declared.add_boards(parser)
    declared.add_rules(parser)
    outcome.add_arguments(parser)
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
    outcome.places(arguments)  # a mistake there is told before the work
    paths = wanted(arguments.paths, declared.manifest(arguments.manifest), fixed=arguments.manifest is not None)
    scope = _scope(arguments, paths)
    report = conclude(_gathered(arguments, paths, scope), scope)
    if arguments.write_baseline:
        from tflint.cli import known_findings

        known_findings.write(arguments.baseline, report, paths)
        outcome.complain_of(report)
        return USAGE if report.troubles else CLEAN
    return outcome.show(arguments, report)


def _scope(arguments: Namespace, paths: Wanted) -> Scope:
    manifest = paths.manifest
    known = declared.rules(manifest)
    declared.check_settings(manifest, known)
    return Scope(
        declared.chosen(known, manifest, arguments),
        manifest,
        declared.boards(arguments, manifest),
        declared=bool(arguments.board or arguments.arena or arguments.flash),
        detail=any(it.format == "html" for it in outcome.places(arguments)),
        revision=None if arguments.diff is None else _revision(arguments, manifest),
    )


def _gathered(arguments: Namespace, paths: Wanted, scope: Scope) -> Gathered:
    lints = _lints(arguments, paths, scope)
    return Gathered(
        lints.linted,
        lints.left_out,
        lints.unreadable,
        notices=declared.notices(scope, lints.linted),
        whole=paths.whole,
        narrowed=bool(arguments.select or arguments.ignore or scope.manifest.select),
        known=() if arguments.baseline is None or arguments.write_baseline else _known(arguments.baseline),
        against=arguments.diff,
        gone=() if scope.revision is None else _gone(scope.revision, paths),
        relative=paths.relative,
    )


def _lints(arguments: Namespace, paths: Wanted, scope: Scope) -> Lints:
    if arguments.journal is None and arguments.executor is None:
        with Progress() as progress:
            return gather(paths.found, scope, Means(arguments.jobs, cached=not arguments.no_cache), progress)
    from tflint.cli import far

    return far.lints(arguments, paths.found, scope)


def _known(path: str) -> tuple[Entry, ...]:
    from tflint.cli import known_findings

    return known_findings.read(path)


def _revision(arguments: Namespace, manifest: Manifest) -> Revision:
    from tflint.cli import other_revision

    return other_revision.named(arguments.diff, manifest, arguments.paths)


def _gone(revision: Revision, paths: Wanted) -> tuple[Change, ...]:
    from tflint.cli import other_revision

    return tuple(other_revision.gone(revision, paths))


def _jobs(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} is no number of processes")
    return int(text)
