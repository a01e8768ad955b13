"""A dask cluster that lints: chunks of files, results as they come; a worker that dies loses nothing."""

from __future__ import annotations

import pickle
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING

from distributed import Client, as_completed, wait
from distributed.scheduler import KilledWorker

from tflint.check.lint import Judged
from tflint.check.lint_file import judge
from tflint.check.report import Crashed, ModelReport
from tflint.run.means import NoCluster

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from distributed import Future

    from tflint.check.scope import Scope
    from tflint.files.found import Source, Unreadable

    Result = tuple[Source, Judged | Unreadable]

CHUNK = 64  # files a task: enough to make the scheduler's millisecond a task small
AHEAD = 8  # tasks in flight a thread, so that memory here and at the scheduler stays bounded
RETRIES = 3  # of a task that raised; one whose worker died goes to another worker by itself


def judged(sources: Sequence[Source], scope: Scope, address: str) -> Iterator[Result]:
    """Yield each file with its lint, in no order. `address` is a scheduler's; empty starts a cluster on this machine."""
    scope_bytes = pickle.dumps(scope, protocol=5)
    chunks = (sources[at : at + CHUNK] for at in range(0, len(sources), CHUNK))
    with _client(address) as client:
        tasks = as_completed()
        width = AHEAD * max(1, sum(client.nthreads().values()))
        of: dict[str, Sequence[Source]] = {}

        def start(chunk: Sequence[Source]) -> Future:
            return client.submit(_judge_all, list(chunk), scope_bytes, pure=False, retries=RETRIES)

        def submit(chunk: Sequence[Source] | None) -> None:
            if chunk:
                task = start(chunk)
                of[task.key] = chunk
                tasks.add(task)

        for _ in range(width):
            submit(next(chunks, None))
        suspects = []
        for task in tasks:
            chunk = of.pop(task.key)
            if len(chunk) == 1 and isinstance(task.exception(), KilledWorker):
                suspects.append(chunk)
            else:
                for again in _lost(task, chunk):
                    submit(again)
                yield from _results(task, chunk)
            submit(next(chunks, None))
        for chunk in suspects:  # alone: a task that waits on a worker shares the death of its neighbour
            yield from _results(wait(start(chunk)).done.pop(), chunk)


def _results(task: Future, chunk: Sequence[Source]) -> Iterator[Result]:
    error = task.exception()
    if error is None:
        yield from zip(chunk, task.result(), strict=True)
    elif len(chunk) == 1:
        crash = Crashed("process", chunk[0].name, None, f"its workers died or failed: {type(error).__name__}", str(error))
        yield chunk[0], Judged(ModelReport(chunk[0].name, "", 0, 0, ""), (), crashed=(crash,))


def _lost(task: Future, chunk: Sequence[Source]) -> Iterator[Sequence[Source]]:
    """Yield the halves of a chunk that kept killing its workers, so that the file to blame is found."""
    error = task.exception()
    if error is None or len(chunk) == 1:
        return
    if not isinstance(error, KilledWorker):
        raise error
    half = len(chunk) // 2
    yield chunk[:half]
    yield chunk[half:]


@contextmanager
def _client(address: str) -> Iterator[Client]:
    try:
        client = (
            Client(address, timeout="30s") if address else Client(processes=True, threads_per_worker=1, dashboard_address=":0")
        )
    except (OSError, TimeoutError, ValueError) as why:
        raise NoCluster(f"no dask scheduler answers at {address or 'this machine'}: {why}") from None
    try:
        yield client
    finally:
        client.close()


@lru_cache(maxsize=4)
def _scope(scope_bytes: bytes) -> Scope:
    scope: Scope = pickle.loads(scope_bytes)  # noqa: S301  from the process that submitted the task
    return scope


def _judge_all(sources: Sequence[Source], scope_bytes: bytes) -> list[Judged | Unreadable]:
    scope = _scope(scope_bytes)
    return [judge(source, scope) for source in sources]
