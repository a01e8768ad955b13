"""Lints mutants by the thousand, in this process: no exception, no crashed rule, none slower than a second.

python tests/hostile/campaign.py --count 100000 --real --target host/reference
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from hostile import seeds
from hostile.mutate import mutant

from tflint import packs
from tflint.check.lint import lint
from tflint.check.scope import Scope
from tflint.manifest.board import Board, Manifest
from tflint.manifest.target import parse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hostile.mutate import Mutant, Seed

    from tflint.check.lint import Judged

SLOW = 1.0  # seconds of CPU that one mutant may take


@dataclass(slots=True)
class Result:
    """What a campaign came to; `raised` and `slow` are to stay empty."""

    count: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    raised: list[str] = field(default_factory=list)
    slow: list[str] = field(default_factory=list)
    slowest: float = 0.0


def scope(target: str) -> Scope:
    """Return what `tflint --target …` lints with: all built-in rules, one board."""
    return Scope(packs.load(), Manifest(), (Board(target, target=parse(target)),), declared=False)


def verdict(judged: Judged) -> str:
    """Return the worst that was said."""
    if judged.report.model is None and any(it.rule in {"not-a-model", "malformed-flatbuffer"} for it in judged.findings):
        return "unreadable"
    severities = [it.severity for it in judged.findings]
    return str(max(severities)) if severities else "clean"


def run(mutants: Iterable[Mutant], under: Scope) -> Result:
    """Lint all mutants."""
    result = Result()
    for it in mutants:
        started = time.process_time()
        try:
            judged = lint(it.data, f"{it.number}.tflite", under)
        except Exception:  # noqa: BLE001  whatever it is, it is what is looked for
            result.raised.append(f"{it.number} {it.kind} of {it.of}: {traceback.format_exc()}")
            continue
        taken = time.process_time() - started
        note(result, it, judged, taken)
    return result


def note(result: Result, it: Mutant, judged: Judged, taken: float) -> None:
    """Enter one mutant's lint into the result."""
    result.count += 1
    result.verdicts[verdict(judged)] += 1
    result.slowest = max(result.slowest, taken)
    result.raised += [f"{it.number} {it.kind} of {it.of}: {crash.rule} {crash.traceback}" for crash in judged.crashed]
    if taken > SLOW:
        result.slow.append(f"{it.number} {it.kind} of {it.of}: {taken:.2f} s")


def some(of: tuple[Seed, ...], start: int, count: int) -> Iterable[Mutant]:
    """Yield mutants by number."""
    return (mutant(of, number) for number in range(start, start + count))


def summary(result: Result, seconds: float) -> str:
    """Return what to print: each failure, then the figures."""
    figures = f"{result.count:,} mutants, {seconds:.0f} s CPU, slowest {result.slowest * 1000:.0f} ms"
    verdicts = f"{len(result.raised)} raised, {len(result.slow)} slow, verdicts {dict(result.verdicts.most_common())}"
    return "\n".join([*result.raised, *result.slow, figures, verdicts, ""])


def main() -> int:
    """Run a campaign and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--target", default="cortex-m4/cmsis-nn")
    parser.add_argument("--real", action="store_true", help="break the collection's real models too")
    given = parser.parse_args()
    started = time.process_time()
    result = run(some(seeds.real() if given.real else seeds.ours(), given.start, given.count), scope(given.target))
    sys.stdout.write(summary(result, time.process_time() - started))
    return 1 if result.raised or result.slow else 0


if __name__ == "__main__":
    sys.exit(main())
