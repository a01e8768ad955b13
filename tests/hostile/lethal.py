"""Which mutants kill a real runtime, and does a lint report them?

python tests/hostile/lethal.py --count 4000 --real --runtime tflm
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from hostile import seeds
from hostile.campaign import scope, some

from tflint.check.lint import lint
from tflint.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hostile.mutate import Mutant, Seed

    from tflint.check.scope import Scope

RUNNER = Path(__file__).parent / "run_in_runtime.py"
BATCH = 500
SOON = 0.5  # seconds of CPU
TARGETS = {"tflm": "host/reference", "litert": "litert", "litert-load": "litert"}


class Judgement(NamedTuple):
    """What a runtime did with a model, and what a lint says: the worst severity, None where it is silent."""

    mutant: Mutant
    outcome: str
    log: str
    said: Severity | None


def quick(of: tuple[Seed, ...], runtime: str) -> tuple[Seed, ...]:
    """Return the models that the runtime itself takes and finishes soon: only what such a one turns into tells of a mutation."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, f"{i}.tflite") for i in range(len(of))]
        for it, path in zip(of, paths, strict=True):
            path.write_bytes(it.data)
        answers = outcomes(runtime, paths)
    return tuple(
        it for it, answer in zip(of, answers, strict=True) if answer["outcome"] == "ok" and float(answer["seconds"]) < SOON
    )


def outcomes(runtime: str, paths: list[Path]) -> list[dict[str, str]]:
    """Return what a runtime did with each file, found out in a process of its own."""
    done = subprocess.run(
        [sys.executable, str(RUNNER), runtime, *map(str, paths)], capture_output=True, encoding="utf-8", check=True, timeout=3600
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def judged(mutants: Iterable[Mutant], runtime: str, under: Scope) -> Iterator[Judgement]:
    """Run mutants in a runtime, batch by batch, and lint them."""
    batch: list[Mutant] = []
    for it in mutants:
        batch.append(it)
        if len(batch) == BATCH:
            yield from judged_batch(batch, runtime, under)
            batch = []
    yield from judged_batch(batch, runtime, under)


def judged_batch(batch: list[Mutant], runtime: str, under: Scope) -> Iterator[Judgement]:
    """Run one batch."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, f"{it.number}.tflite") for it in batch]
        for it, path in zip(batch, paths, strict=True):
            path.write_bytes(it.data)
        for it, answer in zip(batch, outcomes(runtime, paths) if paths else [], strict=True):
            yield Judgement(it, answer["outcome"], answer["log"], worst(it, under))


def worst(it: Mutant, under: Scope) -> Severity | None:
    """Return the worst severity that a lint gives a mutant."""
    found = lint(it.data, f"{it.number}.tflite", under).findings
    return max((each.severity for each in found), default=None)


def last(log: str) -> str:
    """Return the end of what a runtime printed, on one line."""
    return " | ".join(log.strip()[-200:].splitlines())


def main() -> int:
    """Run a campaign and print what was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--runtime", choices=sorted(TARGETS), default="tflm")
    parser.add_argument("--real", action="store_true", help="break the collection's real models too")
    parser.add_argument("--keep", type=Path, help="a folder for the mutants that were missed")
    given = parser.parse_args()
    of = quick(seeds.real() if given.real else seeds.ours(), given.runtime)
    table: Counter[tuple[str, str]] = Counter()
    for it in judged(some(of, given.start, given.count), given.runtime, scope(TARGETS[given.runtime])):
        table[it.outcome, "silent" if it.said is None else str(it.said)] += 1
        if it.outcome in {"died", "hung"} and (it.said is None or it.said < Severity.WARNING):
            sys.stdout.write(f"{it.outcome} {it.mutant.number} {it.mutant.kind} of {it.mutant.of}: {it.said} {last(it.log)}\n")
            if given.keep:
                given.keep.joinpath(f"{it.mutant.number}.tflite").write_bytes(it.mutant.data)
    for (outcome, said), count in sorted(table.items()):
        sys.stdout.write(f"{outcome:8} {said:8} {count:6}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
