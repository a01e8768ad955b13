"""Random graphs under offline plans, right ones and spoilt ones: what the checker lets pass must compute what the graph without a plan does.

    python fuzz/offline_plans.py [--graphs 2000] [--seed 0] [--keep FOLDER]

The graphs are those of differential_tflm.py, and convolutional networks that are cut into stripes. Of each there are four files:
without a plan, with every tensor in a place of its own, with the plan that `tflint fix` makes at a random level, and with a few offsets of
that plan changed. The real TFLM (the tflite-micro wheel) runs all four on the same inputs. Where the first two differ the graph reads what
nobody wrote, and is left out, as are graphs of kernels that leave their output alone while they have nothing to say. Prints how often a plan that the checker found sound gave other outputs
(which must not happen), and how many of the plans that it refused did.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from differential_tflm import HOST, random_graph
from fit.nets import WISH, Net

from tflint.fit import apply, trial
from tflint.fit.offline_plan import Layout, lay
from tflint.fit.search import fit
from tflint.fix import prove
from tflint.model import tree, writer
from tflint.model.reader import read
from tflint.overlap.walk import clashes
from tflint.runtime.tflm import build, micro_allocator, micro_interpreter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tflint.model.tree import Tree
    from tflint.model.view import Model

    Offsets = Mapping[tuple[int, int], int]

BUILT = build.of(HOST)
ARENA = 16 << 20
BATCH = 50  # graphs
STRIPED = 8  # every so-manieth graph is a network for stripes
EFFORT = 250
SILENT = {"SignalFramer", "SignalStacker", "TFLite_Detection_PostProcess", "CIRCULAR_BUFFER"}  # their output can stay what it was


class Case(NamedTuple):
    """One file: what it is, whether the checker found its plan sound."""

    seed: int
    kind: str
    sound: bool
    data: bytes


def network(rng: random.Random) -> bytes:
    """Return a convolutional network that is wide enough for stripes."""
    net = Net(rng.randint(12, 28), rng.randint(12, 28), rng.choice((1, 2, 3)))
    for _ in range(rng.randint(2, 6)):
        kind = rng.randrange(6)
        if kind == 0 and min(net.shape[1:3]) > 6:
            net.pool(2, rng.choice(("MAX_POOL_2D", "AVERAGE_POOL_2D")))
        elif kind == 1:
            net.unary(rng.choice(("RELU", "RELU6")))
        elif kind == 2:
            net.pad(rng.randint(0, 2), rng.randint(0, 2))
        elif kind == 3:
            skip = net.at
            net.conv(net.shape[3], 3).add(skip)
        else:
            net.conv(rng.choice((2, 4, 8)), rng.choice((1, 2, 3, 5)), rng.choice((1, 1, 2)), depthwise=rng.random() < 0.3)
    return net.ends()


def spoilt(offsets: Offsets, rng: random.Random) -> Offsets:
    """Return a plan with a few offsets changed: those of other tensors, or a little further on."""
    changed = dict(offsets)
    for key in rng.sample(sorted(changed), min(len(changed), rng.randint(1, 3))):
        near = changed[key] + 16 * rng.randint(-6, 6)
        changed[key] = max(0, near) if rng.random() < 0.5 else changed[rng.choice(sorted(changed))]
    return changed


def apart(model: Model) -> Offsets:
    """Return a plan in which no two tensors share a byte."""
    requests = [it for it in trial.replay(model, BUILT).requests if it.tensor is not None and it.subgraph == 0]
    starts = accumulate((it.size for it in requests), initial=0)
    return {(0, it.tensor): start for it, start in zip(requests, starts, strict=False) if it.tensor is not None}


def cases(seed: int) -> Iterator[Case]:
    """Yield the files of a seed, that without a plan first; none where TFLM does not take such a graph."""
    rng = random.Random(seed)
    data = network(rng) if seed % STRIPED == 0 else random_graph(seed)
    held = apply.without_plan(tree.read(data))
    model = read(writer.write(held))
    silent = any(operator.name in SILENT for operator in model.operators())
    if silent or any(verdict.effect.fatal for verdict in micro_interpreter.verdicts(model, HOST)):
        return
    planned = _striped(held) if seed % STRIPED == 0 else _planned(held, rng)
    if planned is None:
        return
    drawn, offsets = planned
    yield Case(seed, "none", sound=True, data=writer.write(held))
    yield Case(seed, "apart", sound=True, data=writer.write(apply.with_plan(held, apart(model))))
    for kind, chosen in (("right", offsets), ("spoilt", spoilt(offsets, rng))):
        file = writer.write(apply.with_plan(drawn, chosen))
        after = read(file)
        yield Case(seed, kind, not list(clashes(after, micro_allocator.replay(after, BUILT).buffers, BUILT)), file)


def _planned(held: Tree, rng: random.Random) -> tuple[Tree, Offsets] | None:
    model = read(writer.write(held))
    laid = lay(model, trial.replay(model, BUILT), Layout(BUILT), rounds=20)
    return (held, rng.choice(laid).offsets) if laid else None


def _striped(held: Tree) -> tuple[Tree, Offsets] | None:
    best = fit(read(writer.write(held)), BUILT, WISH._replace(effort=EFFORT, max_macs=1.0))
    if best is None:
        return None
    return (held if best.draft is None else apply.redraw(held, best.draft)), best.laid.offsets


def judged(batch: list[Case], folder: Path) -> Iterator[tuple[Case, str]]:
    """Yield each planned file with what came of it: `same`, `other` or `fails`; nothing where the graph itself does not run."""
    jobs = []
    for number, case in enumerate(batch):
        path = folder / f"{number}.tflite"
        path.write_bytes(case.data)
        jobs.append({"runtime": "tflite-micro", "path": str(path), "arena": ARENA, "seeds": 1, "invocations": 2})
    wanted = None
    for case, answer in zip(batch, prove.run(jobs), strict=True):
        if case.kind == "none":
            wanted = answer.get("results")
        elif case.kind == "apart":
            wanted = wanted if wanted == answer.get("results") else None
        elif wanted is not None:
            found = answer.get("results")
            yield case, "fails" if found is None else "same" if found == wanted else "other"


def main() -> int:
    """Make, run and count; return 1 if a plan that was found sound computes something else."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--graphs", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="folder for the files that fail")
    options = parser.parse_args()
    counts: Counter[tuple[str, str, str]] = Counter()
    for start in range(options.seed, options.seed + options.graphs, BATCH):
        batch = [case for seed in range(start, min(start + BATCH, options.seed + options.graphs)) for case in cases(seed)]
        with tempfile.TemporaryDirectory() as folder:
            for case, outcome in judged(batch, Path(folder)):
                counts[case.kind, "sound" if case.sound else "refused", outcome] += 1
                if (case.sound and outcome != "same") or (case.kind == "right" and not case.sound):
                    print(f"seed {case.seed}: {case.kind}, {'sound' if case.sound else 'refused'}: {outcome}", flush=True)
                    if options.keep:
                        options.keep.mkdir(parents=True, exist_ok=True)
                        (options.keep / f"{case.seed}-{case.kind}.tflite").write_bytes(case.data)
    for (kind, verdict, outcome), count in sorted(counts.items()):
        print(f"{kind} plans, {verdict}, outputs {outcome}: {count}")
    wrong = sum(count for (_, verdict, outcome), count in counts.items() if verdict == "sound" and outcome != "same")
    return int(wrong or any(kind == "right" and verdict == "refused" for kind, verdict, _ in counts))


if __name__ == "__main__":
    sys.exit(main())
