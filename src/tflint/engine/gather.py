"""Lints many files: here, or in a pool of processes where that pays; results come in the order of the files."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from tflint.engine.beside import may_have
from tflint.engine.conclude import Linted
from tflint.engine.judge import judge
from tflint.files import opening
from tflint.files.found import LeftOut, Source, Unreadable
from tflint.model.data import sha256
from tflint.model.malformed import Malformed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tflint.engine.cache import Cache
    from tflint.engine.lint import Judged
    from tflint.engine.scope import Scope
    from tflint.files.found import Found

FEW_FILES = 64
FEW_BYTES = 32 << 20
MANY_FILES = 16  # from here on reading the cache costs less than linting again


class Lints(NamedTuple):
    """What became of every path."""

    linted: list[Linted]
    left_out: list[LeftOut]
    unreadable: list[Unreadable]


def gather(found: Iterable[Found], scope: Scope, *, jobs: int | None = None, cached: bool = True) -> Lints:
    """Lint every file found. `jobs` is the number of processes; None decides by the number of files and their bytes.

    `cached` allows to take lints from the user's cache, and to leave new ones there.
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
    lint = _recalled if cached and len(sources) >= MANY_FILES else _judged
    for source, judged in zip(sources, lint(sources, scope, jobs), strict=True):
        if isinstance(judged, Unreadable):
            lints.unreadable.append(judged)
        else:
            lints.linted.append(Linted(source, judged))
    return lints


def _recalled(sources: list[Source], scope: Scope, jobs: int | None) -> Iterator[Judged | Unreadable]:
    """Yield the lints of the files, those of known bytes out of the cache."""
    from tflint.engine import cache

    known = cache.open_for(scope)
    if known is None:
        yield from _judged(sources, scope, jobs)
        return
    found = [_known(source, known) for source in sources]
    missing = [source for source, judged in zip(sources, found, strict=True) if judged is None]
    fresh = _judged(missing, scope, jobs)
    for source, judged in zip(sources, found, strict=True):
        result = judged or next(fresh)
        if judged is None and not isinstance(result, Unreadable) and not may_have(source.path):
            known.put(source, result)
        yield result
    known.store()


def _known(source: Source, known: Cache) -> Judged | None:
    if os.path.isfile(os.path.splitext(source.path)[0] + ".json"):  # noqa: PTH113, PTH122  a name may hold any bytes
        return None  # a budget beside the model may have changed
    if may_have(source.path):  # what it says is no part of the cache's key
        return None
    try:
        return known.get(sha256(opening.read(source.path)), source)
    except (OSError, Malformed):
        return None


def _judged(sources: list[Source], scope: Scope, jobs: int | None) -> Iterator[Judged | Unreadable]:
    workers = min(_workers(sources) if jobs is None else jobs, len(sources))
    if workers <= 1 or scope.detail:  # whole models do not travel between processes
        return (judge(source, scope) for source in sources)
    from tflint.engine import pool

    return pool.judged(sources, scope, workers)


def _workers(sources: list[Source]) -> int:
    """Return how many processes pay: one for few or small files, else one a processor."""
    if len(sources) < FEW_FILES and sum(map(_size, sources)) < FEW_BYTES:
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _size(source: Source) -> int:
    try:
        return os.stat(source.path).st_size  # noqa: PTH116  a name may hold any bytes
    except OSError:
        return 0
