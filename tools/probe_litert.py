"""Probe what every kernel of the real LiteRT takes: python tools/probe_litert.py [--check N] [--agree] [--missing] [--op NAME].

From sound models of one op (tools/litert_bases.py), one thing at a time is changed, as tools/probe_tflm.py does for TFLM, and a few
more (tools/litert_changes.py). Each model runs in the ai-edge-litert wheel, without a delegate and in processes of its own, with three fillings of its inputs. What became of it
is a cell of tests/parity/litert_matrix.json.xz:

    runs · load: MESSAGE · refused: MESSAGE · dies · invoke: MESSAGE · invoke dies · undefined

The last are those where the fillings come to different ends: there the values decide, or memory that is not the op's.

`--check N` probes N cells again and compares, `--agree` compares the matrix with tflint's own verdicts and prints where they differ,
but for the cells that tools/litert_excepted.py lists. Neither writes. `--missing` probes only cells that the matrix does not have.
"""

from __future__ import annotations

import json
import lzma
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter
from importlib import metadata, util
from pathlib import Path
from typing import TYPE_CHECKING

import one_op_matrix
from litert_bases import OPS, bases
from litert_changes import further
from litert_excepted import reason
from one_op_matrix import SECONDS, UNDEFINED, Cell, agreed
from tflm_changes import changes

from tflint.manifest.target import parse
from tflint.model.malformed import Malformed
from tflint.model.reader import read
from tflint.runtime.litert import interpreter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tflint.runtime.verdict import Verdict

ROOT = Path(__file__).resolve().parents[1]
MATRIX = ROOT / "tests" / "parity" / "litert_matrix.json.xz"
ORACLE = Path(__file__).with_name("litert_oracle.py")
LITERT = parse("litert")
STAGES = {"allocate": "refused"}
BATCH = 500
LIMIT = 260  # cells of an op
FURTHER = 60  # more of those changes that TFLM is not probed with
PLACE = re.compile(r"\S*tflite/[\w/]+\.(cc|h)(:\d+:?)? ?")
FLOATS = re.compile(
    r"(params\.scale != [\w.>-]*params\.scale) \(-?\d+ != -?\d+\)"
)  # TF_LITE_ENSURE_EQ of scales: other numbers each time
NODE = re.compile(r"Node number \d+ \(\S+\) failed to (prepare|invoke)\.?")


def cells(op: str, limit: int = LIMIT) -> list[Cell]:
    """Return the matrix's cells of an op: the unchanged models, and a seeded choice of the changes."""
    every = [Cell(op, base, change) for base in bases(op) for change in changes(base)]
    sound = [cell for cell in every if not cell.change.tensors and not cell.change.operator and not cell.change.data]
    others = [cell for cell in every if cell not in sound]
    return [
        *sound,
        *_some(op, others, limit),
        *_some(op, [Cell(op, base, it) for base in bases(op) for it in further(base)], FURTHER),
    ]


def _some(op: str, listed: list[Cell], limit: int) -> list[Cell]:
    return random.Random(op).sample(listed, k=min(limit, len(listed)))  # noqa: S311  a choice, no secret


def text_of(log: str) -> str:
    """Return a log without places in the source, the node that failed, and what %d prints of two floats, in one line."""
    lines = [FLOATS.sub(r"\1", NODE.sub("", PLACE.sub("", line))).strip() for line in log.splitlines()]
    return " ¦ ".join(dict.fromkeys(line for line in lines if line)) or "without a word"


def word(run: dict[str, object]) -> str:
    """Return what became of a model in one run."""
    stage = str(run["stage"])
    if run["signal"]:
        return "invoke dies" if stage == "invoke" else "dies"
    if stage == "done":
        return "runs"
    return f"{STAGES.get(stage, stage)}: {text_of(str(run['log']))}"


def probe(asked: Iterable[Cell]) -> Iterator[tuple[Cell, str]]:
    """Run cells in the real runtime; yield each with what became of it."""
    listed = list(asked)
    for start in range(0, len(listed), BATCH):
        batch = listed[start : start + BATCH]
        with tempfile.TemporaryDirectory() as folder:
            paths = [Path(folder) / f"{i}.tflite" for i in range(len(batch))]
            for path, cell in zip(paths, batch, strict=True):
                path.write_bytes(cell.data)
            for cell, answer in zip(batch, answers(paths), strict=True):
                yield cell, agreed([word(run) for run in answer["runs"]])


def answers(paths: list[Path], fillings: Iterable[int] = ()) -> list[dict[str, list[dict[str, object]]]]:
    """Return how the real runtime ended on models, with each filling of the inputs: the oracle's own ones where none are given."""
    wanted = ["--fillings", *map(str, fillings)] if fillings else []
    command = [sys.executable, str(ORACLE), "--invoke", str(SECONDS), *wanted]
    done = subprocess.run(command, input="\n".join(map(str, paths)), capture_output=True, encoding="utf-8", check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def read_matrix() -> tuple[str, dict[str, str]]:
    """Return the wheel's version and the verdicts by the cells' names."""
    document = json.loads(lzma.decompress(MATRIX.read_bytes()))
    return document["wheel"], one_op_matrix.by_cell(document["ops"])


def write_matrix(version: str, verdicts: dict[str, str]) -> None:
    """Write cells grouped by op, by the base's types and by what became of them."""
    ops: dict[str, dict[str, dict[str, list[str]]]] = {}
    for name, said in sorted(verdicts.items()):
        subject, _, what = name.partition(" | ")
        op, _, base = subject.partition(" ")
        ops.setdefault(op, {}).setdefault(base, {}).setdefault(said, []).append(what)
    MATRIX.write_bytes(lzma.compress(json.dumps({"wheel": version, "ops": ops}).encode()))


def verdicts_of(data: bytes) -> list[Verdict] | None:
    """Return tflint's fatal verdicts on a model, None where it is malformed."""
    try:
        return [it for it in interpreter.verdicts(read(data), LITERT) if it.effect.fatal]
    except Malformed:
        return None


def ours(data: bytes) -> str:
    """Return tflint's own word for a model: `runs`, `malformed`, or `allocate` or `invoke` for where it fails."""
    fatal = verdicts_of(data)
    if fatal is None:
        return "malformed"
    return "allocate" if any(it.at_allocate for it in fatal) else "invoke" if fatal else "runs"


def agrees(theirs: str, own: str) -> bool:
    """Return whether both mean the same: it runs, it fails before Invoke() or in it; whoever dies may do so in either."""
    if theirs == UNDEFINED:
        return own in {"runs", "invoke"}
    if theirs == "runs" or own == "runs":
        return theirs == own
    return own == "malformed" or "dies" in theirs or own == ("invoke" if theirs.startswith("invoke") else "allocate")


def disagreements(matrix: dict[str, str], asked: Iterable[Cell]) -> Iterator[str]:
    """Yield a line for each cell on which tflint and the runtime differ."""
    return one_op_matrix.disagreements(matrix, asked, ours, agrees)


def misquoted(matrix: dict[str, str], asked: Iterable[Cell]) -> Iterator[str]:
    """Yield a line for each refusal of which tflint claims words that LiteRT does not print."""
    for cell in asked:
        theirs, fatal = matrix[cell.name], verdicts_of(cell.data)
        said = [it.message for it in fatal or () if it.message]
        if ": " in theirs and said and not any(text_of(message) in theirs for message in said):
            yield f"{cell.name}: {theirs} (tflint: {said[0]})"


def changed(matrix: dict[str, str], count: int) -> Iterator[tuple[str, str, str]]:
    """Yield (cell, verdict in the matrix, verdict now) of a sample of cells where they differ; what died or is undefined is left out."""
    asked = [
        cell
        for cell in one_op_matrix.sample(count, OPS, cells)
        if "dies" not in matrix[cell.name] and matrix[cell.name] != UNDEFINED
    ]
    for cell, now in probe(asked):
        if agreed([matrix[cell.name], now]) == UNDEFINED and now != UNDEFINED:
            yield cell.name, matrix[cell.name], now


def agree(matrix: dict[str, str], ops: Iterable[str]) -> int:
    """Print where tflint and the matrix differ, and what is misquoted; return 1 where anything is."""
    asked = [cell for op in ops for cell in cells(op) if cell.name in matrix]
    found = list(disagreements(matrix, asked))
    lines = [line for line in found if reason(line) is None]
    words = list(misquoted(matrix, asked))
    print("\n".join([*lines, *(f"misquoted: {line}" for line in words)]))
    kinds = Counter(matrix[cell.name].partition(":")[0] for cell in asked)
    print(dict(kinds))
    print(f"{len(lines)} of {len(asked):,} cells differ, and {len(found) - len(lines)} that are excepted; {len(words)} misquoted")
    return 1 if lines else 0


def _kept(ops: list[str] | None, *, missing: bool) -> dict[str, str]:
    """Return the cells of the matrix that are not probed anew: all but those of some ops, or all where only missing ones are."""
    if not ops and not missing:
        return {}
    return {name: said for name, said in read_matrix()[1].items() if missing or name.partition(" ")[0] not in (ops or ())}


def main() -> int:
    """Write the matrix, or compare with it."""
    arguments = one_op_matrix.arguments(__doc__.partition("\n")[0], extends=True)
    ops = arguments.op or OPS
    if arguments.agree:
        return agree(read_matrix()[1], ops)
    if util.find_spec("ai_edge_litert") is None:
        print("ai-edge-litert is not installed: nothing to probe")
        return 2
    if arguments.check:
        version, matrix = read_matrix()
        return one_op_matrix.check("ai-edge-litert", version, changed(matrix, arguments.check))
    found = _kept(arguments.op, missing=arguments.missing)
    for op in ops:
        found |= {cell.name: said for cell, said in probe(cell for cell in cells(op) if cell.name not in found)}
    write_matrix(metadata.version("ai-edge-litert"), found)
    print(f"{len(found):,} cells")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
