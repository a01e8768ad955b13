"""Lints many files: here, or in a pool of processes where that pays; results come in the order of the files."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from tflint.check.esphome_budget import may_have
from tflint.check.lint_file import Linted, judge
from tflint.files import opening
from tflint.files.found import LeftOut, Source, Unreadable, is_url
from tflint.model.data import Windows, sha256
from tflint.model.malformed import Malformed
from tflint.record import Record
from tflint.run.means import Means

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tflint.check.lint import Judged
    from tflint.check.scope import Scope
    from tflint.files.found import Found
    from tflint.run.cache import Cache

    Result = tuple[Source, Judged | Unreadable]

T = TypeVar("T")

FEW_FILES = 64
FEW_BYTES = 32 << 20


class Lints(Record):
    """What became of every path."""

    linted: list[Linted]
    left_out: list[LeftOut]
    unreadable: list[Unreadable]


def _nobody(_done: int, _total: int) -> None:
    """Watch nothing."""


def gather(
    found: Iterable[Found], scope: Scope, means: Means | None = None, watch: Callable[[int, int], None] = _nobody
) -> Lints:
    """Lint every file found; the lints come sorted by path, whatever the order in which they were done.

    `watch` is called after each file with how many are done, and of how many.
    """
    lints = Lints([], [], [])
    sources: list[Source] = []
    for it in found:
        match it:
            case LeftOut():
                lints.left_out.append(it)
            case Unreadable():
                lints.unreadable.append(it)
            case Source():
                sources.append(it)
    for done, (source, judged) in enumerate(_journalled(sources, scope, means or Means()), 1):
        watch(done, len(sources))
        if isinstance(judged, Unreadable):
            lints.unreadable.append(judged)
        else:
            lints.linted.append(Linted(source, _lean(judged)))
    lints.linted.sort(key=lambda it: (it.source.path, it.source.name))
    return lints


def _lean(judged: Judged) -> Judged:
    """Return a lint that shares its sets of rules and operators with the others of the run: most have the same."""
    return judged._replace(ran=_shared(judged.ran), skipped=_shared(judged.skipped), operators=_shared(judged.operators))


@lru_cache(maxsize=1024)
def _shared(names: frozenset[T]) -> frozenset[T]:
    return names


def _journalled(sources: list[Source], scope: Scope, means: Means) -> Iterator[Result]:
    """Yield the lints of the files; those in the journal first, the others as they are done and written there."""
    if means.journal is None:
        lint = _recalled if means.cached and means.dask is None and sources else _judged
        yield from lint(sources, scope, means)
        return
    from tflint.run.cache import digest
    from tflint.run.journal import Journal

    with Journal(means.journal, means.held_against or digest(scope)) as journal:
        yield from ((source, journal.done[source.key]) for source in sources if source.key in journal.done)
        missing = [source for source in sources if source.key not in journal.done]
        for source, judged in _judged(missing, scope, means):
            journal.add(source, judged)
            yield source, judged


def _recalled(sources: list[Source], scope: Scope, means: Means) -> Iterator[Result]:
    """Yield the lints of the files, those of known bytes out of the cache."""
    from tflint.run import cache

    known = cache.open_for(scope, len(sources))
    if known is None:
        yield from _judged(sources, scope, means)
        return
    missing = []
    for source in sources:
        judged = None if known.is_empty else _known(source, known)
        if judged is None:
            missing.append(source)
        else:
            yield source, judged
    for source, fresh in _judged(missing, scope, means):
        if not isinstance(fresh, Unreadable) and not may_have(source):
            known.put(source, fresh)
        yield source, fresh
    known.store()


def _known(source: Source, known: Cache) -> Judged | None:
    if is_url(source.path) or may_have(source):  # what a JSON next to the model says is not a part of the cache's key
        return None
    try:
        data = opening.model(source)
        return (
            None if isinstance(data, Windows) else known.get(sha256(data), source)
        )  # hashing a large file takes what its lint takes
    except (OSError, Malformed):
        return None


def _judged(sources: list[Source], scope: Scope, means: Means) -> Iterator[Result]:
    if means.dask is not None and sources:
        from tflint.run import cluster

        return cluster.judged(sources, scope, means.dask)
    workers = min(_workers(sources) if means.jobs is None else means.jobs, len(sources))
    if workers <= 1 or scope.detail:  # whole models do not travel between processes
        return ((source, judge(source, scope)) for source in sources)
    from tflint.run import pool

    return zip(sources, pool.judged(sources, scope, workers), strict=True)


def _workers(sources: list[Source]) -> int:
    """Return how many processes pay: one for few or small files, else one a processor."""
    if len(sources) < FEW_FILES and sum(map(_size, sources)) < FEW_BYTES:
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _size(source: Source) -> int:
    try:
        return os.stat(source.path).st_size
    except OSError:
        return 0
