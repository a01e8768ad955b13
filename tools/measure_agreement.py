"""Compare tflint's plans with what the real TFLM measured: figures, recorded categories, and the arena's operations in order.

    python tools/measure_agreement.py DATA [--differences] [--docs docs/arena.md]

The data folder holds measured.json (a row per model), traces.jsonl.gz (a line per model and target) and the models.
Prints the table of docs/arena.md; with --differences, every model that differs and where.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tflint.manifest.target import parse
from tflint.model.reader import read
from tflint.runtime.tflm import build, micro_allocator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Model
    from tflint.runtime.plan import Plan

MARKS = ("<!-- made by tools/measure_agreement.py -->", "<!-- end -->")
TARGETS = ("host/reference", "cortex-m4/reference", "cortex-m4/cmsis-nn", "cortex-m55/cmsis-nn")
BOUND = "exact"  # what a difference is called where the plan is marked as a bound: its reasons against none
# the recording allocator's categories, by the short names that the measurements on Arm gave them
ON_ARM = {
    "eval_tensor": "TfLiteEvalTensor data",
    "persistent_tensor": "Persistent TfLiteTensor data",
    "persistent_tensor_quant": "Persistent TfLiteTensor quantization data",
    "persistent_buffer": "Persistent buffer data",
    "variable_buffer": "TfLiteTensor variable buffer data",
    "node_and_registration": "NodeAndRegistration struct",
    "op_data": "Operator runtime data",
}


class Difference(NamedTuple):
    """A figure that is not the runtime's: which, ours, theirs."""

    what: str
    ours: object
    theirs: object


@dataclass(frozen=True)
class Measured:
    """What the real runtime reported for one model on one target."""

    data: Path
    file: str
    sha256: str
    target: str
    figures: dict[str, Any]

    @property
    def name(self) -> str:
        """Return the model's path in the data folder, and the target."""
        return f"{self.file} on {self.target}"


def measurements(data: Path) -> Iterator[Measured]:
    """Yield every model and target that the runtime allocated."""
    for row in json.loads((data / "measured.json").read_text("utf-8")):
        for target, figures in row.get("targets", {}).items():
            if "used" in figures:
                yield Measured(data, row["file"], row["sha256"], target, figures)


@cache
def traces(data: Path) -> dict[tuple[str, str], list[str]]:
    """Return the arena's operations by (sha256, target)."""
    with gzip.open(data / "traces.jsonl.gz", "rt") as lines:
        rows = [json.loads(line) for line in lines]
    return {(row["sha256"], row["target"]): row["events"] for row in rows}


@cache
def model(path: Path) -> Model:
    """Return a model of the data folder."""
    return read(path.read_bytes())


def differences(measured: Measured) -> Iterator[Difference]:
    """Yield what tflint says otherwise than the runtime."""
    events: list[str] = []
    slots = measured.figures.get("resource_variables")
    built = build.of(parse(measured.target))
    graph = model(measured.data / measured.file)
    plan = micro_allocator.replay(graph, built, slots, events)
    figures = measured.figures
    for what, ours, theirs in (
        ("used", plan.used, figures["used"]),
        ("minimum", plan.minimum, figures["minimum_safe"]),
        ("head", plan.head, figures.get("head", plan.head)),
        ("tail", plan.tail, figures.get("tail", plan.tail)),
    ):
        if ours != theirs:
            yield Difference(what, ours, theirs)
    if not plan.exact:
        yield Difference(BOUND, plan.unknown, ())
        return
    yield from recorded(
        plan if built.recording else micro_allocator.replay(graph, built._replace(recording=True), slots), figures
    )
    real = traces(measured.data).get((measured.sha256, measured.target))
    if real is not None:
        yield from events_differ(events, real)


def recorded(plan: Plan, figures: dict[str, Any]) -> Iterator[Difference]:
    """Yield the recording allocator's categories in which tflint differs."""
    theirs = {ON_ARM.get(name, name): size for name, size in figures["recorded"].items() if size}
    for name in sorted({*plan.recorded, *theirs} - {"head", "tail", "total"}):
        if plan.recorded.get(name, 0) != theirs.get(name, 0):
            yield Difference(name, plan.recorded.get(name, 0), theirs.get(name, 0))
    for name, ours in (("head", plan.head), ("tail", plan.tail), ("total", plan.used)):
        if name in theirs and ours != theirs[name]:
            yield Difference(f"recorded {name}", ours, theirs[name])


def events_differ(ours: list[str], theirs: list[str]) -> Iterator[Difference]:
    """Yield the first operation that differs. What the planner takes is all that is left of the arena of that run."""
    planner = next((i for i, event in enumerate(theirs) if event.startswith("B ")), len(theirs)) - 1
    for number in range(max(len(ours), len(theirs))):
        one, other = (events[number] if number < len(events) else "nothing" for events in (ours, theirs))
        if one == "t available 16" and re.fullmatch(r"t \d+ 16", other):
            continue
        if one != other:
            yield Difference(f"event {number} of {len(theirs)}" + (" (planner)" if number >= planner > 0 else ""), one, other)
            return


@dataclass
class Row:
    """A line of the table: how many models a target loads, how many are marked as a bound, and how many differ in what."""

    target: str
    models: int = 0
    bound: int = 0
    used: int = 0
    minimum: int = 0
    categories: int = 0
    operations: int = 0

    def add(self, found: list[Difference]) -> None:
        """Count a model's differences."""
        names = {difference.what for difference in found}
        self.models += 1
        self.bound += BOUND in names
        self.used += bool(names & {"used", "head", "tail"})
        self.minimum += "minimum" in names
        self.operations += any(name.startswith("event") for name in names)
        self.categories += any(name in ON_ARM.values() or name.startswith("recorded") for name in names)

    @property
    def agrees(self) -> bool:
        """Return whether nothing differs but what is marked as a bound."""
        return not (self.used + self.minimum + self.categories + self.operations)

    def __str__(self) -> str:
        """Return the line, in equal models."""
        exact = self.models - self.bound
        traced = "" if self.target.startswith("host") else f"{exact - self.operations}"
        same = (self.models - self.used, self.models - self.minimum, exact - self.categories)
        return f"| `{self.target}` | {self.models} | {' | '.join(map(str, same))} | {traced} | {self.bound} |"


def table(rows: list[Row]) -> str:
    """Return the table of docs/arena.md."""
    head = "| target | models that load | used, head, tail equal | minimum equal | categories equal | operations in order equal | marked as a bound |"
    return "\n".join((head, "| --- |" + " ---: |" * 6, *map(str, rows)))


def rewritten(page: str, made: str) -> str:
    """Return a page with the table between its marks."""
    before, _, rest = page.partition(MARKS[0])
    return f"{before}{MARKS[0]}\n{made}\n{MARKS[1]}{rest.partition(MARKS[1])[2]}"


def measure(data: Path, *, verbose: bool = False) -> list[Row]:
    """Compare every model on every target; print the differences where asked for."""
    rows = {target: Row(target) for target in TARGETS}
    for measured in measurements(data):
        found = list(differences(measured))
        rows[measured.target].add(found)
        if found and verbose:
            print(measured.name, *(f"\n    {d.what}: {d.ours} != {d.theirs}" for d in found))
    return list(rows.values())


def main() -> int:
    """Print the table, and the differences where asked for, or write it into the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--differences", action="store_true")
    parser.add_argument("--docs", type=Path)
    arguments = parser.parse_args()
    rows = measure(arguments.data, verbose=arguments.differences)
    if arguments.docs:
        arguments.docs.write_text(rewritten(arguments.docs.read_text("utf-8"), table(rows)), "utf-8")
    else:
        print(table(rows))
    return int(not all(row.agrees for row in rows))


if __name__ == "__main__":
    sys.exit(main())
