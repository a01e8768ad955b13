"""Probes what every kernel of the real TFLM takes: python tools/probe_tflm.py [--check N] [--agree] [--op NAME].

From valid models of one op (the recipes of fuzz/), one thing at a time is changed: the type of an operand or of all that
share one, its quantization (none, one scale, one a channel), its rank, whether it is constant. Each model runs in the
tflite-micro wheel in a process of its own, and what became of it is a cell of the matrix beside the parity tests:

    runs · invoke refused · invoke dies · refused: MESSAGE · dies

`--check N` probes N cells again and compares, `--agree` holds the matrix against tflint's own verdicts and prints where
they part. Neither writes.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
from importlib import metadata, util
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "fuzz"))

from tflm_graph import Graph  # noqa: E402  beside fuzz/
from tflm_recipes import RECIPES  # noqa: E402  likewise

from tflint.manifest.target import parse
from tflint.model.malformed import Malformed
from tflint.model.reader import read
from tflint.runtime.tflm import micro_interpreter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tflint.model.view import Model, Tensor

MATRIX = ROOT / "tests" / "parity" / "tflm_matrix.json"
ORACLE = Path(__file__).with_name("tflm_oracle.py")
HOST = parse("host/reference")
TYPES = ("float32", "int8", "uint8", "int16", "int32", "int64", "bool", "float16", "int4")
QUANTIZED = frozenset({"int8", "uint8", "int16", "int4"})
BASES = 3
SEEDS = 60
PLACE = re.compile(r"\S*?[\w/]+\.(cc|h)(:\d+)? ?")
NOISE = re.compile(r"Node \S+ \(number \d+\) failed to (prepare|invoke) with status \d+")


class Cell(NamedTuple):
    """A change of one op's model: `FULLY_CONNECTED int8 int8 int32 -> int8 | in1 float32`."""

    name: str
    data: bytes


def alone(op: str, seed: int) -> tuple[Graph, Model] | None:
    """Return a graph with nothing but one operator of a kind, None where the recipe makes more."""
    graph = Graph(random.Random(seed))
    RECIPES[op](graph, op)
    graph.finish()
    model = read(graph.builder.build())
    return (graph, model) if sum(1 for _ in model.operators()) == 1 else None


def operands(model: Model) -> list[tuple[str, Tensor]]:
    """Return the operator's tensors, labelled by position; omitted ones are left out."""
    operator = next(model.operators())
    sides = (("in", model.inputs(operator)), ("out", model.outputs(operator)))
    return [(f"{side}{i}", tensor) for side, tensors in sides for i, tensor in enumerate(tensors) if tensor is not None]


def signature(model: Model) -> str:
    """Return the types of an operator's tensors: `int8 int8 int32 -> int8`."""
    operator = next(model.operators())
    left, right = (
        [tensor.dtype if tensor else "-" for tensor in side] for side in (model.inputs(operator), model.outputs(operator))
    )
    return f"{' '.join(left)} -> {' '.join(right)}"


def bases(op: str) -> Iterator[tuple[str, int]]:
    """Yield (signature, seed) of the op's first few kinds of valid models."""
    found: dict[str, int] = {}
    for seed in range(SEEDS):
        made = alone(op, seed)
        if made is not None:
            found.setdefault(signature(made[1]), seed)
    yield from sorted(found.items())[:BASES]


def scale_of(dtype: str) -> dict[str, object] | None:
    """Return the quantization that a tensor of a type wants to be sound."""
    return {"scale": [0.05], "zero_point": [0]} if dtype in QUANTIZED else None


def changes(tensor: Tensor, *, is_constant: bool) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield (what, fields) for every change of one operand."""
    for dtype in TYPES:
        if dtype != tensor.dtype:
            yield dtype, {"type": dtype, "quantization": scale_of(dtype)}
    yield (
        "unquantized" if tensor.is_quantized else "quantized",
        {"quantization": None if tensor.is_quantized else scale_of("int8")},
    )
    if tensor.shape and tensor.shape[-1] > 1:
        count = tensor.shape[-1]
        fields = {"scale": [0.05] * count, "zero_point": [0] * count, "quantized_dimension": len(tensor.shape) - 1}
        yield "per channel", {"quantization": fields}
    for rank in (0, *range(len(tensor.shape) + 1, 7)):
        if rank != len(tensor.shape):
            yield f"rank {rank}", {"shape": [1] * (rank - len(tensor.shape)) + list(tensor.shape) if rank else []}
    if is_constant:
        yield "computed", {"buffer": 0}


def cells(op: str) -> Iterator[Cell]:
    """Yield the matrix's cells of an op, the unchanged models first."""
    for name, seed in bases(op):
        made = alone(op, seed)
        assert made is not None
        model = made[1]
        yield Cell(f"{op} {name}", made[0].builder.build())
        labelled = operands(model)
        for label, tensor in labelled:
            for what, fields in changes(tensor, is_constant=model.constant(tensor) is not None):
                yield Cell(f"{op} {name} | {label} {what}", changed(op, seed, {tensor.index: fields}))
        for old in sorted({tensor.dtype for _, tensor in labelled}):
            alike = [tensor.index for _, tensor in labelled if tensor.dtype == old]
            for dtype in TYPES:
                if dtype != old and len(alike) > 1:
                    fields = {"type": dtype, "quantization": scale_of(dtype)}
                    yield Cell(f"{op} {name} | all {old} {dtype}", changed(op, seed, dict.fromkeys(alike, fields)))


def changed(op: str, seed: int, fields: dict[int, dict[str, object]]) -> bytes:
    """Return the bytes of an op's model with some tensors amended."""
    made = alone(op, seed)
    assert made is not None
    for index, values in fields.items():
        made[0].builder.amend(index, **values)
    return made[0].builder.build()


def verdict(answer: dict[str, object]) -> str:
    """Return the word for what became of a model, with the runtime's own text where it refuses."""
    if answer["signal"]:
        return "invoke dies" if answer["allocates"] else "dies"
    if answer["allocates"]:
        return "runs" if answer["invokes"] else "invoke refused"
    lines = [PLACE.sub("", NOISE.sub("", line)).strip() for line in str(answer["log"]).splitlines()]
    return f"refused: {next((line for line in lines if line), 'without a word')}"


def probe(asked: Iterable[Cell]) -> dict[str, str]:
    """Run cells in the real runtime; return each one's verdict."""
    listed = list(asked)
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{i}.tflite" for i in range(len(listed))]
        for path, cell in zip(paths, listed, strict=True):
            path.write_bytes(cell.data)
        questions = "".join(json.dumps({"path": str(path), "invoke": True, "arena": 1 << 20}) + "\n" for path in paths)
        done = subprocess.run([sys.executable, str(ORACLE)], input=questions, capture_output=True, text=True, check=True)
    return {cell.name: verdict(json.loads(line)) for cell, line in zip(listed, done.stdout.splitlines(), strict=True)}


def ours(data: bytes) -> str:
    """Return tflint's own word for a model: `runs`, `allocate` or `invoke` for where it fails."""
    try:
        fatal = [it for it in micro_interpreter.verdicts(read(data), HOST) if it.effect.fatal]
    except Malformed:
        return "allocate"
    return "allocate" if any(it.at_allocate for it in fatal) else "invoke" if fatal else "runs"


def agrees(theirs: str, own: str) -> bool:
    """Tell whether both mean the same: it runs, it fails at AllocateTensors(), or it fails at Invoke()."""
    return own == {"runs": "runs", "invoke refused": "invoke", "invoke dies": "invoke"}.get(theirs, "allocate")


def disagreements(matrix: dict[str, str], ops: Iterable[str]) -> Iterator[str]:
    """Yield a line for each cell on which tflint and the runtime part."""
    for op in ops:
        for cell in cells(op):
            theirs, own = matrix.get(cell.name), ours(cell.data)
            if theirs is not None and not agrees(theirs, own):
                yield f"{cell.name}: {theirs} (tflint: {own})"


def check(document: dict[str, object], matrix: dict[str, str], count: int) -> int:
    """Probe a few cells again; return 1 where any differs."""
    version = metadata.version("tflite-micro")
    if document["wheel"] != version:
        print(f"the matrix is of {document['wheel']}, {version} is installed: not compared")
        return 0
    chosen = random.Random(0).sample(sorted(RECIPES), len(RECIPES))
    sample = [cell for op in chosen for cell in random.Random(op).sample(list(cells(op)), k=1 + count // len(chosen))][:count]
    differing = {name: (matrix.get(name), now) for name, now in probe(sample).items() if matrix.get(name) != now}
    for name, (before, now) in differing.items():
        print(f"{name}: {before}, now {now}")
    return 1 if differing else 0


def main() -> int:
    """Write the matrix, or compare with it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", type=int, metavar="N", help="probe N cells again")
    parser.add_argument("--agree", action="store_true", help="hold the matrix against tflint's verdicts")
    parser.add_argument("--op", action="append", help="only this op")
    arguments = parser.parse_args()
    ops = arguments.op or sorted(RECIPES)
    document = json.loads(MATRIX.read_text()) if MATRIX.exists() else {"wheel": "", "cells": {}}
    if arguments.agree:
        lines = list(disagreements(document["cells"], ops))
        print("\n".join([*lines, f"{len(lines)} of {len(document['cells']):,} cells differ"]))
        return 1 if lines else 0
    if util.find_spec("tflite_micro") is None:
        print("tflite-micro is not installed: nothing to probe")
        return 0
    if arguments.check:
        return check(document, document["cells"], arguments.check)
    for op in ops:
        document["cells"].update(probe(cells(op)))
    document["wheel"] = metadata.version("tflite-micro")
    document["cells"] = dict(sorted(document["cells"].items()))
    MATRIX.write_text(json.dumps(document, indent=0, ensure_ascii=False) + "\n")
    print(f"{len(document['cells']):,} cells")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
