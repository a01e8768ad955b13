"""Probes what every kernel of the real TFLM takes: python tools/probe_tflm.py [--check N] [--agree] [--op NAME].

From sound models of one op (the recipes of fuzz/), one thing at a time is changed: an operand's type, quantization, rank, size
and constancy, its values where they are few, what operands there are, the op's options (tools/tflm_changes.py). Each model
runs in the tflite-micro wheel in a process of its own, and what became of it is a cell of the matrix next to the parity tests:

    runs · invoke refused · invoke dies · refused: MESSAGE · dies · undefined

The last are those that read what lies about in memory, and two runs of which came to different ends.

`--check N` probes N cells again and compares, `--agree` holds the matrix against tflint's own verdicts and prints where
they part but for the cells that tools/tflm_excepted.py lists. Neither writes.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata, util
from pathlib import Path
from typing import TYPE_CHECKING

import one_op_matrix
from one_op_matrix import SECONDS, UNDEFINED, Cell, agreed
from tflm_bases import OPS, bases
from tflm_changes import changes
from tflm_excepted import reason

from tflint.manifest.target import parse
from tflint.model.malformed import Malformed
from tflint.model.reader import read
from tflint.runtime.tflm import micro_interpreter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).resolve().parents[1]
MATRIX = ROOT / "tests" / "parity" / "tflm_matrix.json"
ORACLE = Path(__file__).with_name("tflm_oracle.py")
HOST = parse("host/reference")
RUNS = 2
PLACE = re.compile(r"\S*?[\w/]+\.(cc|h)(:\d+)? ?")
NOISE = re.compile(r"Node \S+ \(number \d+\) failed to (prepare|invoke) with status \d+")


def cells(op: str) -> Iterator[Cell]:
    """Yield the matrix's cells of an op, the unchanged model of each kind first."""
    for base in bases(op):
        for change in changes(base):
            yield Cell(op, base, change)


def verdict(answer: dict[str, object]) -> str:
    """Return the word for what became of a model, with the runtime's own text where it refuses."""
    if answer["signal"]:
        return "invoke dies" if answer["allocates"] else "dies"
    if answer["allocates"]:
        return "runs" if answer["invokes"] else "invoke refused"
    lines = [PLACE.sub("", NOISE.sub("", line)).strip() for line in str(answer["log"]).splitlines()]
    return f"refused: {next((line for line in lines if line), 'without a word')}"


def probe(asked: Iterable[Cell]) -> Iterator[tuple[Cell, str]]:
    """Run cells in the real runtime, twice at once; yield each with what became of it, `undefined` where that was not the same."""
    listed = list(asked)
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(RUNS) as pool:
        paths = [Path(folder) / f"{i}.tflite" for i in range(len(listed))]
        for path, cell in zip(paths, listed, strict=True):
            path.write_bytes(cell.data)
        answers = list(pool.map(answered, [paths] * RUNS))
    for cell, *said in zip(listed, *answers, strict=True):
        yield cell, agreed(said)


def answered(paths: list[Path]) -> list[str]:
    """Return the verdicts on models: one oracle for all of them, where each is loaded in a child that has its memory."""
    fields = {"invoke": True, "arena": 1 << 20, "seconds": SECONDS}
    questions = "".join(json.dumps({"path": str(path), **fields}) + "\n" for path in paths)
    done = subprocess.run([sys.executable, str(ORACLE)], input=questions, capture_output=True, encoding="utf-8", check=True)
    return [verdict(json.loads(line)) for line in done.stdout.splitlines()]


def read_matrix() -> tuple[str, dict[str, str]]:
    """Return the wheel's version and the verdicts by the cells' names."""
    document = json.loads(MATRIX.read_text("utf-8"))
    return document["wheel"], one_op_matrix.by_cell(document["ops"])


def written(probed: Iterable[tuple[Cell, str]]) -> dict[str, dict[str, dict[str, list[str]]]]:
    """Return cells as the matrix groups them: by op, by the base's types, by what became of them."""
    ops: dict[str, dict[str, dict[str, list[str]]]] = {}
    for cell, said in probed:
        ops.setdefault(cell.op, {}).setdefault(cell.base.name, {}).setdefault(said, []).append(cell.change.what)
    return {op: {base: dict(sorted(kinds[base].items())) for base in sorted(kinds)} for op, kinds in ops.items()}


def text(version: str, ops: dict[str, dict[str, dict[str, list[str]]]]) -> str:
    """Return the matrix's text: a line for each verdict on a base."""
    tables = {
        op: table({base: table({said: json.dumps(whats) for said, whats in found.items()}) for base, found in kinds.items()})
        for op, kinds in sorted(ops.items())
    }
    return table({"wheel": json.dumps(version), "ops": table(tables)}) + "\n"


def table(entries: dict[str, str]) -> str:
    """Return a JSON object of values that are JSON already, one per line."""
    return "{\n" + ",\n".join(f"{json.dumps(name)}: {value}" for name, value in entries.items()) + "\n}"


def ours(data: bytes) -> str:
    """Return tflint's own word for a model: `runs`, `malformed`, or `allocate` or `invoke` for where it fails."""
    try:
        fatal = [it for it in micro_interpreter.verdicts(read(data), HOST) if it.effect.fatal]
    except Malformed:
        return "malformed"
    return "allocate" if any(it.at_allocate for it in fatal) else "invoke" if fatal else "runs"


def words(data: bytes) -> str:
    """Return the text that tflint says the runtime prints where AllocateTensors() refuses a model, as the matrix has it."""
    try:
        refusals = [it for it in micro_interpreter.verdicts(read(data), HOST) if it.effect.fatal and it.at_allocate]
    except Malformed:
        return ""
    return f"refused: {refusals[0].message or 'without a word'}" if refusals else ""


def in_the_same_words(theirs: str, own: str) -> bool:
    """Return whether two refusals' texts are one, but for what the runtime says of it in addition."""
    return bool(own) and (own in theirs or theirs in own)


def agrees(theirs: str, own: str) -> bool:
    """Return whether both mean the same: it runs, AllocateTensors() fails, or Invoke() does; whoever dies may do so in either."""
    if theirs == UNDEFINED:
        return True
    if "runs" in {theirs, own} or not (own == "malformed" or theirs in {"dies", "invoke dies"}):
        return own == {"runs": "runs", "invoke refused": "invoke"}.get(theirs, "allocate")
    return True


def disagreements(matrix: dict[str, str], asked: Iterable[Cell]) -> Iterator[str]:
    """Yield a line for each cell on which tflint and the runtime differ."""
    return one_op_matrix.disagreements(matrix, asked, ours, agrees)


def changed(matrix: dict[str, str], count: int) -> Iterator[tuple[str, str, str]]:
    """Yield (cell, verdict in the matrix, verdict now) of a sample of cells where they differ, stray memory left out."""
    for cell, now in probe(cell for cell in one_op_matrix.sample(count, OPS, cells) if not is_stray(cell, matrix[cell.name])):
        before = matrix[cell.name]
        if UNDEFINED not in {before, now} and agreed([before, now]) != before:
            yield cell.name, before, now


def is_stray(cell: Cell, said: str) -> bool:
    """Return whether another machine's memory may bring a cell to another end: what died, and what runs and is not right."""
    if said == "runs":
        try:
            return any(True for _ in micro_interpreter.verdicts(read(cell.data), HOST))
        except Malformed:
            return True
    return said in {"dies", "invoke dies", UNDEFINED}


def agree(matrix: dict[str, str], ops: Iterable[str]) -> int:
    """Print where tflint and the matrix part; return 1 where they do."""
    asked = [cell for op in ops for cell in cells(op)]
    found = list(disagreements(matrix, asked))
    lines = [line for line in found if reason(line) is None]
    print("\n".join([*lines, f"{len(lines)} of {len(asked):,} cells differ, and {len(found) - len(lines)} that are excepted"]))
    return 1 if lines else 0


def main() -> int:
    """Write the matrix, or compare with it."""
    arguments = one_op_matrix.arguments(__doc__.partition("\n")[0])
    ops = arguments.op or OPS
    if arguments.agree:
        return agree(read_matrix()[1], ops)
    if util.find_spec("tflite_micro") is None:
        print("tflite-micro is not installed: nothing to probe")
        return 2
    if arguments.check:
        version, matrix = read_matrix()
        return one_op_matrix.check("tflite-micro", version, changed(matrix, arguments.check))
    kept = json.loads(MATRIX.read_text("utf-8"))["ops"] if arguments.op else {}
    for op in ops:
        kept |= written(probe(cells(op)))
    MATRIX.write_text(text(metadata.version("tflite-micro"), kept), "utf-8")
    print(f"{len(read_matrix()[1]):,} cells")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
