"""List the runtimes that tflint knows: which day's TFLM each carries, what is exact for it, who ships it."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from tflint.cli.errors import Usage
from tflint.cli.exit_codes import CLEAN

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from tflint.runtime.tflm.op_tables import Snapshot

LITERT = "litert"
LITERT_HEADINGS = ("runtime", "ops", "arena", "messages", "nodes that XNNPACK takes")
OTHERS = "Any other release is judged as the nearest older one listed; its figures are estimates."
HEADINGS = ("runtime", "TFLM of", "ops", "exact to the byte with", "shipped by")
NOWHERE = "nothing: an estimate"


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `tflint runtimes`."""
    parser.add_argument("runtimes", nargs="*", metavar="NAME", help="runtimes or families of them (tflm, arduino); default: all")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")


def run(arguments: Namespace) -> int:
    """Run `tflint runtimes`; return the exit code."""
    words = [word for word in arguments.runtimes if word.partition("@")[0] != LITERT]
    found = _chosen(words) if words or not arguments.runtimes else []
    releases = _releases(arguments.runtimes)
    if arguments.format == "json":
        document = {"version": 1, "runtimes": [_row(it) for it in found], "litert": releases}
        print(json.dumps(document, indent=1, ensure_ascii=False))
        return CLEAN
    if found:
        _print_table([HEADINGS, *(_cells(it) for it in found)])
    if found and releases:
        print()
    if releases:
        _print_table([LITERT_HEADINGS, *map(_release_cells, releases)])
        print(OTHERS)
    return CLEAN


def _print_table(rows: list[tuple[str, ...]]) -> None:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip())


def _releases(words: list[str]) -> list[dict[str, object]]:
    """Return the LiteRT releases that were asked, newest first, with what was probed of each; raise Usage for an unknown one."""
    from tflint.runtime.litert import delegates, op_resolver

    known = op_resolver.releases()
    asked = [word.partition("@")[2] for word in words if word.partition("@")[0] == LITERT]
    unknown = next((name for name in asked if name and name not in known), None)
    if unknown:
        raise Usage(f"LiteRT {unknown} was never measured; measured are {', '.join(reversed(known))}")
    newest = next(reversed(known))
    return [
        {
            "name": f"{LITERT}@{name}",
            "operators": sorted(ops),
            "arena": "exact",
            "messages": name == newest,
            "xnnpack": name in delegates.tables(),
        }
        for name, ops in reversed(known.items())
        if not words or "" in asked or name in asked
    ]


def _release_cells(it: dict[str, Any]) -> tuple[str, ...]:
    return (
        it["name"],
        str(len(it["operators"])),
        it["arena"],
        "word for word" if it["messages"] else "none",
        "probed" if it["xnnpack"] else "not known",
    )


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
    """Return a kind of build, with how many ops are an estimate with it."""
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
