"""Random valid graphs, planned by tflint and allocated by the real TFLM (the tflite-micro wheel): every figure must be equal.

    python fuzz/differential_tflm.py [--graphs 5000] [--seed 0] [--minimum 20] [--keep FOLDER] [--runtime tflite-micro@20241214 --wheel FOLDER]

A graph chains up to 14 operators of all kernels over shared tensors, with several consumers, variables, control flow, offline
plans and tensors that nobody uses. Used, head, tail and the recorded categories are compared for each graph that TFLM takes, and
for every `--minimum`-th that the minimum is enough and 16 bytes less are not. Where TFLM refuses, tflint must have a verdict
against the graph, and none where it does not. Prints the counts, and the operators that no accepted graph held.

An older wheel is held against its own snapshot: `--runtime` names it, `--wheel` is the folder in which it was unpacked.
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

from tflm_graph import Graph, offline_plan
from tflm_recipes import RECIPES

from tflint.manifest.target import parse
from tflint.model.reader import read
from tflint.runtime.tflm import micro_allocator, micro_interpreter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.manifest.target import Target
    from tflint.model.view import Model

HOST = parse("host/reference")
ORACLE = Path(__file__).resolve().parent.parent / "tools" / "tflm_oracle.py"
BATCH = 100


class Difference(NamedTuple):
    """Where tflint and TFLM disagree on a graph."""

    seed: int
    what: str
    ours: object
    theirs: object


class Wheel(NamedTuple):
    """A tflite-micro wheel: what it is to tflint, and its folder, None for the one that is installed."""

    target: Target
    folder: Path | None = None


INSTALLED = Wheel(HOST)


def random_graph(seed: int) -> bytes:
    """Return the model of a seed."""
    rng = random.Random(seed)
    g = Graph(rng)
    for name in rng.choices(sorted(RECIPES), k=rng.randint(1, 14)):
        RECIPES[name](g, name)
    for _ in range(rng.choice((0, 0, 0, 2))):
        g.out(g.shape(), "float32")
        g.values.pop()
    g.finish()
    if rng.random() < 0.1:
        g.builder.metadata("OfflineMemoryAllocation", plan_of(g, rng))
    return g.builder.build()


def plan_of(g: Graph, rng: random.Random) -> bytes:
    """Return an offline plan that places some of the graph's tensors."""
    model = read(g.builder.build())
    free = [not tensor.is_variable and not model.buffers[tensor.buffer].size for tensor in model.tensors()]
    return offline_plan([16 * rng.randint(0, 200) if can and rng.random() < 0.3 else -1 for can in free])


def answers(paths: list[Path], arenas: list[int | None], wheel: Path | None = None) -> list[dict[str, Any]]:
    """Return what the real TFLM says of models, each in a process of its own; of a wheel in a folder where one is given."""
    asked = ({"path": str(path)} | ({"arena": arena} if arena else {}) for path, arena in zip(paths, arenas, strict=True))
    command = [sys.executable, str(ORACLE)]
    path = os.pathsep.join(filter(None, [os.environ.get("PYTHONPATH"), str(wheel or "")]))
    done = subprocess.run(
        command,
        input="\n".join(map(json.dumps, asked)),
        capture_output=True,
        encoding="utf-8",
        check=True,
        env={**os.environ, "PYTHONPATH": path},
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def compare(seed: int, model: Model, real: dict[str, Any], target: Target = HOST) -> Iterator[Difference]:
    """Yield where our plan and verdicts are not what TFLM did."""
    against = [verdict for verdict in micro_interpreter.verdicts(model, target) if verdict.at_allocate]
    if bool(against) == real["allocates"]:
        yield Difference(seed, "allocates", [verdict.why for verdict in against], real["log"].strip()[-300:] or real["signal"])
    if not real["allocates"]:
        return
    plan = micro_allocator.plan(model, target)
    for what, ours in (
        ("used", plan.used),
        ("head", plan.head),
        ("tail", plan.tail),
        ("exact", plan.exact or plan.accepted is not None),
    ):
        theirs = real.get(what, True)
        if ours != theirs:
            yield Difference(seed, what, plan.unknown or ours, theirs)
    recorded = {name: size for name, size in plan.recorded.items() if size}
    if recorded != real["recorded"]:
        yield Difference(seed, "recorded", recorded, real["recorded"])


def minimum(seed: int, path: Path, model: Model, build: Wheel) -> Iterator[Difference]:
    """Yield where an arena of our minimum is too small, or one of 16 bytes less is enough though nothing is destroyed in it."""
    plan = micro_allocator.plan(model, build.target)
    needed = plan.minimum
    enough, less = answers([path, path], [needed, needed - 16], build.folder)
    if not enough["allocates"]:
        yield Difference(seed, "minimum", needed, enough["log"].strip()[-200:])
    if less["allocates"] and plan.accepted is None:
        yield Difference(seed, "minimum is enough with 16 bytes less", needed, needed - 16)


def batch(seeds: range, folder: Path, every: int, seen: Counter[str], build: Wheel) -> Iterator[Difference]:
    """Yield the differences of a batch of seeds; count in `seen` what was taken, and of which operators."""
    paths = [folder / f"{seed}.tflite" for seed in seeds]
    for seed, path in zip(seeds, paths, strict=True):
        path.write_bytes(random_graph(seed))
    for seed, path, real in zip(seeds, paths, answers(paths, [None] * len(paths), build.folder), strict=True):
        model = read(path.read_bytes())
        seen["graphs"] += 1
        yield from compare(seed, model, real, build.target)
        if real["allocates"]:
            seen["allocated"] += 1
            seen.update(f"op {op.name}" for op in model.operators())
            if seed % every == 0:
                seen["minimum checked"] += 1
                yield from minimum(seed, path, model, build)


def run(
    graphs: int, seed: int, every: int, keep: Path | None = None, build: Wheel = INSTALLED
) -> tuple[list[Difference], Counter[str]]:
    """Compare so many graphs from a seed on; return the differences and what was seen."""
    seen: Counter[str] = Counter()
    found: list[Difference] = []
    with tempfile.TemporaryDirectory() as folder:
        for start in range(seed, seed + graphs, BATCH):
            here = list(batch(range(start, min(start + BATCH, seed + graphs)), Path(folder), every, seen, build))
            for difference in here if keep else ():
                name = f"{difference.seed}.tflite"
                (keep / name).write_bytes((Path(folder) / name).read_bytes())  # type: ignore[operator]  # keep is a folder here
            found += here
    return found, seen


def main() -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--graphs", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--minimum", type=int, default=20)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--runtime", default="", help="the snapshot of an older wheel")
    parser.add_argument("--wheel", type=Path, help="the folder in which it was unpacked")
    arguments = parser.parse_args()
    build = Wheel(parse("host/reference", arguments.runtime), arguments.wheel)
    found, seen = run(arguments.graphs, arguments.seed, arguments.minimum, arguments.keep, build)
    for difference in found:
        print(f"seed {difference.seed}: {difference.what}: {difference.ours} != {difference.theirs}")
    missing = sorted(name for name in RECIPES if not seen[f"op {name}"] and name != "RESHAPE_UNKNOWN")
    print(
        f"{seen['graphs']} graphs, {seen['allocated']} allocated, {seen['minimum checked']} minimums checked, {len(found)} differences"
    )
    print(f"operators seen: {sum(name.startswith('op ') for name in seen)}; never: {', '.join(missing) or 'none'}")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
