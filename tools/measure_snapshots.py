"""Compare tflint with what each runtime snapshot measured: used, minimum, refusals and, in order, every operation of the arena.

    TFLINT_CORPUS=DATA python tools/measure_snapshots.py [--tree NAME] [--differences] [--traces]

DATA holds the models and `snapshots/*.json`: a header that names the runtime and the target, and a row for each model with `status`
(ok, error, crash, skipped), `log`, `used` and `minimum_measured`. The header's `build` has the build's options, its `arena` which of two arenas
the minimum is of (`persistent` or `non_persistent`), its `npu` that the kernel for an Ethos-U is built in; `minimum_safe` of a row is the
minimum where an allocation that fails, or crosses a temporary, counts as refused. `snapshots/traces/*.jsonl.gz` has the arena's operations from the
interpreter's constructor on. Exits with 1 where a figure that tflint calls exact is not the runtime's.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tflint.manifest.target import parse
from tflint.model.malformed import Malformed
from tflint.model.reader import read
from tflint.runtime.tflm import build, micro_allocator, micro_interpreter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.manifest.target import Target
    from tflint.model.view import Model

CORPUS = "TFLINT_CORPUS"
PROCESSES = 2
STATIC_MEMORY = re.compile(r" (with|without) static memory$")
LOADED, REFUSED = ("ok",), ("error", "crash")
WHEEL_ARENA = 256 << 20  # what the PyPI wheels were given; the headers of the other measurements have their `big_arena`
MUCH = 40 << 20  # no temporary but the planner's is that large


class Outcome(NamedTuple):
    """What tflint and the runtime say of one model on one tree; a kind of disagreement is empty where they agree."""

    file: str
    status: str
    kind: str
    exact: bool
    said: str = ""
    ops: tuple[str, ...] = ()


@dataclass
class Tree:
    """The counts of one measured tree and kernel library."""

    name: str
    target: str
    outcomes: list[Outcome] = field(default_factory=list)

    def count(self, status: tuple[str, ...], *kinds: str) -> int:
        """Return how many models of a status have one of these kinds of disagreement."""
        return sum(it.status in status and it.kind in kinds for it in self.outcomes)

    @property
    def loaded(self) -> int:
        """Return how many models the runtime allocates."""
        return sum(it.status in LOADED for it in self.outcomes)

    @property
    def refused(self) -> int:
        """Return how many models the runtime does not allocate."""
        return sum(it.status in REFUSED for it in self.outcomes)

    @property
    def equal(self) -> int:
        """Return how many models have both figures right."""
        return self.count(LOADED, "")

    @property
    def wrongly_exact(self) -> int:
        """Return how many figures are called exact and are not the runtime's."""
        return sum(it.exact and it.kind in {"used", "minimum"} for it in self.outcomes)

    def __str__(self) -> str:
        """Return the table's line."""
        false, missed = self.count(LOADED, "refused"), self.count(REFUSED, "missed")
        figures = (self.loaded, self.equal, self.wrongly_exact, false, self.refused, missed)
        return f"| {self.name} | {' | '.join(map(str, figures))} |"


def target_of(header: dict[str, Any]) -> Target:
    """Return the target that a measurement's header names."""
    said = STATIC_MEMORY.search(header["runtime"])
    return parse(header["target"], STATIC_MEMORY.sub("", header["runtime"]))._replace(
        build=tuple(header.get("build", ())),
        split_arena="arena" in header,
        ethos_u="npu" in header,
        decompression_memory=tuple(header.get("decompression_memory", ())),
        static_memory=None if said is None else said[1] == "with",
    )


@cache
def model(path: Path) -> Model | None:
    """Return a model, None where it cannot be read."""
    try:
        return read(path.read_bytes())
    except Malformed:
        return None


def located(corpus: Path, file: str) -> Path:
    """Return a model's path: public models lie in `models/`, our own next to it."""
    return corpus / file if (corpus / file).exists() else corpus / "models" / file


def refusal(graph: Model | None, target: Target) -> str | None:
    """Return why tflint says that AllocateTensors() fails, None where it succeeds."""
    if graph is None:
        return "malformed"
    found = (it for it in micro_interpreter.verdicts(graph, target) if it.effect.fatal and it.at_allocate)
    first = next(found, None)
    return None if first is None else f"{first.why} [{first.citation}]"


def too_large(graph: Model | None, target: Target, row: dict[str, Any], arena: int) -> str | None:
    """Return why a model that nothing else is wrong with does not fit the arena that the measurement gave it, None where it does."""
    if graph is None:
        return None
    needed = micro_allocator.plan(graph, target, row.get("resource_variables")).minimum
    return f"needs {needed:,} B, {arena:,} B given" if needed > arena else None


def outcome(corpus: Path, target: Target, row: dict[str, Any], arena: int, part: str | None = None) -> Outcome:
    """Return how tflint's word on a model compares with the runtime's; `part` is the arena of two that its minimum is of."""
    graph, status, file = model(located(corpus, row["file"])), row["status"], row["file"]
    ops = () if graph is None else tuple(sorted({it.name for it in graph.operators()}))
    why = refusal(graph, target) or too_large(graph, target, row, arena)
    if status in REFUSED:
        return Outcome(file, status, "" if why else "missed", exact=False, said=row.get("log", "") or row.get("why", ""), ops=ops)
    if why or graph is None:
        return Outcome(file, status, "refused", exact=False, said=why or "", ops=ops)
    plan = micro_allocator.plan(graph, target, row.get("resource_variables"))
    ours = plan.minimum if plan.split is None or part is None else getattr(plan.split, part)
    minimum = row.get("minimum_safe", row.get("minimum_measured", ours))
    used = row.get("used", plan.used)  # TensorFlow 2.1 has no arena_used_bytes()
    if plan.used != used:
        return Outcome(file, status, "used", plan.exact, f"{plan.used} != {used} ({plan.used - used:+})", ops)
    if ours != minimum:
        return Outcome(file, status, "minimum", plan.exact, f"{ours} != {minimum} ({ours - minimum:+})", ops)
    return Outcome(file, status, "", plan.exact, ops=ops)


def measured(corpus: Path, name: str) -> Tree:
    """Compare all models of one measurement."""
    document = json.loads((corpus / "snapshots" / f"{name}.json").read_text("utf-8"))
    target = target_of(document["header"])
    tree = Tree(name, str(target))
    arena, part = document["header"].get("big_arena", WHEEL_ARENA), document["header"].get("arena")
    tree.outcomes = [outcome(corpus, target, row, arena, part) for row in document["rows"] if row["status"] != "skipped"]
    return tree


def names(corpus: Path) -> Iterator[str]:
    """Yield the names of all measurements."""
    for path in sorted((corpus / "snapshots").glob("*.json")):
        if not path.stem.startswith("sizeof_"):
            yield path.stem


def traces(corpus: Path, name: str) -> Iterator[tuple[str, str, str]]:
    """Yield (model, our operation, theirs) of the first operation of the arena that differs, for every model traced."""
    header = json.loads((corpus / "snapshots" / f"{name}.json").read_text("utf-8"))["header"]
    for path in sorted((corpus / "snapshots" / "traces").glob(f"*{name}.jsonl.gz")):
        if path.name.removesuffix(".jsonl.gz") not in {name, f"syn-{name}"}:
            continue
        with gzip.open(path, "rt") as lines:
            for line in lines:
                row = json.loads(line)
                graph = model(located(corpus, row["file"]))
                if graph is not None and row["status"] == "ok":
                    yield row["file"], *first_difference(graph, target_of(header), row["events"])


def first_difference(graph: Model, target: Target, theirs: list[str]) -> tuple[str, str]:
    """Return the first operation that differs, ours and theirs with what is around it; two empty texts where none does."""
    ours: list[str] = []
    allocator = micro_allocator.MicroAllocator(graph, build.of(target))
    allocator.arena.events = ours
    allocator.prepare(micro_allocator.shared_names(graph), ours)
    allocator.finish_model_allocation()
    allocator.allocate_inputs_and_outputs()
    ours, theirs = shortened(ours), shortened(theirs)
    for number in range(max(len(ours), len(theirs))):
        if ours[number : number + 1] != theirs[number : number + 1]:
            around = slice(max(number - 3, 0), number + 5)
            return " · ".join(ours[around]), " · ".join(theirs[around])
    return "", ""


def shortened(events: list[str]) -> list[str]:
    """Return the operations that move a cursor: a head set to what it is says nothing, the planner takes what is left."""
    kept: list[str] = []
    for event in events:
        words = event.split()
        if words[0] == "R" and (words[1] == "0" or (kept and kept[-1].split()[:2] == words[:2])):
            continue
        kept.append("t available" if words[0] == "t" and (words[1] == "available" or int(words[1]) > MUCH) else event)
    return kept


def report(trees: list[Tree], *, differences: bool) -> None:
    """Print the table, and the models that differ where asked for."""
    print("| tree | load | both equal | exact, and wrong | reported, load | refused | not reported |\n|" + " --- |" * 7)
    print(*trees, sep="\n")
    loaded, equal = sum(it.loaded for it in trees), sum(it.equal for it in trees)
    print(
        f"{equal:,} of {loaded:,} equal ({equal / max(loaded, 1):.2%}), {sum(it.wrongly_exact for it in trees)} exact and wrong"
    )
    for tree in trees if differences else ():
        found = [it for it in tree.outcomes if it.kind]
        print(f"\n{tree.name}: {dict(Counter(it.kind for it in found))}")
        for it in found:
            mark = "" if it.exact else "bound "
            print(f"  {it.kind} {mark}{it.file[-60:]} {it.said[:260]!r} {' '.join(it.ops)[:90]}")


def main() -> int:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tree", action="append", help="only this measurement")
    parser.add_argument("--differences", action="store_true", help="print every model that differs")
    parser.add_argument("--traces", action="store_true", help="print the first operation of the arena that differs")
    arguments = parser.parse_args()
    if CORPUS not in os.environ:
        parser.error(f"set {CORPUS} to the folder of the measurements (see CONTRIBUTING.md)")
    corpus = Path(os.environ[CORPUS])
    wanted = arguments.tree or list(names(corpus))
    if arguments.traces:
        for name in wanted:
            for file, ours, theirs in traces(corpus, name):
                if ours != theirs:
                    print(f"{name} {file}\n    ours:   {ours}\n    theirs: {theirs}")
        return 0
    with ProcessPoolExecutor(PROCESSES) as pool:
        trees = list(pool.map(measured, [corpus] * len(wanted), wanted))
    report(trees, differences=arguments.differences)
    return int(any(it.wrongly_exact for it in trees))


if __name__ == "__main__":
    sys.exit(main())
