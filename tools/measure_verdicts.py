"""Compare what tflint says of models with what the real TFLM made of them: python tools/measure_verdicts.py DATA [--differences].

The data folder holds verdicts.json (probes of one or a few ops), measured.json (public models) and the models; the matrix of
tools/probe_tflm.py is taken along. Prints the table of docs/verdicts.md, with --differences every model that differs, and with
--write puts the table into the page.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import probe_tflm
from one_op_matrix import UNDEFINED
from tflm_bases import OPS

from tflint import packs
from tflint.check.lint import lint
from tflint.check.scope import Scope
from tflint.finding import Severity
from tflint.manifest import target as targets
from tflint.manifest.board import Board, Manifest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tflint.finding import Finding

PAGE = Path(__file__).resolve().parents[1] / "docs" / "verdicts.md"
MARKS = ("<!-- made by tools/measure_verdicts.py; do not edit -->\n", "<!-- end -->\n")
HOST = targets.parse("host/reference")
FAILED = re.compile(r"Node (\S+) \(number (\d+)\) failed")
# what the runtime says, and the rules that may report it
FAMILIES = (
    ("Didn't find op for builtin opcode", {"unsupported-operator"}),
    ("Failed to get registration from op code CUSTOM", {"custom-operator"}),
    ("Hybrid models are not supported", {"hybrid-operator", "legacy-uint8", "float16-weights", "unsupported-type"}),
    ("has dynamic tensor", {"dynamic-shape", "broken-graph"}),
)


class Row(NamedTuple):
    """What the real runtime made of a model: whether it ran, its log, and the (op, index) that failed where the log says."""

    file: str
    runs: bool
    log: str
    failing: tuple[str, int] | None


@dataclass(slots=True)
class Tally:
    """How many models fail and run, what of it tflint reports, and what it does not."""

    fail: int = 0
    reported: int = 0
    named: int = 0
    on_the_op: int = 0
    of_a_family: int = 0
    by_the_rule: int = 0
    run: int = 0
    alarms: int = 0
    refused: int = 0
    worded: int = 0
    differences: list[str] = field(default_factory=list)


def probes(data: Path) -> Iterator[Row]:
    """Yield the rows of verdicts.json."""
    for row in json.loads((data / "verdicts.json").read_text("utf-8")):
        log = f"{row['message']} | {row.get('invoke_message', '')}"
        yield Row(row["file"], row["verdict"] == "allocates runs", log, failing_op(log))


def public(data: Path) -> Iterator[Row]:
    """Yield the rows of measured.json that say how it ended; what did not end in time says nothing."""
    for row in json.loads((data / "measured.json").read_text("utf-8")):
        invoked, log = str(row.get("invoke")), f"{row.get('message') or ''} | {row.get('invoke_message') or ''}"
        if row["file"].startswith("models/") and row["status"] in {"ok", "error", "unsupported_op", "crash"}:
            if row["status"] == "ok" and not invoked.startswith(("ok", "exc", "signal")):
                continue
            node = row.get("failing_node")
            failing = (str(node[0]), int(node[1])) if node and node[1] is not None else failing_op(log)
            yield Row(row["file"], invoked == "ok", log, failing)


def failing_op(log: str) -> tuple[str, int] | None:
    """Return the (op, index) that a log says failed."""
    found = FAILED.findall(log)
    return (found[-1][0], int(found[-1][1])) if found else None


def errors(path: Path, scope: Scope) -> list[Finding]:
    """Return the findings at error of a lint without a manifest."""
    return [it for it in lint(path.read_bytes(), path.name, scope).findings if it.severity is Severity.ERROR]


def tally(data: Path, rows: Iterable[Row]) -> Tally:
    """Lint models and count."""
    scope, counted = Scope(packs.load(), Manifest(), (Board("host/reference", HOST),), declared=False), Tally()
    for row in rows:
        found = errors(data / row.file, scope)
        if row.runs:
            counted.run += 1
            counted.alarms += bool(found)
        else:
            count_failure(counted, row, found)
        if row.runs == bool(found):
            counted.differences.append(f"{row.file}: {[it.message for it in found] or row.log.strip()}")
    return counted


def count_failure(counted: Tally, row: Row, found: list[Finding]) -> None:
    """Count a model that fails: reported at all, on the very op, by a rule of the family that the message belongs to."""
    counted.fail += 1
    counted.reported += bool(found)
    if row.failing is not None:
        counted.named += 1
        op, index = row.failing
        hit = any(it.location.operator == op and it.location.path.endswith(f"operators/{index}") for it in found)
        counted.on_the_op += hit
        if found and not hit:
            counted.differences.append(f"{row.file}: {row.failing} failed, reported {[it.message for it in found]}")
    family = next((rules for text, rules in FAMILIES if text in row.log), None)
    if family is not None:
        counted.of_a_family += 1
        counted.by_the_rule += any(it.rule in family for it in found)


def matrix() -> Tally:
    """Count the matrix's cells; the few that are excepted count as they are."""
    counted, cells = Tally(), probe_tflm.read_matrix()[1]
    kept = {name: said for name, said in cells.items() if said != UNDEFINED}
    for op in OPS:
        for cell in probe_tflm.cells(op):
            said, own = kept.get(cell.name), probe_tflm.ours(cell.data)
            if said == "runs":
                counted.run += 1
                counted.alarms += own != "runs"
            elif said is not None:
                counted.fail += 1
                counted.reported += own != "runs"
                if said.startswith("refused"):
                    counted.refused += 1
                    counted.worded += probe_tflm.in_the_same_words(said, probe_tflm.words(cell.data))
    return counted


def lines(tallies: dict[str, Tally]) -> Iterator[str]:
    """Yield the table's lines."""
    yield "| models | fail | reported as an error | the log names the op | error on that op | the message has a rule | reported by it | run | with an error |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    for name, it in tallies.items():
        named = f"{it.named:,} | {share(it.on_the_op, it.named)} | {it.of_a_family:,} | {share(it.by_the_rule, it.of_a_family)}"
        yield f"| {name} | {it.fail:,} | {share(it.reported, it.fail)} | {named} | {it.run:,} | {share(it.alarms, it.run)} |"


def sentence(it: Tally) -> str:
    """Return what the table has no room for: the texts of refusals."""
    return f"Of the {it.refused:,} cells that AllocateTensors() refuses, {share(it.worded, it.refused)} are reported in the runtime's own words.\n"


def share(count: int, of: int) -> str:
    """Return a count with its share, nothing where there is nothing to share."""
    return f"{count:,} ({count / of:.1%})" if of else ""


def main() -> int:
    """Print the table, and the differences where asked for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--differences", action="store_true")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    tallies = {
        "public models": tally(arguments.data, public(arguments.data)),
        "probes of single kernels": tally(arguments.data, probes(arguments.data)),
        "cells of the matrix": matrix(),
    }
    table = "".join(f"{line}\n" for line in lines(tallies))
    table += f"\n{sentence(tallies['cells of the matrix'])}"
    print(table, end="")
    for it in tallies.values() if arguments.differences else ():
        print(*it.differences, sep="\n")
    if arguments.write:
        before, rest = PAGE.read_text("utf-8").split(MARKS[0])
        PAGE.write_text(before + MARKS[0] + table + MARKS[1] + rest.split(MARKS[1])[1], "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
