"""The work of `tflint check`: what is declared, the lints of all files, and what they come to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.check.assemble import Gathered, conclude
from tflint.check.scope import Scope
from tflint.cli import configuration, show_report
from tflint.cli.progress import Progress
from tflint.run.lint_files import gather
from tflint.run.means import Means

if TYPE_CHECKING:
    from argparse import Namespace

    from tflint.check.baseline import Entry
    from tflint.check.lint import Judged
    from tflint.check.lint_file import Linted
    from tflint.check.report import Report
    from tflint.cli.paths import Wanted
    from tflint.files.revision import Revision
    from tflint.manifest.board import Manifest
    from tflint.run.lint_files import Lints


def report(arguments: Namespace, paths: Wanted) -> Report:
    """Lint the files that a command line means; raise Usage."""
    asked = scope(arguments, paths.manifest)
    if arguments.diff is not None:
        asked = asked._replace(revision=_revision(arguments, paths.manifest))
    return conclude(_gathered(arguments, paths, asked), asked)


def scope(arguments: Namespace, manifest: Manifest) -> Scope:
    """Return the rules, boards and details that a command line asks for; raise Usage."""
    known = configuration.rules(manifest)
    configuration.check_settings(manifest, known)
    return Scope(
        configuration.chosen(known, manifest, arguments),
        manifest,
        configuration.boards(arguments, manifest),
        declared=bool(arguments.board or arguments.arena or arguments.flash),
        detail=any(it.format == "html" for it in show_report.places(arguments)),
    )


def _gathered(arguments: Namespace, paths: Wanted, scope: Scope) -> Gathered:
    lints = _lints(arguments, paths, scope)
    return Gathered(
        lints.linted,
        lints.left_out,
        lints.unreadable,
        notices=configuration.notices(scope, lints.linted),
        whole=paths.whole,
        narrowed=bool(arguments.select or arguments.ignore or scope.manifest.select),
        known=() if arguments.baseline is None or arguments.write_baseline else _known(arguments.baseline),
        against=arguments.diff,
        gone=() if scope.revision is None else _gone(scope, paths, lints.linted),
        relative=paths.relative,
    )


def _lints(arguments: Namespace, paths: Wanted, scope: Scope) -> Lints:
    if arguments.journal is None and arguments.executor is None:
        with Progress() as progress:
            return gather(paths.found, scope, Means(arguments.jobs, cached=not arguments.no_cache), progress)
    from tflint.cli import distributed_run

    return distributed_run.lints(arguments, paths.found, scope)


def _known(path: str) -> tuple[Entry, ...]:
    from tflint.cli import baseline_file

    return baseline_file.read(path)


def _revision(arguments: Namespace, manifest: Manifest) -> Revision:
    from tflint.cli import other_revision

    return other_revision.named(arguments.diff, manifest, arguments.paths)


def _gone(scope: Scope, paths: Wanted, linted: list[Linted]) -> tuple[Judged, ...]:
    from tflint.cli import other_revision

    return tuple(other_revision.gone(scope, paths, linted))
