"""The work of `tflint check`: the lints of all files, manifest by manifest, and what they come to."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tflint.check.assemble import Gathered, conclude
from tflint.check.join_reports import joined
from tflint.check.report import without_lints
from tflint.cli import board_companions, notices
from tflint.cli.progress import Progress
from tflint.files.found import Source
from tflint.files.shown import named, relative
from tflint.fix.rules import TEXTS
from tflint.record import Record
from tflint.run.lint_files import gather
from tflint.run.means import Means

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable

    from tflint.check.baseline import Entry
    from tflint.check.lint import Judged
    from tflint.check.lint_file import Linted
    from tflint.check.report import Report
    from tflint.check.scope import Scope
    from tflint.cli.configuration import Configuration
    from tflint.files.found import Found, LeftOut, Unreadable
    from tflint.manifest.board import Manifest
    from tflint.run.lint_files import Lints


class Inputs(Record):
    """What a search came to: the models by manifest, and what no manifest is needed for."""

    by_manifest: dict[str, tuple[Manifest, list[Source]]]
    others: tuple[LeftOut | Unreadable, ...]


class _Run(Record):
    """One `tflint check`."""

    arguments: Namespace
    configuration: Configuration
    known: tuple[Entry, ...]
    means: Means


def inputs(configuration: Configuration, found: Iterable[Found]) -> Inputs:
    """Return the models of a search by their manifests; each manifest that is wholly searched is there, with models or without."""
    sorted_out: dict[str, tuple[Manifest, list[Source]]] = {}
    others: list[LeftOut | Unreadable] = []
    for it in found:
        if isinstance(it, Source):
            manifest = configuration.manifest(it)
            sorted_out.setdefault(manifest.path or "", (manifest, []))[1].append(it)
        else:
            others.append(it)
    for manifest in configuration.owners.met():
        if configuration.covers(manifest):
            sorted_out.setdefault(manifest.path or "", (manifest, []))
    return Inputs(sorted_out, tuple(others))


def report(arguments: Namespace, configuration: Configuration, given: Inputs) -> Report:
    """Lint the files of a run; raise Usage."""
    if arguments.diff is not None:
        from tflint.cli import other_revision

        configuration.scopes.revision = other_revision.named(arguments.diff, configuration.here, configuration.tops)
    configuration.scopes.search = configuration.search
    groups = [given.by_manifest[path] for path in sorted(given.by_manifest)]
    run = _Run(arguments, configuration, _known(arguments), _means(arguments, [configuration.scopes.of(it) for it, _ in groups]))
    return joined([*(_concluded(run, manifest, sources) for manifest, sources in groups), without_lints(given.others)])


def _concluded(run: _Run, manifest: Manifest, sources: list[Source]) -> Report:
    """Return the report of one manifest's models."""
    arguments, configuration = run.arguments, run.configuration
    scope = configuration.scopes.of(manifest)
    lints = _lints(arguments, sources, scope, run.means)
    companions, matched = board_companions.companions(configuration, manifest, sources, run.means)
    gathered = Gathered(
        lints.linted,
        lints.left_out,
        lints.unreadable,
        whole=configuration.covers(manifest),
        narrowed=bool(arguments.select or arguments.ignore or manifest.select),
        known=tuple(it for it in run.known if _is_of(it, manifest, configuration)),
        baseline=arguments.baseline or "",
        companions=companions,
        matched=matched,
        against=arguments.diff,
        gone=() if scope.revision is None else _gone(run, manifest, scope, lints.linted),
        relative=lambda name: relative(named(name), manifest.root),
        known_as=lambda name: relative(named(name), configuration.here.root),
    )
    made = conclude(gathered, scope)
    if any(it.rule in TEXTS for it in made.findings):
        from tflint.cli import source_fixes

        made = source_fixes.added(made, lints.linted, scope)
    noted = notices.of_manifest(made, scope, [it.relative for it in sources])
    return made._replace(notices=(*noted, *notices.of_inner(manifest, configuration.owned_by_inner(manifest))))


def _is_of(entry: Entry, manifest: Manifest, configuration: Configuration) -> bool:
    """Return whether a baseline's entry is about a manifest's files."""
    path = os.path.join(configuration.here.root, named(entry.path))
    return configuration.owners.of(path).path == manifest.path


def _lints(arguments: Namespace, sources: list[Source], scope: Scope, means: Means) -> Lints:
    if means.journal is None and means.dask is None:
        with Progress() as progress:
            return gather(sources, scope, means, progress)
    from tflint.cli import distributed_run

    return distributed_run.lints(arguments, sources, scope, means)


def _means(arguments: Namespace, scopes: list[Scope]) -> Means:
    plain = Means(arguments.jobs, cached=not arguments.no_cache)
    if arguments.journal is None and arguments.executor is None:
        return plain
    from tflint.cli import distributed_run

    return distributed_run.means(arguments, plain, scopes)


def _known(arguments: Namespace) -> tuple[Entry, ...]:
    if arguments.baseline is None or arguments.write_baseline:
        return ()
    from tflint.cli import baseline_file

    return baseline_file.read(arguments.baseline)


def _gone(run: _Run, manifest: Manifest, scope: Scope, linted: list[Linted]) -> tuple[Judged, ...]:
    from tflint.cli import other_revision

    return tuple(other_revision.gone(run.configuration, manifest, scope, linted))
