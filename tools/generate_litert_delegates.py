"""Probe which nodes XNNPACK takes over in a LiteRT release: python tools/generate_litert_delegates.py [--wheel FOLDER] [--check [N]].

The default delegate reports it itself: a model of one operator has a DELEGATE node after AllocateTensors() where XNNPACK took the
operator. Asked are the ordinary nodes of tools/delegate_cases.py, and the sound models of tools/litert_bases.py with other types,
ranks, options, constants and quantization. What kind of operands a node has is the key in src/tflint/runtime/litert/delegates.json
(delegates.signature); a few models of each kind are asked:

    yes: the sound ones are taken · no: none is taken, and a sound one was among them · nothing: it depends on more than the kind

The file has a table for each release. The installed wheel's is written, or that of the wheel that was unpacked into FOLDER
(`pip install --no-deps --target FOLDER ai-edge-litert==2.0.3`). `--check` probes again, N kinds where a number is given, and
compares; it returns 1 where anything differs.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from collections import defaultdict
from importlib import metadata, util
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import delegate_cases
from litert_bases import OPS, bases
from tflm_changes import changes

from tflint.model.malformed import Malformed
from tflint.model.reader import read
from tflint.runtime.litert import delegates

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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
SOUND, CHANGED = 6, 3
"""Models that are asked of each kind: sound ones, and those with a change."""
Table = dict[str, dict[str, str]]


class Asked(NamedTuple):
    """A model of one node, its op and the kind of its operands, and whether it is sound as it is."""

    op: str
    kind: str
    data: bytes
    sound: bool


def candidates(*, ordinary: bool = False) -> Iterator[Asked]:
    """Yield every model that may be asked, or the ordinary ones alone."""
    for node in delegate_cases.nodes():
        data = node.build()
        model = read(data)
        yield Asked(node.op, delegates.signature(model, model.subgraphs[0].operators[0]), data, sound=True)
    for op in () if ordinary else OPS:
        for base in bases(op):
            for change in changes(base):
                if not change.operator or "options" in change.what or " = " in change.what:
                    yield from _changed(op, change.apply(base), sound=not (change.tensors or change.operator or change.data))


def _changed(op: str, data: bytes, *, sound: bool) -> Iterator[Asked]:
    try:
        model = read(data)
    except Malformed:
        return
    subject = next(it for it in model.subgraphs[0].operators if it.name == op)
    yield Asked(op, delegates.signature(model, subject), data, sound)


def chosen(found: Iterable[Asked]) -> list[Asked]:
    """Return a few models of each kind."""
    kinds: dict[tuple[str, str, bool], list[Asked]] = defaultdict(list)
    for asked in found:
        seen = kinds[asked.op, asked.kind, asked.sound]
        if len(seen) < (SOUND if asked.sound else CHANGED) and all(asked.data != other.data for other in seen):
            seen.append(asked)
    return [asked for seen in kinds.values() for asked in seen]


def answers(models: list[bytes], environment: dict[str, str]) -> list[str]:
    """Return what the delegate did with each: taken, left, or nothing where the model does not load."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{i}.tflite" for i in range(len(models))]
        for path, data in zip(paths, models, strict=True):
            path.write_bytes(data)
        lines = "\n".join(map(str, paths))
        command = [sys.executable, "-c", CHILD]
        done = subprocess.run(command, input=lines, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.split()


def probe(asked: list[Asked], environment: dict[str, str]) -> Table:
    """Return the table of what was asked: the sound models first, and changed ones only of ops of which any is taken."""
    found: dict[str, dict[str, list[tuple[bool, bool]]]] = defaultdict(lambda: defaultdict(list))
    collect([it for it in asked if it.sound], environment, found)
    taken = {op for op, kinds in found.items() if any(answer for seen in kinds.values() for answer, _ in seen)}
    collect([it for it in asked if not it.sound and it.op in taken], environment, found)
    return {op: {kind: summary(seen) for kind, seen in sorted(kinds.items())} for op, kinds in sorted(found.items())}


def collect(asked: list[Asked], environment: dict[str, str], found: dict[str, dict[str, list[tuple[bool, bool]]]]) -> None:
    """Ask, and note of each kind which models were taken and which of them were sound."""
    for start in range(0, len(asked), BATCH):
        batch = asked[start : start + BATCH]
        for it, answer in zip(batch, answers([it.data for it in batch], environment), strict=True):
            if answer in {TAKEN, LEFT}:
                found[it.op][it.kind].append((answer == TAKEN, it.sound))


def summary(seen: list[tuple[bool, bool]]) -> str:
    """Return one word for models of one kind: yes where the sound ones are taken, no where no model is."""
    every, sound = [taken for taken, _ in seen], {taken for taken, sound in seen if sound}
    if all(every) or sound == {True}:
        return "yes"
    return "no" if sound == {False} and not any(every) else "depends"


def plain(table: Table) -> Table:
    """Return a table without ops of which nothing is taken, one kind for all that differ in ranks alone and end alike."""
    return {op: merged(kinds) for op, kinds in table.items() if any(it != "no" for it in kinds.values())}


def merged(kinds: dict[str, str]) -> dict[str, str]:
    """Return an op's kinds without ranks where all ranks that were asked end alike; kinds of which nothing is said are left out."""
    alike: dict[str, dict[str, str]] = defaultdict(dict)
    for kind, it in kinds.items():
        alike[delegates.without_ranks(kind)][kind] = it
    found: dict[str, str] = {}
    for loose, exact in alike.items():
        ends = set(exact.values())
        kept = {loose: ends.pop()} if len(ends) == 1 and len(exact) > 1 else exact
        found |= {kind: it for kind, it in kept.items() if it != "depends"}
    return dict(sorted(found.items()))


def differences(before: Table, now: Table) -> Iterator[str]:
    """Yield a line for each kind that was probed now and ends otherwise than the file says."""
    for op, kinds in now.items():
        for kind, it in kinds.items():
            was = delegates.answer(before[op], kind) if op in before else "no"
            if was != it and not (op not in before and it == "depends"):
                yield f"{op} {kind}: {was}, now {it}"


def of_wheel(folder: Path | None) -> tuple[str, dict[str, str]]:
    """Return the release of the installed wheel, or of the one in a folder, and the environment that finds it."""
    if folder is None:
        return metadata.version("ai-edge-litert"), dict(os.environ)
    (found,) = metadata.distributions(name="ai-edge-litert", path=[str(folder)])
    return found.version, os.environ | {"PYTHONPATH": str(folder)}


def main() -> int:
    """Write or compare a release's table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--wheel", type=Path, metavar="FOLDER")
    parser.add_argument("--ordinary", action="store_true", help="ask the nodes of delegate_cases.py alone: a quarter of the time")
    parser.add_argument("--check", type=int, nargs="?", const=0, metavar="N")
    arguments = parser.parse_args()
    if arguments.wheel is None and util.find_spec("ai_edge_litert") is None:
        print("delegates.json is made by asking ai-edge-litert, which is not installed: pip install -e '.[dev]'")
        return 2
    version, environment = of_wheel(arguments.wheel)
    document = json.loads(TABLE.read_text("utf-8"))["xnnpack"]
    asked = chosen(candidates(ordinary=arguments.ordinary))
    if arguments.check is not None:
        return check(version, delegates.unfolded(document).get(version, {}), asked, arguments.check, environment)
    document = {**delegates.unfolded(document), version: plain(probe(asked, environment))}
    newest_first = sorted(document, key=lambda name: [int(part) for part in name.split(".")], reverse=True)
    TABLE.write_text(json.dumps({"xnnpack": delegates.folded(document, newest_first)}, separators=(",", ":")) + "\n", "utf-8")
    print(f"{version}: {len(document[version])} ops, {sum(map(len, document[version].values()))} kinds of operands")
    return 0


def check(version: str, before: Table, asked: list[Asked], count: int, environment: dict[str, str]) -> int:
    """Probe kinds again and print where they differ from the file; return 1 where any does."""
    kinds = sorted({(it.op, it.kind) for it in asked})
    again = set(random.Random(count).sample(kinds, k=count or len(kinds)))  # noqa: S311  a choice, no secret
    found = list(differences(before, probe([it for it in asked if (it.op, it.kind) in again], environment)))
    print(*found, sep="\n", end="\n" if found else "")
    print(f"{version}: {len(again):,} kinds probed again, {len(found)} differ")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
