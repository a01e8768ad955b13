"""A pool of processes that lint; ordered, bounded, and not brought down by a file that kills its process."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tflint.check.lint import Judged
from tflint.check.lint_file import judge
from tflint.check.report import Crashed, ModelReport
from tflint.model import collection

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from concurrent.futures import Future

    from tflint.check.scope import Scope
    from tflint.files.found import Source, Unreadable

CHUNK = 32  # files a task: fifty milliseconds, against one for the way there and back, which the parent takes from the workers
HELD = frozenset({signal.SIGINT, signal.SIGTERM})
PATIENCE = 5  # seconds for a process to end once it was asked to
MOST = 61 if sys.platform == "win32" else 1024  # processes that a pool takes: Windows waits for no more handles at once
AHEAD = 4  # tasks waiting a process, so that none idles and memory stays bounded


def judged(sources: Sequence[Source], scope: Scope, workers: int) -> Iterator[Judged | Unreadable]:
    """Yield what each file's lint came to, in the order of the files.

    Where a process dies (killed for its memory, say), what it had is linted again file by file, so that the one to blame
    is named and nothing else is lost.
    """
    chunks = [sources[at : at + CHUNK] for at in range(0, len(sources), CHUNK)]
    done = 0
    while done < len(chunks):
        try:
            for results in _ordered(chunks[done:], scope, workers):
                done += 1
                yield from results
        except BrokenProcessPool:
            yield from _one_by_one(chunks[done], scope)
            done += 1


def _ordered(chunks: Sequence[Sequence[Source]], scope: Scope, workers: int) -> Iterator[list[Judged | Unreadable]]:
    with _executor(scope, workers) as executor:
        waiting: deque[Future[list[Judged | Unreadable]]] = deque()
        for chunk in chunks:
            waiting.append(executor.submit(_judge_all, chunk))
            if len(waiting) >= workers * AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _one_by_one(sources: Sequence[Source], scope: Scope) -> Iterator[Judged | Unreadable]:
    """Yield lints that are each waited for; a process that dies has one file on its conscience, and the next file gets a new one."""
    left = deque(sources)
    while left:
        try:
            with _executor(scope, 1) as executor:
                while left:
                    yield executor.submit(_judge_all, [left[0]]).result()[0]
                    left.popleft()
        except BrokenProcessPool as broken:
            name = left.popleft().name
            crash = Crashed("process", name, None, f"the process that linted it died: {broken}", "")
            yield Judged(ModelReport(name, "", 0, 0, ""), (), crashed=(crash,))


@contextmanager
def _executor(scope: Scope, workers: int) -> Iterator[ProcessPoolExecutor]:
    """Run a pool; on any way out but the good one its processes are ended, not waited for."""
    executor = ProcessPoolExecutor(min(workers, MOST), _context(), _start, (scope,))
    try:
        with _signals_held():
            executor.submit(_judge_all, [])  # starts the processes
        yield executor
    except BaseException:
        children = multiprocessing.active_children()
        for child in children:
            child.terminate()
        for child in children:
            child.join(PATIENCE)  # one that is only being born would complain of a parent that went
        executor.shutdown(cancel_futures=True)
        raise
    executor.shutdown()


@contextmanager
def _signals_held() -> Iterator[None]:
    """Hold back what would end this process while others are half made; it gets what came meanwhile."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    signal.pthread_sigmask(signal.SIG_BLOCK, HELD)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, HELD)


def _context() -> multiprocessing.context.BaseContext:
    """Return how processes are made: on Linux as copies of this one, where its only thread is the one that asks; else from a clean one.

    A copy needs no start, but where a second thread held a lock, nobody would release it. Other systems' libraries do not survive a copy.
    """
    if sys.platform == "linux" and len(os.listdir("/proc/self/task")) == 1:
        return multiprocessing.get_context("fork")
    clean = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    return multiprocessing.get_context(clean)


class _Worker:
    """What a process of the pool keeps between tasks."""

    scope: Scope


def _start(scope: Scope) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends its pool itself
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # by this signal; a copy has the parent's handler for it
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, HELD)  # a process begins with what its parent held back
    collection.seldom()
    _Worker.scope = scope


def _judge_all(sources: Sequence[Source]) -> list[Judged | Unreadable]:
    return [judge(source, _Worker.scope) for source in sources]
