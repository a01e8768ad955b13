"""Run the original and the rewritten model in the runtimes that are installed, and compare what comes out, byte by byte."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Any

from tflint.fix import truncate
from tflint.fix.graph import Graph
from tflint.manifest.target import parse
from tflint.model import reader, tree, writer
from tflint.record import Record
from tflint.runtime import target_runtime
from tflint.runtime.verdict import Effect

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tflint.model.tree import Tree

RUNTIMES = ("tflite-micro", "ai-edge-litert")
SEEDS = INVOCATIONS = 2
WIDE = 8  # tensors inside the graph that are compared in TFLM, besides the outputs
ARENA = 256 << 20  # bytes; more than any model has
SECONDS = 120  # for both seeds of one file


class Proof(Record):
    """What one runtime said. `identical` is None where the original does not run there, `message` then says why.

    `tensors` and `values` count what was compared in each of the models, over all invocations; `used` is what TFLM's
    arena_used_bytes() returned for the rewritten model.
    """

    runtime: str
    identical: bool | None
    tensors: int = 0
    values: int = 0
    message: str = ""
    used: int | None = None


def prove(before: bytes, after: bytes, *, runtimes: tuple[str, ...] = RUNTIMES, arena: int = ARENA) -> tuple[Proof, ...]:
    """Return what each installed runtime says; empty where none is installed. `arena` is what the rewritten model gets, bytes."""
    with tempfile.TemporaryDirectory(prefix="tflint-") as folder:
        return tuple(_proof(it, before, after, Path(folder), arena) for it in runtimes if installed(it))


def installed(runtime: str) -> str | None:
    """Return an installed runtime's version, None where it is not installed."""
    try:
        return version(runtime)
    except PackageNotFoundError:
        return None


def _proof(runtime: str, before: bytes, after: bytes, folder: Path, arena: int) -> Proof:
    wrong = _wrong(before) if runtime == "ai-edge-litert" else ""
    if wrong:
        return Proof(f"{runtime} {installed(runtime)}", None, message=f"the original does not run as it should: {wrong}")
    pairs = list(_pairs(runtime, tree.read(before), tree.read(after), folder))
    jobs = [_job(runtime, path, ARENA if side == 0 else arena) for pair in pairs for side, path in enumerate(pair)]
    answers = run(jobs)
    title = f"{runtime} {installed(runtime)}"
    tensors = values = 0
    for place in range(0, len(answers), 2):
        left, right = answers[place : place + 2]
        if "error" in left:
            if place == 0:
                return Proof(title, None, message=f"the original does not run: {left['error']}")
            continue
        if "error" in right:
            return Proof(title, identical=False, message=f"the rewritten model does not run: {right['error']}")
        common = (
            left["results"].keys() & right["results"].keys() if runtime != "tflite-micro" or place else left["results"].keys()
        )
        differing = sorted(name for name in common if left["results"][name] != right["results"].get(name))
        if differing:
            return Proof(title, identical=False, tensors=tensors, values=values, message=f"{differing[0]!r} differs")
        tensors, values = tensors + len(common), values + min(left["values"], right["values"])
    return Proof(title, identical=True, tensors=tensors, values=values, used=answers[1].get("used"))


def _wrong(data: bytes) -> str:
    """Return what LiteRT does wrong with a model without a message, beyond the ends of its memory perhaps; empty where nothing is known."""
    verdicts = target_runtime.allocation(reader.read(data), parse("litert")).verdicts
    return next((it.why for it in verdicts if it.effect.deadly or it.effect is Effect.WRONG), "")


def _pairs(runtime: str, before: Tree, after: Tree, folder: Path) -> Iterator[tuple[Path, Path]]:
    """Yield pairs of files to compare: the models themselves; for TFLM also both cut off after tensors inside."""
    yield _written(folder, "before", before), _written(folder, "after", after)
    if runtime == "tflite-micro":
        for place, (old, new) in enumerate(widest(before, after)):
            cut = truncate.after(before, old), truncate.after(after, new)
            yield _written(folder, f"before{place}", cut[0]), _written(folder, f"after{place}", cut[1])


def widest(before: Tree, after: Tree) -> list[tuple[int, int]]:
    """Return the tensors inside the graph that are compared: those that another operator computes now, then the largest."""
    graphs = Graph(before, 0), Graph(after, 0)

    def rank(pair: tuple[int, int]) -> tuple[bool, int]:
        names = [graph.name(graph.writers(tensor)[-1]) for graph, tensor in zip(graphs, pair, strict=True)]
        size = 1
        for side in graphs[1].shape(pair[1]):
            size *= side
        return names[0] == names[1], -size

    return sorted(truncate.shared(before, after), key=rank)[:WIDE]


def _written(folder: Path, name: str, held: Tree) -> Path:
    path = folder / f"{name}.tflite"
    if not path.exists():
        path.write_bytes(writer.write(held))
    return path


def _job(runtime: str, path: Path, arena: int) -> dict[str, Any]:
    return {"runtime": runtime, "path": str(path), "arena": arena, "seeds": SEEDS, "invocations": INVOCATIONS}


def run(jobs: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return an answer for each job (see execute.py); a job that kills the process has one that says so."""
    waiting, answers = list(jobs), []
    while waiting:
        found = _answers(waiting)
        answers += found[: len(waiting)]
        waiting = waiting[len(found) :]
    return answers


def _answers(jobs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Run jobs until one kills the process, or takes too long; its answer is the last."""
    found: list[dict[str, Any]] = []
    with tempfile.TemporaryFile() as given:
        given.write("".join(json.dumps(job) + "\n" for job in jobs).encode())
        given.seek(0)
        command = [sys.executable, "-m", "tflint.fix.execute"]
        with subprocess.Popen(command, stdin=given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:  # noqa: S603  our own module
            found += _in_time(process)
    if len(found) == len(jobs):
        return found
    died = f"it died of signal {-process.returncode}" if process.returncode < 0 else "it stopped"
    return [*found, {"error": f"it took more than {SECONDS} s" if process.returncode == -signal.SIGKILL else died}]


def _in_time(process: subprocess.Popen[bytes]) -> Iterator[dict[str, Any]]:
    """Yield the answers of a process, which is killed where one takes too long: a runtime that has spoilt its own heap may wait for ever."""
    assert process.stdout is not None
    while True:
        watch = Timer(SECONDS, process.kill)
        watch.start()
        line = process.stdout.readline()
        watch.cancel()
        if not line:
            return
        yield json.loads(line)
