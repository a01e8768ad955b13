"""What planning an arena costs, in process: the models of TFLM's examples where they are at hand, a chain of 10,000 buffers in any case.

python benchmarks/planning.py [MODELS] [--smoke]

MODELS is a folder that is searched for person_detect and mobilenet_v2. Prints CPU milliseconds, the least of several runs, and the
targets; exits with 1 where one is missed by more than half. `--smoke` runs everything once and judges nothing.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tflint.manifest.target import parse
from tflint.model.reader import read
from tflint.runtime.plan import BufferRequest
from tflint.runtime.tflm import greedy_memory_planner, micro_allocator, micro_interpreter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[1]
CORPUS = Path(os.environ.get("TFLINT_CORPUS") or ROOT / "no-corpus") / "models"
TARGET = parse("cortex-m4/cmsis-nn")
MODELS = {"*person_detect.tflite": 3.0, "*mobilenet*v2*.tflite": 10.0}
BUFFERS, PLANNER = 10_000, 150.0


class Measured(NamedTuple):
    """What was measured, its CPU milliseconds, and its target; None where there is none."""

    what: str
    ms: float
    target: float | None


def least(work: Callable[[], object], runs: int) -> float:
    """Return the least CPU milliseconds of several runs."""
    taken = []
    for _ in range(runs):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return 1000 * min(taken)


def models(folder: Path, runs: int) -> Iterator[Measured]:
    """Measure plans and verdicts of the models that are at hand."""
    for pattern, target in MODELS.items():
        path = next(iter(sorted(folder.rglob(pattern))), None)
        if path is None:
            continue
        model = read(path.read_bytes())
        what = f"{path.stem.rpartition('__')[2]}, {sum(1 for _ in model.operators())} operators"
        yield Measured(f"plan of {what}", least(lambda m=model: micro_allocator.plan(m, TARGET), runs), target)  # type: ignore[misc]  # bound at once
        yield Measured(f"verdicts on {what}", least(lambda m=model: list(micro_interpreter.verdicts(m, TARGET)), runs), None)  # type: ignore[misc]  # as above


def chains(runs: int) -> Iterator[Measured]:
    """Measure the planner alone on many buffers."""
    for longest in (1, 8):
        wanted = [
            BufferRequest("tensor", 0, step, None, "", 16 * (1 + step * 7919 % 4000), step, step + 1 + step * 31 % longest)
            for step in range(BUFFERS)
        ]
        what = f"offsets of {BUFFERS:,} buffers in a chain, alive for up to {longest + 1} steps"
        yield Measured(what, least(lambda w=wanted: greedy_memory_planner.plan(w), runs), PLANNER)  # type: ignore[misc]  # bound at once


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", type=Path, nargs="?", default=CORPUS)
    parser.add_argument("--smoke", action="store_true")
    arguments = parser.parse_args()
    runs = 1 if arguments.smoke else 9
    rows = [*models(arguments.models, runs), *chains(runs)]
    print("| what | CPU ms | target |\n| --- | ---: | ---: |")
    for row in rows:
        print(f"| {row.what} | {row.ms:.1f} | {'' if row.target is None else f'≤ {row.target:g}'} |")
    return int(not arguments.smoke and any(row.target is not None and row.ms > 1.5 * row.target for row in rows))


if __name__ == "__main__":
    sys.exit(main())
