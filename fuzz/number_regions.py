"""Random graphs of float32 and int8 regions: what four rules say of them, held against a walk of the description they were made from.

    python fuzz/number_regions.py [--graphs 5000] [--seed 0] [--keep FOLDER]

A graph is a list of steps over values of one type each: arithmetic, data movement, conversions, programs for an NPU, opaque custom ops, resource
variables, ops that read one type and write the other. The walk knows the steps and nothing of tflint: it spreads marks over
the values until none changes. It expects of `float-input` and `float-output` the tensors they name, of `float-fallback` the first
op of each island, of `mixed-quantization` the counts of both kinds and the op it points at.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tflint.testing import ModelBuilder, TensorFields
from tflint.testing import run as lint
from tflint_rules.quantization import float_fallback, float_input, float_output, mixed_quantization

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tflint.finding import Finding

FLOAT, INT = "float32", "int8"
RULES = {it.rule.name: it.rule for it in (float_input, float_output, float_fallback, mixed_quantization)}
KIND = {
    "ADD": "arithmetic", "SIN": "arithmetic", "TANH": "arithmetic", "NPU": "arithmetic", "BLEND": "arithmetic",
    "RESHAPE": "move", "CONCATENATION": "move", "SPLIT": "move",
    "READ_VARIABLE": "variable", "ASSIGN_VARIABLE": "variable",
    "QUANTIZE": "conversion", "DEQUANTIZE": "conversion", "CAST": "conversion",
    "my_op": "opaque",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """One operator: the values that it reads and writes; `variable` names the one that it reads or assigns."""

    op: str
    reads: tuple[int, ...]
    writes: tuple[int, ...]
    variable: int = -1


@dataclass(slots=True)
class Graph:
    """Steps in order, each value's type, and which values are the model's inputs and outputs."""

    steps: list[Step] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    inputs: list[int] = field(default_factory=list)
    outputs: list[int] = field(default_factory=list)

    def value(self, dtype: str) -> int:
        """Add a value and return its number."""
        self.types.append(dtype)
        return len(self.types) - 1


class Expected(NamedTuple):
    """What the rules should say: names of tensors, numbers of steps, and (float ops, int8 ops, place) of a mixed model."""

    inputs: list[str]
    outputs: list[str]
    islands: list[int]
    mixed: tuple[int, int, int] | None


def random_graph(seed: int) -> Graph:
    """Return a graph of up to 14 steps; later steps prefer what was made last, so that regions grow long and also branch."""
    rng, graph = random.Random(seed), Graph()
    graph.inputs = [graph.value(rng.choice((FLOAT, FLOAT, INT))) for _ in range(rng.choice((1, 1, 2, 3)))]
    for _ in range(rng.randint(1, 14)):
        _grow(rng, graph)
    read = {value for step in graph.steps for value in step.reads}
    loose = [it for it in range(len(graph.types)) if it not in read and it not in graph.inputs]
    graph.outputs = loose or [len(graph.types) - 1]
    if rng.random() < 0.2:
        graph.outputs = sorted({*graph.outputs, rng.randrange(len(graph.types))})
    return graph


def _grow(rng: random.Random, graph: Graph) -> None:
    x = rng.choice(range(len(graph.types))[-3:]) if rng.random() < 0.8 else rng.randrange(len(graph.types))
    kind, fellows = graph.types[x], [it for it, dtype in enumerate(graph.types) if dtype == graph.types[x]]
    other = FLOAT if kind == INT else INT
    convert = "QUANTIZE" if kind == FLOAT else "DEQUANTIZE"
    op = rng.choice(("ADD", "SIN" if kind == FLOAT else "TANH", "RESHAPE", convert, convert, "CONCATENATION", "SPLIT", "rare"))
    if op == "rare":
        op = rng.choice(("NPU" if kind == INT else "SIN", "CAST", "my_op", "BLEND", "variable", "variable"))
    if op == "variable":
        number = rng.randrange(2) + (2 if kind == INT else 0)
        graph.steps.append(Step("ASSIGN_VARIABLE", (x,), (), number))
        graph.steps.append(Step("READ_VARIABLE", (), (graph.value(kind),), rng.choice((number, number ^ 1))))
        return
    reads = (x, rng.choice(fellows)) if op in {"ADD", "CONCATENATION"} else (x,)
    result = other if op in {"QUANTIZE", "DEQUANTIZE", "CAST", "BLEND"} else FLOAT if op == "my_op" else kind
    graph.steps.append(Step(op, reads, tuple(graph.value(result) for _ in range(2 if op == "SPLIT" else 1))))


def built(graph: Graph) -> bytes:
    """Return the model of a graph."""
    b = ModelBuilder()
    quantized = TensorFields(dtype=INT, scale=0.5, zero_point=0)
    for value, dtype in enumerate(graph.types):
        b.tensor(f"v{value}", (1, 4), **(quantized if dtype == INT else TensorFields(dtype=FLOAT)))
    b.graph_inputs(*graph.inputs)
    b.output(*graph.outputs)
    for step in graph.steps:
        _write(b, step)
    return b.build()


def _write(b: ModelBuilder, step: Step) -> None:
    if step.variable >= 0:
        handle = b.tensor(f"handle{step.variable}", (), "resource")
        b.operator("VAR_HANDLE", [], [handle], {"shared_name": f"variable{step.variable}"})
        b.operator(step.op, [handle, *step.reads], step.writes, {})
        return
    b.operator(_WRITTEN.get(step.op, step.op), step.reads, step.writes, {} if step.op in {"ADD", "CONCATENATION"} else None)


_WRITTEN = {"NPU": "ethos-u", "BLEND": "TANH"}  # BLEND is an op that reads one type and writes the other


def expected(graph: Graph) -> Expected:
    """Return what the rules should say, from the steps alone."""
    made, used = _makers(graph), _users(graph)
    if not any(_is(graph, step, INT) for step in graph.steps):
        return Expected([], [], [], None)
    inputs = [f"v{it}" for it in graph.inputs if graph.types[it] == FLOAT and _all(graph, used[it], "QUANTIZE")]
    outputs = [f"v{it}" for it in graph.outputs if graph.types[it] == FLOAT and _all(graph, made[it], "DEQUANTIZE")]
    islands, others = _regions(graph, made)
    floats = [at for at, step in enumerate(graph.steps) if _is(graph, step, FLOAT)]
    integers = sum(_is(graph, step, INT) for step in graph.steps)
    return Expected(inputs, outputs, islands, (len(floats), integers, min(others)) if others else None)


def _is(graph: Graph, step: Step, dtype: str) -> bool:
    return KIND[step.op] == "arithmetic" and graph.types[step.writes[0]] == dtype


def _all(graph: Graph, steps: set[int], op: str) -> bool:
    return bool(steps) and all(graph.steps[at].op == op for at in steps)


def _makers(graph: Graph) -> list[set[int]]:
    """Return for each value the steps that made it: those at the far end of all moves."""
    marks: list[set[int]] = [set() for _ in graph.types]
    for at, step in enumerate(graph.steps):
        for value in step.writes if KIND[step.op] not in {"move", "variable"} else ():
            marks[value].add(at)
    return _spread(graph, marks, lambda before, after: marks[after].update(marks[before]))


def _users(graph: Graph) -> list[set[int]]:
    marks: list[set[int]] = [set() for _ in graph.types]
    for at, step in enumerate(graph.steps):
        for value in step.reads if KIND[step.op] not in {"move", "variable"} else ():
            marks[value].add(at)
    return _spread(graph, marks, lambda before, after: marks[before].update(marks[after]))


def _spread(graph: Graph, marks: list[set[int]], carry: Callable[[int, int], None]) -> list[set[int]]:
    """Carry marks over every move until none changes."""
    before = -1
    while before != (before := sum(map(len, marks))):
        for source, target in _moved(graph):
            carry(source, target)
    return marks


def _moved(graph: Graph) -> Iterator[tuple[int, int]]:
    for step in graph.steps:
        if KIND[step.op] == "move":
            yield from ((source, target) for source in step.reads for target in step.writes)
        elif step.op == "ASSIGN_VARIABLE":
            readers = (it for it in graph.steps if it.op == "READ_VARIABLE" and it.variable == step.variable)
            yield from ((step.reads[0], it.writes[0]) for it in readers)


def _regions(graph: Graph, made: list[set[int]]) -> tuple[list[int], list[int]]:
    """Return the first step of each island, and all float steps that are on none."""
    label = _labels(graph)
    islands, others = [], []
    for region in sorted({label[it] for it, dtype in enumerate(graph.types) if dtype == FLOAT}):
        inside = [it for it, dtype in enumerate(graph.types) if dtype == FLOAT and label[it] == region]
        computing = [at for at, step in enumerate(graph.steps) if _is(graph, step, FLOAT) and step.writes[0] in inside]
        moving = [at for at, it in enumerate(graph.steps) if KIND[it.op] == "move" and it.writes[0] in inside]
        if _entered(graph, made, inside) and _left(graph, inside):
            islands += (computing or moving)[:1]
        else:
            others += computing
    return sorted(islands), others


def _labels(graph: Graph) -> list[int]:
    """Return one number for each set of values of one type that moves, variables or arithmetic connect."""
    label, before = list(range(len(graph.types))), -1
    while before != (before := sum(label)):
        for group in _groups(graph):
            lowest = min(label[it] for it in group)
            for it in group:
                label[it] = lowest
    return label


def _groups(graph: Graph) -> Iterator[list[int]]:
    for step in graph.steps:
        same = [it for it in (*step.reads, *step.writes) if step.writes and graph.types[it] == graph.types[step.writes[0]]]
        if KIND[step.op] == "move" or (KIND[step.op] == "arithmetic" and same):
            yield same
    for number in {step.variable for step in graph.steps if step.variable >= 0}:
        yield [it for step in graph.steps if step.variable == number for it in (*step.reads, *step.writes)]


def _crossing(graph: Graph, step: Step, before: str, after: str) -> bool:
    if KIND[step.op] not in {"conversion", "arithmetic"}:
        return False
    return graph.types[step.reads[0]] == before and graph.types[step.writes[0]] == after


def _entered(graph: Graph, made: list[set[int]], inside: list[int]) -> bool:
    borders = (it for it in graph.steps if _crossing(graph, it, INT, FLOAT) and it.writes[0] in inside)
    return any(_is(graph, graph.steps[at], INT) for it in borders for at in made[it.reads[0]])


def _left(graph: Graph, inside: list[int]) -> bool:
    return any(_crossing(graph, it, FLOAT, INT) and it.reads[0] in inside for it in graph.steps)


def reported(graph: Graph, data: bytes) -> Expected:
    """Return what the rules say of a graph's model."""
    found = {name: lint(rule, data) for name, rule in RULES.items()}
    places = {at: step for step, at in enumerate(_places(graph))}
    mixed = found["mixed-quantization"]
    return Expected(
        [it.location.tensor or "" for it in found["float-input"]],
        [it.location.tensor or "" for it in found["float-output"]],
        sorted(places[_index(it)] for it in found["float-fallback"]),
        _counted(mixed[0], places) if mixed else None,
    )


def _places(graph: Graph) -> Iterator[int]:
    """Yield the index of each step's operator: a step on a variable has the VAR_HANDLE before it."""
    at = 0
    for step in graph.steps:
        at += step.variable >= 0
        yield at
        at += 1


def _index(finding: Finding) -> int:
    return int(finding.location.path.rpartition("/")[2])


def _counted(finding: Finding, places: dict[int, int]) -> tuple[int, int, int]:
    floats, integers = finding.evidence["float_operators"], finding.evidence["integer_operators"]
    assert isinstance(floats, int)
    assert isinstance(integers, int)
    return floats, integers, places[_index(finding)]


def run(graphs: int, seed: int, keep: Path | None = None) -> tuple[list[str], Counter[str]]:
    """Compare so many graphs from a seed on; return a sentence for each difference, and how often each answer was seen."""
    differences, seen = [], Counter[str]()
    for number in range(seed, seed + graphs):
        graph = random_graph(number)
        data, wanted = built(graph), expected(graph)
        got = reported(graph, data)
        seen.update(name for name, part in zip(RULES, wanted, strict=True) if part)
        seen["silent"] += not any(wanted)
        if sorted(got.inputs) != sorted(wanted.inputs) or sorted(got.outputs) != sorted(wanted.outputs) or got[2:] != wanted[2:]:
            differences.append(f"seed {number}: expected {wanted}, got {got}")
            if keep:
                (keep / f"{number}.tflite").write_bytes(data)
    return differences, seen


def main() -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--graphs", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path)
    arguments = parser.parse_args()
    differences, seen = run(arguments.graphs, arguments.seed, arguments.keep)
    print("\n".join(differences))
    print(
        f"{arguments.graphs} graphs, {len(differences)} differences; "
        + ", ".join(f"{count} {name}" for name, count in sorted(seen.items()))
    )
    return int(bool(differences))


if __name__ == "__main__":
    sys.exit(main())
