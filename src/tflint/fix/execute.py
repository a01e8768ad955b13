"""Run models in an installed runtime and report what came out: `python -m tflint.fix.execute`, always a process of its own.

Jobs come as JSON lines on stdin: {"runtime": "tflite-micro" or "ai-edge-litert", "path": FILE, "arena": BYTES, "seeds": N,
"invocations": N}. For each one line is written: {"results": {NAME: HASH}, "values": COUNT, "used": BYTES or null}, or
{"error": SENTENCE}. A hash is over the bytes of a tensor after every invocation, in order. Runtimes crash on what they cannot
do; the line then stays out.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from collections import Counter
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tflint.model import reader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tflint.model.view import Model

Values = Any  # numpy's arrays; imported only in the process that runs models
NUMERIC = frozenset({"float32", "float64", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "bool"})
FEW = 8  # numbers that are indices into something stay below this
USED = re.compile(r"Arena allocation total (\d+) bytes")


def main() -> None:
    """Answer job by job. What a runtime prints goes to stderr."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        job = json.loads(line)
        try:
            answer = RUNTIMES[job["runtime"]](job)
        except (RuntimeError, ValueError, MemoryError, AttributeError) as error:
            answer = {"error": " ".join(str(error).split()) or type(error).__name__}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def tflite_micro(job: dict[str, Any]) -> dict[str, Any]:
    """Run a model in TensorFlow Lite Micro with an arena of exactly the bytes given; the graph's outputs come back."""
    from tflite_micro.python.tflite_micro import runtime

    data = Path(job["path"]).read_bytes()
    graph = reader.read(data).subgraphs[0]
    outputs = [f"{place} {graph.tensors[index].name}" for place, index in enumerate(graph.outputs or ())]
    gathered, used = _Gathered(), None
    for seed in range(job["seeds"]):
        interpreter = runtime.Interpreter.from_bytes(data, arena_size=job["arena"])
        used = _used(interpreter)
        for given in _inputs(reader.read(data), seed, job["invocations"]):
            for place, values in enumerate(given):
                interpreter.set_input(values, place)
            interpreter.invoke()
            for place, name in enumerate(outputs):
                gathered.add(name, interpreter.get_output(place))
    return gathered.answer() | {"used": used}


def litert(job: dict[str, Any]) -> dict[str, Any]:
    """Run a model in LiteRT with its reference kernels and no delegate; every tensor that an operator writes comes back."""
    from ai_edge_litert import interpreter as package

    data = Path(job["path"]).read_bytes()
    model = reader.read(data)
    written = named(model)
    gathered = _Gathered()
    for seed in range(job["seeds"]):
        interpreter = package.Interpreter(
            model_content=data,
            num_threads=1,
            experimental_op_resolver_type=package.OpResolverType.BUILTIN_REF,
            experimental_preserve_all_tensors=True,
        )
        interpreter.allocate_tensors()
        for given in _inputs(model, seed, job["invocations"]):
            for index, values in zip(model.subgraphs[0].inputs or (), given, strict=True):
                interpreter.set_tensor(index, values)
            interpreter.invoke()
            for index, name in written.items():
                gathered.add(name, interpreter.get_tensor(index))
    return gathered.answer() | {"used": None}


def named(model: Model) -> dict[int, str]:
    """Return the tensors that an operator writes, with the name that no other of them has: only these can be found again in another file."""
    graph = model.subgraphs[0]
    written = sorted({index for operator in graph.operators for index in operator.outputs or () if index >= 0})
    found = {index: graph.tensors[index].name for index in written if graph.tensors[index].dtype in NUMERIC}
    often = Counter(found.values())
    return {index: name for index, name in found.items() if often[name] == 1}


RUNTIMES: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {"tflite-micro": tflite_micro, "ai-edge-litert": litert}


class _Gathered:
    """Hashes of what came out, by name."""

    def __init__(self) -> None:
        self._hashes: dict[str, Any] = {}
        self._values = 0

    def add(self, name: str, values: Values) -> None:
        self._hashes.setdefault(name, sha256()).update(values.tobytes())
        self._values += values.size

    def answer(self) -> dict[str, Any]:
        return {"results": {name: it.hexdigest() for name, it in self._hashes.items()}, "values": self._values}


def _inputs(model: Model, seed: int, invocations: int) -> Iterator[list[Values]]:
    """Yield random inputs for each invocation: whole numbers over all of their range, floats around zero."""
    import numpy as np

    random = np.random.default_rng(seed)
    graph = model.subgraphs[0]
    for _ in range(invocations):
        yield [_random(random, graph.tensors[index].shape, graph.tensors[index].dtype) for index in graph.inputs or ()]


def _random(random: Values, shape: tuple[int, ...], dtype: str) -> Values:
    if dtype.startswith("float"):
        return random.standard_normal(shape).astype(dtype)
    if dtype == "bool":
        return random.integers(0, 2, shape).astype(dtype)
    if dtype in ("int8", "uint8", "int16"):
        low = 0 if dtype == "uint8" else -(1 << 7 if dtype == "int8" else 1 << 15)
        return random.integers(low, low + (1 << 16 if dtype == "int16" else 1 << 8), shape).astype(dtype)
    return random.integers(0, FEW, shape).astype(dtype)


def _used(interpreter: Values) -> int | None:
    """Return what arena_used_bytes() is, as the recording interpreter prints it."""
    with tempfile.TemporaryFile() as log:
        kept = [os.dup(1), os.dup(2)]
        for descriptor in (1, 2):
            os.dup2(log.fileno(), descriptor)
        interpreter.print_allocations()
        for descriptor, old in zip((1, 2), kept, strict=True):
            os.dup2(old, descriptor)
            os.close(old)
        log.seek(0)
        found = USED.search(log.read().decode(errors="replace"))
    return None if found is None else int(found[1])


if __name__ == "__main__":
    main()
