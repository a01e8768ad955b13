"""List the boards and firmwares of the catalogue, and the boards of the manifest."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tflint.cli import configuration, named_boards, options
from tflint.cli.exit_codes import CLEAN

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from tflint.manifest.board import Board, Manifest

Row = dict[str, object]
_LABEL = 14  # columns of a figure's name


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `tflint boards`."""
    parser.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help="boards or firmwares to show with the sources of their figures; default: list all",
    )
    options.add_manifest(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")


def run(arguments: Namespace) -> int:
    """Run `tflint boards`; return the exit code."""
    from tflint.manifest import catalogue

    manifest = configuration.manifest(arguments.manifest)
    if arguments.names:
        boards = [named_boards.board(name, manifest) for name in arguments.names]
        print(_details_json(boards) if arguments.format == "json" else "\n\n".join(map(_details, boards)))
        return CLEAN
    mine = _of_manifest(manifest)
    known: list[Row] = [
        {
            "name": it.name,
            "title": it.title,
            "target": str(it.target),
            "ram": it.ram,
            "flash": it.flash,
            "npu": it.npu,
            "sources": dict(it.sources),
        }
        for it in catalogue.all_boards()
    ]
    firmware = [_firmware(it) for it in catalogue.all_firmware()]
    if arguments.format == "json":
        tables = {"version": 1, "manifest": mine, "catalogue": known, "firmware": firmware}
        print(json.dumps(tables, indent=1, ensure_ascii=False))
        return CLEAN
    if mine:
        print(f"{manifest.path}")
        _table(mine, "arena")
        print()
    print("catalogue")
    _table(known, "title")
    print("\nwell-known firmware")
    _firmware_table(firmware)
    return CLEAN


def _details_json(boards: list[Board]) -> str:
    """Return named boards with all that is known of them."""
    rows = [_firmware(it) | {"ram": it.ram, "flash": it.flash, "npu": it.npu} for it in boards]
    return json.dumps({"version": 1, "boards": rows}, indent=1, ensure_ascii=False)


def _details(it: Board) -> str:
    """Return a board as its figures, then their sources."""
    row = _firmware(it)
    figures = {
        "cpu, kernels": str(it.target),
        "runtime": it.target.runtime,
        "arena": _size(it.arena).strip() + (f" in {it.arena_in}" if it.arena_in else ""),
        "ram": _size(it.ram).strip(),
        "flash": _size(it.flash).strip(),
        "npu": it.npu or "",
        "ops": ", ".join(row["ops"]) if isinstance(row["ops"], list) else "all" if it.resolver else "",
    }
    lines = [it.name + (f" · {it.title}" if it.title else "")]
    lines += [f"  {name:<{_LABEL}}{figure}" for name, figure in figures.items() if figure not in {"", "-"}]
    sources = [f"  {name:<{_LABEL}}{source}" for name, source in it.sources.items()]
    return "\n".join([*lines, *(["", "  from", *sources] if sources else [])])


def _firmware(it: Board) -> Row:
    """Return a firmware's row: what it registers and gives, and where its sources say so."""
    spec = it.resolver
    ops = None if spec is None or spec.everything else [*(spec.ops or ()), *spec.custom]
    return {
        "name": it.name,
        "title": it.title,
        "target": str(it.target),
        "runtime": it.target.runtime,
        "arena": it.arena,
        "arena_in": it.arena_in,
        "ops": ops,
        "sources": dict(it.sources),
    }


def _firmware_table(rows: list[Row]) -> None:
    names, targets = (
        max(len(heading), *(len(str(row[key])) for row in rows)) for key, heading in (("name", "firmware"), ("target", "target"))
    )
    print(f"  {'firmware':<{names}}  {'target':<{targets}}  {'arena':>10}  {'ops':>4}  title")
    for row in rows:
        count = len(row["ops"]) if isinstance(row["ops"], list) else "all"
        print(f"  {row['name']:<{names}}  {row['target']:<{targets}}  {_size(row['arena'])}  {count:>4}  {row['title']}")


def _of_manifest(manifest: Manifest) -> list[Row]:
    return [
        {
            "name": it.name,
            "title": it.title,
            "extends": it.extends,
            "target": str(it.target),
            "runtime": it.target.runtime,
            "arena": it.arena,
            "ram": it.ram,
            "flash": it.flash,
            "npu": it.npu,
        }
        for it in manifest.boards.values()
    ]


def _table(rows: list[Row], last: str) -> None:
    names, targets = (
        max(len(heading), *(len(str(row[key])) for row in rows)) for key, heading in (("name", "board"), ("target", "target"))
    )
    print(f"  {'board':<{names}}  {'target':<{targets}}  {'RAM':>10}  {'flash':>10}  {last}")
    for row in rows:
        end = _size(row["arena"]).strip() if last == "arena" else row[last]
        print(f"  {row['name']:<{names}}  {row['target']:<{targets}}  {_size(row['ram'])}  {_size(row['flash'])}  {end}")


def _size(value: object) -> str:
    """Return a size in the largest binary unit that keeps it whole, ten columns wide."""
    if not isinstance(value, int):
        return f"{'-':>10}"
    for unit, factor in (("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)):
        if value and value % factor == 0:
            return f"{f'{value // factor:,} {unit}':>10}"
    return f"{f'{value:,} B':>10}"
