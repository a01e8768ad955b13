"""Lint models: each against the boards that the manifest gives it."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from tflint import report as formats
from tflint.cli import declared, printing
from tflint.cli.exit_codes import CLEAN, FINDINGS, INTERNAL, USAGE
from tflint.cli.paths import wanted
from tflint.cli.trouble import Usage, complain
from tflint.engine import baseline
from tflint.engine.conclude import Gathered, conclude
from tflint.engine.gather import gather
from tflint.engine.report import Change
from tflint.engine.scope import Scope
from tflint.files.revision import NoRevision, revision
from tflint.finding import Severity

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator

    from tflint.cli.paths import Wanted
    from tflint.engine.report import Crashed, Report
    from tflint.files.revision import Revision
    from tflint.manifest.board import Manifest
    from tflint.report.options import Options

FAIL_ON = ("error", "warning", "note", "never")


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `tflint check`."""
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="models and folders; none: the manifest's models, else this folder"
    )
    declared.add_manifest(parser)
    declared.add_boards(parser)
    parser.add_argument(
        "--select", action="append", metavar="RULE", help="run only these rules or families (repeat, or use commas)"
    )
    parser.add_argument("--ignore", action="append", metavar="RULE", help="leave these rules or families out")
    parser.add_argument(
        "--fail-on", choices=FAIL_ON, default="warning", help="the lowest severity that fails (default: %(default)s)"
    )
    parser.add_argument("--jobs", type=_jobs, metavar="N", help="processes (default: one for few files, else one a processor)")
    parser.add_argument("--baseline", metavar="FILE", help="findings that are known; only others are reported")
    parser.add_argument("--write-baseline", action="store_true", help="write today's findings to the --baseline file")
    parser.add_argument("--diff", metavar="GIT_REF", help="compare with the models of another revision, read from git")
    parser.add_argument("--statistics", action="store_true", help="count findings by rule")
    printing.add_arguments(parser, formats.FORMATS)


def run(arguments: Namespace) -> int:
    """Run `tflint check`; return the exit code."""
    if arguments.write_baseline and not arguments.baseline:
        raise Usage("--write-baseline needs --baseline FILE")
    places = printing.outputs(arguments, formats.FORMATS)
    paths = wanted(arguments.paths, declared.manifest(arguments.manifest), named=arguments.manifest is not None)
    scope = _scope(arguments, paths.manifest, detail=any(it.format == "html" for it in places))
    report = conclude(_gathered(arguments, paths, scope), scope)
    if arguments.write_baseline:
        _write_baseline(arguments.baseline, report, paths)
        return USAGE if report.troubles else CLEAN
    _print(arguments, places, report)
    return _exit_code(report, arguments.fail_on)


def _scope(arguments: Namespace, manifest: Manifest, *, detail: bool) -> Scope:
    known = declared.rules(manifest)
    declared.check_settings(manifest, known)
    boards = declared.boards(arguments, manifest)
    budget = arguments.board or arguments.arena or arguments.flash
    return Scope(
        declared.chosen(known, manifest, arguments),
        manifest,
        boards,
        declared=bool(budget),
        detail=detail,
        revision=None if arguments.diff is None else _revision(arguments.diff, manifest),
    )


def _gathered(arguments: Namespace, paths: Wanted, scope: Scope) -> Gathered:
    lints = gather(paths.found, scope, arguments.jobs)
    return Gathered(
        lints.linted,
        lints.left_out,
        lints.unreadable,
        notices=_notices(scope),
        whole=paths.whole,
        narrowed=bool(arguments.select or arguments.ignore or scope.manifest.select),
        known=() if arguments.baseline is None or arguments.write_baseline else _known(arguments.baseline),
        against=arguments.diff,
        gone=() if scope.revision is None else tuple(_gone(scope.revision, paths)),
        relative=paths.relative,
    )


def _revision(name: str, manifest: Manifest) -> Revision:
    try:
        return revision(name, manifest.root)
    except NoRevision as why:
        raise Usage(f"--diff: {why}") from None


def _gone(other: Revision, paths: Wanted) -> Iterator[Change]:
    """Yield the models that the other revision has and that are here no more, where this run would have looked for them."""
    for path in other.models(paths.manifest.root):
        name = paths.shown(path)
        if name is not None and not os.path.lexists(path):
            yield Change(name, len(other.read(path) or b""), None)


def _notices(scope: Scope) -> tuple[str, ...]:
    """Return what a report should say first: what a model was held against where no manifest tells."""
    if scope.manifest.path is not None:
        return ()
    if not scope.boards:
        return ("no manifest: checked against TFLM (cortex-m4/cmsis-nn), no budget; tflint init writes one",)
    if not scope.declared:
        return (f"no manifest: checked against {scope.boards[0].target}, no budget; tflint init writes one",)
    return ()


def _known(path: str) -> tuple[baseline.Entry, ...]:
    try:
        with open(path, encoding="utf-8") as file:  # noqa: PTH123  a name as the user gave it
            return baseline.load(file.read())
    except (OSError, UnicodeDecodeError, baseline.NoBaseline) as why:
        raise Usage(f"{path}: {getattr(why, 'strerror', None) or why}") from None


def _write_baseline(path: str, report: Report, paths: Wanted) -> None:
    text = baseline.dump(report.findings, paths.relative)
    try:
        with open(path, "w", encoding="utf-8", newline="\n") as file:  # noqa: PTH123  a name as the user gave it
            file.write(text)
    except OSError as why:
        raise Usage(f"{path}: cannot be written: {why.strerror}") from None
    print(f"{len(report.findings):,} findings written to {path}")
    _complain(report)


def _print(arguments: Namespace, places: tuple[printing.Output, ...], report: Report) -> None:
    def render(name: str, options: Options) -> str:
        return formats.render(name, report, options)

    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if not places and printing.in_actions():
        places = (printing.Output("text", None), printing.Output("github", None))
        if summary:
            printing.append(arguments, summary, "markdown", render)
    printing.write(arguments, places or (printing.Output("text", None),), render)
    sys.stdout.flush()
    _complain(report)


def _complain(report: Report) -> None:
    """Say on stderr which paths could not be read, and once each which rules crashed."""
    complain("\n".join(f"{it.path}: {it.why}" for it in report.troubles))
    crashes: dict[str, list[Crashed]] = {}
    for crash in report.crashed:
        crashes.setdefault(crash.rule, []).append(crash)
    for rule, group in crashes.items():
        more = f" (and {len(group) - 1:,} times more)" if len(group) > 1 else ""
        complain(f"internal error: rule {rule} crashed on {group[0].path}: {group[0].error}{more}; -v shows the traceback")


def _jobs(text: str) -> int:
    jobs = int(text)
    if jobs < 1:
        raise ValueError(text)
    return jobs


def _exit_code(report: Report, fail_on: str) -> int:
    if report.crashed:
        return INTERNAL
    if report.troubles:
        return USAGE
    if fail_on == "never":
        return CLEAN
    limit = Severity[fail_on.upper()]
    return FINDINGS if any(finding.severity >= limit for finding in report.findings) else CLEAN
