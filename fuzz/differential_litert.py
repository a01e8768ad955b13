"""Random graphs and single changes to them, judged by tflint and loaded by the real LiteRT: verdicts and every address must agree.

    python fuzz/differential_litert.py [--graphs 3000] [--seed 0] [--models FOLDER] [--keep FOLDER]

The graphs are those of differential_tflm.py; every second one has one thing changed: a type, a dimension, an operand, a scale, an
option. With --models, changes are made to the models of a folder instead. Prints the counts and where tflint and LiteRT disagree.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parent))

from differential_tflm import random_graph
from litert_mutants import mutant

from tflint.manifest.target import parse
from tflint.model.malformed import Malformed
from tflint.model.reader import read
from tflint.runtime.litert import arena_planner, interpreter, subgraph
from tflint.runtime.litert.graph_info import AllocationType
from tflint.runtime.litert.kernel import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.manifest.target import Target
    from tflint.model.view import Model

LITERT = parse("litert")
ORACLE = Path(__file__).resolve().parent.parent / "tools" / "litert_oracle.py"
LARGEST = 100_000
BATCH = 200


class Difference(NamedTuple):
    """Where tflint and LiteRT disagree on a graph."""

    name: str
    what: str
    ours: object
    theirs: object


def answers(paths: list[Path], wheel: Path | None = None) -> list[dict[str, Any]]:
    """Return what the real LiteRT says of models, each in a process of its own; `wheel` is the folder of another release."""
    command, environment = [sys.executable, str(ORACLE)], os.environ | ({"PYTHONPATH": str(wheel)} if wheel else {})
    asked = "\n".join(map(str, paths))
    done = subprocess.run(command, input=asked, env=environment, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def compare(name: str, data: bytes, real: dict[str, Any], target: Target = LITERT) -> Iterator[Difference]:
    """Yield where our verdicts and our plan are not what LiteRT did."""
    try:
        model = read(data)
    except Malformed as malformed:
        if real["allocates"]:
            yield Difference(name, "reads", str(malformed), "taken")
        return
    against = [verdict.why for verdict in interpreter.verdicts(model, target) if verdict.at_allocate]
    if bool(against) == real["allocates"]:
        yield Difference(name, "allocates", against, real["log"].strip()[:300] or real["signal"])
    elif real["allocates"]:
        addresses = {int(tensor): address for tensor, address in real["at"].items()}
        yield from misplaced(name, model, addresses, Settings(release=target.version))


def misplaced(name: str, model: Model, addresses: dict[int, int], settings: Settings) -> Iterator[Difference]:
    """Yield the first tensor whose distance from the arena's other tensors is not the one planned."""
    graph = subgraph.prepare(model, 0, settings)
    if graph.has_dynamic_tensors:  # what is left to Invoke has no address yet
        return
    known = (
        len(graph.tensors) if settings.since("1.4.0") else len(model.subgraphs[0].tensors)
    )  # older ones number temporaries otherwise
    offsets = {tensor: offset for tensor, offset in arena_planner.plan(graph).offsets.items() if tensor < known}
    for arena in (AllocationType.ARENA, AllocationType.PERSISTENT):
        bases = [
            (addresses[tensor] - offset, graph.tensors[tensor].name)
            for tensor, offset in offsets.items()
            if tensor in addresses and graph.tensors[tensor].allocation is arena and graph.tensors[tensor].bytes
        ]
        for base, tensor_name in bases[1:]:
            if base != bases[0][0]:
                yield Difference(name, f"place of {tensor_name!r}", 0, base - bases[0][0])
                break


def graphs(seeds: range, sources: list[bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield a graph a seed, every second one changed; changed ones of the sources where there are any."""
    for seed in seeds:
        rng = random.Random(seed)
        data = rng.choice(sources) if sources else random_graph(seed)
        yield str(seed), mutant(data, rng) if sources or seed % 2 else data


def run(count: int, seed: int, sources: list[bytes], keep: Path | None = None) -> tuple[list[Difference], Counter[str]]:
    """Return every difference and how often what happened."""
    found, seen = list[Difference](), Counter[str]()
    for start in range(seed, seed + count, BATCH):
        with tempfile.TemporaryDirectory() as folder:
            made = dict(graphs(range(start, min(start + BATCH, seed + count)), sources))
            paths = {name: Path(folder) / f"{name}.tflite" for name in made}
            for name, path in paths.items():
                path.write_bytes(made[name])
            for (name, data), real in zip(made.items(), answers(list(paths.values())), strict=True):
                seen["killed" if real["signal"] else "taken" if real["allocates"] else "refused"] += 1
                differ = list(compare(name, data, real))
                found += differ
                if differ and keep is not None:
                    (keep / f"{name}.tflite").write_bytes(data)
    return found, seen


def _has_operators(data: bytes) -> bool:
    try:
        return bool(read(data).subgraphs[0].operators)
    except Malformed:
        return False


def main() -> int:
    """Run and print; return 1 where anything differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--graphs", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--models", type=Path, help="a folder of models to change instead of random graphs")
    parser.add_argument("--keep", type=Path, help="a folder for the models that differ")
    arguments = parser.parse_args()
    files = sorted(arguments.models.rglob("*.tflite")) if arguments.models else []
    sources = [data for path in files if path.stat().st_size < LARGEST and _has_operators(data := path.read_bytes())]
    found, seen = run(arguments.graphs, arguments.seed, sources, arguments.keep)
    for it in found:
        print(*it, sep="  ")
    print(dict(seen), f"{len(found)} differences")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
