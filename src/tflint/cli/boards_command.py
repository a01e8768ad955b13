"""List the boards of the catalogue, and those of the manifest."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tflint.cli import configuration, options
from tflint.cli.exit_codes import CLEAN

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from tflint.manifest.board import Manifest

Row = dict[str, object]


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `tflint boards`."""
    options.add_manifest(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")


def run(arguments: Namespace) -> int:
    """Run `tflint boards`; return the exit code."""
    from tflint.manifest import catalogue

    manifest = configuration.manifest(arguments.manifest)
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
    if arguments.format == "json":
        print(json.dumps({"version": 1, "manifest": mine, "catalogue": known}, indent=1, ensure_ascii=False))
        return CLEAN
    if mine:
        print(f"{manifest.path}")
        _table(mine, "arena")
        print()
    print("catalogue")
    _table(known, "title")
    return CLEAN


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
