"""Probe which nodes XNNPACK takes over in the installed LiteRT: python tools/generate_litert_delegates.py [--check].

The default delegate reports it itself: a model of one operator has a DELEGATE node after AllocateTensors() where XNNPACK took the
operator. Sound models of each op and those with other types, ranks, options, constants and quantization are asked; what kind of
operands a node has is the key in src/tflint/runtime/litert/delegates.json (delegates.signature):

    yes: taken, if shapes, values and options are ordinary ones · no: never, and a sound model was among those asked · depends

The file has a table for each release; the installed one's is written or, with --check, compared.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata, util
from pathlib import Path
from typing import TYPE_CHECKING

from litert_bases import OPS, bases
from tflm_changes import changes

from tflint.model.malformed import Malformed
from tflint.model.reader import read
from tflint.runtime.litert import delegates

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "src" / "tflint" / "runtime" / "litert" / "delegates.json"
BATCH = 400
CHILD = """
import os, sys
from ai_edge_litert import interpreter as runtime
for line in sys.stdin:
    process = os.fork()
    if not process:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        try:
            interpreter = runtime.Interpreter(model_path=line.rstrip("\\n"))
            interpreter.allocate_tensors()
            names = [op["op_name"] for op in interpreter._get_ops_details()]
            code = 2 if "DELEGATE" in names else 3
        except (ValueError, RuntimeError):
            code = 1
        os._exit(code)
    _, status = os.waitpid(process, 0)
    print(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 1, flush=True)
"""
TAKEN, LEFT = "2", "3"
JOBS = 4


def asked(op: str) -> Iterator[tuple[bytes, bool]]:
    """Yield the models of an op that are asked, and whether each is one of the sound ones, unchanged."""
    for base in bases(op):
        for change in changes(base):
            if not change.operator or "options" in change.what or " = " in change.what:
                yield change.apply(base), not (change.tensors or change.operator or change.data)


def answers(models: list[bytes]) -> list[str]:
    """Return what the delegate did with each: taken, left, or nothing where the model does not load."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{i}.tflite" for i in range(len(models))]
        for path, data in zip(paths, models, strict=True):
            path.write_bytes(data)
        lines = "\n".join(map(str, paths))
        done = subprocess.run([sys.executable, "-c", CHILD], input=lines, capture_output=True, text=True, check=True)
    return done.stdout.split()


def probe(op: str) -> dict[str, str]:
    """Return the op's part of the table."""
    found: dict[str, list[tuple[bool, bool]]] = {}
    models = [(data, sound) for data, sound in asked(op) if readable(data)]
    for start in range(0, len(models), BATCH):
        batch = models[start : start + BATCH]
        for (data, sound), answer in zip(batch, answers([data for data, _ in batch]), strict=True):
            if answer in {TAKEN, LEFT}:
                model = read(data)
                node = next(it for it in model.subgraphs[0].operators if it.name == op)
                found.setdefault(delegates.signature(model, node), []).append((answer == TAKEN, sound))
    return {key: summary(seen) for key, seen in sorted(found.items())}


def readable(data: bytes) -> bool:
    """Return whether a model is one for tflint."""
    try:
        read(data)
    except Malformed:
        return False
    return True


def summary(seen: list[tuple[bool, bool]]) -> str:
    """Return one word for models of one signature: yes where the sound ones are taken, no where no model is."""
    every, sound = [taken for taken, _ in seen], {taken for taken, sound in seen if sound}
    if all(every) or sound == {True}:
        return "yes"
    return "no" if sound == {False} and not any(every) else "depends"


def main() -> int:
    """Write or compare the installed release's table."""
    if util.find_spec("ai_edge_litert") is None:
        print("ai-edge-litert is not installed: nothing to probe")
        return 2
    version = metadata.version("ai-edge-litert")
    document = json.loads(TABLE.read_text("utf-8")) if TABLE.exists() else {"xnnpack": {}}
    with ThreadPoolExecutor(JOBS) as pool:
        found = dict(zip(OPS, pool.map(probe, OPS), strict=True))
    made = {
        op: {key: it for key, it in table.items() if it != "depends"}
        for op, table in found.items()
        if any(it != "no" for it in table.values())
    }
    if "--check" in sys.argv:
        if document["xnnpack"].get(version) != made:
            print(f"{TABLE.name}: XNNPACK of litert {version} takes other nodes; run {Path(__file__).name}")
            return 1
        return 0
    document["xnnpack"][version] = made
    TABLE.write_text(json.dumps(document, indent=0) + "\n", "utf-8")
    print(f"{len(made)} ops, {sum(map(len, made.values()))} kinds of operands")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
