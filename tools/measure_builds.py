"""Run thousands of small models through a build of some release of TFLM, and hold tflint against what became of them.

    python tools/measure_builds.py NAME --runtime tflm@2022-05 --target cortex-m4/reference -- qemu-arm -cpu cortex-a15 PROGRAM
    python tools/measure_builds.py --agree [NAME ...]

The models are those of tools/snapshot_cells.py; PROGRAM is a ready-made one that answers as tools/device_program.py says. What became of each model,
its used bytes and its minimum, goes into tests/parity/builds.json.xz as the tree NAME, together with the models on which tflint says otherwise.
`--sound` leaves the changed ones out. `--check N` runs N models again and compares without writing. `--agree` holds the record against tflint, prints where they part and writes nothing.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from device_program import ARENA, answers
from measure_snapshots import target_of
from snapshot_cells import cells, sound, unlike

from tflint.model.malformed import Malformed
from tflint.model.reader import read
from tflint.runtime.tflm import micro_allocator, micro_interpreter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from device_program import Answer
    from snapshot_cells import Cell

    from tflint.manifest.target import Target

RECORD = Path(__file__).resolve().parent.parent / "tests" / "parity" / "builds.json.xz"
BATCH = 500
AGREES = ""
Figures = tuple[int | None, int | None]


def load() -> dict[str, Any]:
    """Return the record: the models' names, and for each tree a row of figures, null where a model is refused."""
    found: dict[str, Any] = json.loads(lzma.decompress(RECORD.read_bytes())) if RECORD.exists() else {"names": [], "trees": {}}
    return found


def save(record: dict[str, Any]) -> None:
    """Write the record, the same bytes for the same content."""
    text = json.dumps(record, separators=(",", ":"), sort_keys=True)
    RECORD.write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))


def said(data: bytes, target: Target, theirs: Figures) -> str:
    """Return how tflint's word on a model parts from what became of it: empty, `refused`, `missed`, `used`, `minimum`, each perhaps of a bound."""
    used, minimum = theirs
    try:
        model = read(data)
    except Malformed:
        return AGREES if minimum is None else "refused"
    if any(it.effect.fatal and it.at_allocate for it in micro_interpreter.verdicts(model, target)):
        return AGREES if minimum is None else "refused"
    plan = micro_allocator.plan(model, target)
    if minimum is None:
        return AGREES if plan.minimum > ARENA else "missed"
    mark = "" if plan.exact else " (a bound)"
    if used is not None and plan.used != used:
        return f"used{mark}"
    lucky = plan.accepted is not None and plan.accepted <= minimum <= plan.minimum
    return AGREES if plan.minimum == minimum or lucky else f"minimum{mark}"


def figures(answer: Answer | None) -> Figures:
    """Return used and minimum of an answer; a runtime before arena_used_bytes() says 0."""
    return (None, None) if answer is None else (answer.used or None, answer.minimum)


def measured(command: Sequence[str], wanted: Sequence[Cell]) -> Iterator[Figures]:
    """Yield what a program makes of models."""
    with tempfile.TemporaryDirectory() as folder:
        for start in range(0, len(wanted), BATCH):
            paths = []
            for number, cell in enumerate(wanted[start : start + BATCH]):
                paths.append(Path(folder) / f"{number}.tflite")
                paths[-1].write_bytes(cell.data)
            yield from map(figures, answers(command, paths))


def tree(arguments: argparse.Namespace, listed: Sequence[Cell], command: Sequence[str]) -> dict[str, Any]:
    """Return a tree's entry of the record."""
    head = {"runtime": arguments.runtime, "target": arguments.target}
    found = list(measured(command, listed))
    return {
        **head,
        "used": [used for used, _ in found],
        "minimum": [minimum for _, minimum in found],
        "differ": differences(head, listed, found),
    }


def differences(head: dict[str, Any], listed: Sequence[Cell], found: Sequence[Figures]) -> dict[str, list[int]]:
    """Return the numbers of the models on which tflint and a tree part, by kind."""
    target, kinds = target_of(head), dict[str, list[int]]()
    for number, (cell, theirs) in enumerate(zip(listed, found, strict=False)):  # of some trees, the sound models alone
        if kind := said(cell.data, target, theirs):
            kinds.setdefault(kind, []).append(number)
    return kinds


def agree(record: dict[str, Any], names: Sequence[str], listed: Sequence[Cell]) -> int:
    """Print where tflint and the record part; return 1 where a difference is not in it."""
    new = 0
    for name in names or sorted(record["trees"]):
        row = record["trees"][name]
        found = differences(row, listed, list(zip(row["used"], row["minimum"], strict=True)))
        count = sum(map(len, found.values()))
        total = len(row["minimum"])
        print(f"{name}: {total - count:,} of {total:,} agree; {', '.join(f'{len(v)} {k}' for k, v in found.items())}")
        for kind, numbers in found.items():
            unknown = [it for it in numbers if it not in row["differ"].get(kind, ())]
            new += len(unknown)
            print(*(f"  {kind}: {listed[it].name}" for it in unknown), sep="\n", end="\n" * bool(unknown))
    return int(new > 0)


def check(record: dict[str, Any], arguments: argparse.Namespace, listed: Sequence[Cell], command: Sequence[str]) -> int:
    """Run some models again; return 1 where any differs from the record."""
    row = record["trees"][arguments.names[0]]
    some = random.Random(0).sample(range(len(row["minimum"])), arguments.check)  # noqa: S311  a choice, no secret
    again = measured(command, [listed[it] for it in some])
    changed = [(it, now) for it, now in zip(some, again, strict=True) if now != (row["used"][it], row["minimum"][it])]
    for it, now in changed:
        print(f"{listed[it].name}: {(row['used'][it], row['minimum'][it])}, now {now}")
    return int(bool(changed))


def main() -> int:
    """Write a tree's row, or compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--runtime")
    parser.add_argument("--target")
    parser.add_argument("--sound", action="store_true", help="only the sound models, not the changed ones")
    parser.add_argument("--agree", action="store_true", help="hold the record against tflint")
    parser.add_argument("--check", type=int, metavar="N", help="run N models again")
    words = sys.argv[1:]
    at = words.index("--") if "--" in words else len(words)
    arguments, command = parser.parse_args(words[:at]), words[at + 1 :]
    record, listed = load(), cells()
    if record["names"] and record["names"] != [cell.name for cell in listed]:
        parser.error("the record is of other models: measure all trees again")
    if arguments.agree:
        return agree(record, arguments.names, listed)
    if len(arguments.names) != 1 or not command:
        parser.error("one name and, after --, a command are expected")
    if arguments.check:
        return check(record, arguments, listed, command)
    if not arguments.runtime or not arguments.target:
        parser.error("--runtime and --target say what the program is")
    record["names"] = [cell.name for cell in listed]
    record["trees"][arguments.names[0]] = tree(arguments, list(unlike(sound())) if arguments.sound else listed, command)
    save(record)
    return 0


if __name__ == "__main__":
    sys.exit(main())
