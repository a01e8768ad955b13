"""List the runtimes that tflint knows: which day's TFLM each carries, what is exact for it, who ships it."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

from tflint.cli.errors import Usage
from tflint.cli.exit_codes import CLEAN

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from tflint.runtime.tflm.op_tables import Snapshot

HEADINGS = ("runtime", "TFLM of", "ops", "exact to the byte with", "shipped by")
NOWHERE = "nothing: a bound"


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `tflint runtimes`."""
    parser.add_argument("runtimes", nargs="*", metavar="NAME", help="runtimes or families of them (tflm, arduino); default: all")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")


def run(arguments: Namespace) -> int:
    """Run `tflint runtimes`; return the exit code."""
    found = _chosen(arguments.runtimes)
    if arguments.format == "json":
        print(json.dumps({"version": 1, "runtimes": [_row(it) for it in found]}, indent=1, ensure_ascii=False))
        return CLEAN
    rows = [HEADINGS, *(_cells(it) for it in found)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    for row in rows:
        print("  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip())
    return CLEAN


def _chosen(words: list[str]) -> list[Snapshot]:
    """Return the snapshots of the given names and families, newest first in each family; raise Usage for an unknown one."""
    from tflint.runtime.tflm import op_tables

    families = op_tables.families()
    names: list[str] = []
    for word in words or families:
        names += reversed(op_tables.names(word)) if word in families else [word]
    try:
        return [op_tables.snapshot(name) for name in dict.fromkeys(names)]
    except op_tables.UnknownSnapshot as unknown:
        raise Usage(str(unknown)) from None


def _cells(it: Snapshot) -> tuple[str, ...]:
    return (
        it.name,
        it.date,
        str(len(it.ops)),
        ", ".join(map(partial(_kind, it), sorted(it.exact))) or NOWHERE,
        it.shipped_by or "-",
    )


def _kind(it: Snapshot, kind: str) -> str:
    """Return a kind of build, with how many ops are a bound with it."""
    ops = len(it.unsettled.get("cmsis-nn" if kind.startswith("cmsis-nn") else "reference", ()))
    return f"{kind} (except {ops} op{'s' * (ops > 1)})" if ops else kind


def _row(it: Snapshot) -> dict[str, object]:
    return {
        "name": it.name,
        "date": it.date,
        "commit": it.commit,
        "shipped_by": it.shipped_by or None,
        "static_memory": it.static_memory,
        "exact": sorted(it.exact),
        "unsettled": it.unsettled,
        "bounds": list(it.bounds),
        "operators": sorted(it.ops),
    }
