"""Publish the manifest's schema and the catalogue: docs/tflint.schema.json and docs/boards.md.

python tools/generate_manifest_docs.py [--check]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tflint.manifest import catalogue, schema_check

if TYPE_CHECKING:
    from tflint.manifest.board import Board

DOCS = Path(__file__).parent.parent / "docs"
HEAD = """<!-- made by tools/generate_manifest_docs.py from src/tflint/manifest/boards.toml; do not edit -->

# Boards

`extends = "NAME"` in a board of the manifest, or `--board NAME`, takes cpu, kernels, memories and flash from one of these {count} boards.
Your own keys overlay them. RAM is the whole chip's: what the firmware itself takes of it is `ram = {{ reserved = … }}`. Where a board has no
figure, none was found in a source that can be named; declare `ram = {{ total = … }}` then. A board that is missing needs no entry here:
`cpu`, `kernels`, `ram` and `flash` in the manifest say the same.

| name | board | target | RAM | more memory | flash | NPU |
| --- | --- | --- | ---: | --- | ---: | --- |
"""

FIRMWARE = """

## Well-known firmware

A model may go on firmware that somebody else wrote: it registers certain ops and gives the interpreter a certain arena, and neither is yours to change.
`boards = ["fw:NAME"]` of a models entry, or `--board fw:NAME`, holds a model against one of these {count}; `extends = "fw:NAME"` overlays it with what you
build otherwise. `tools/generate_known_firmware.py` read each figure at the commit and line below with tflint's own readers; what the
sources do not settle is *open*.

| name | firmware | target | runtime | arena | ops |
| --- | --- | --- | --- | ---: | ---: |
"""
HARDWARE = ("cpu", "ram", "flash", "psram", "sdram", "ocram", "npu")


def main() -> int:
    """Write the files, or compare them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare instead of writing; exit 1 where a file is stale")
    check = parser.parse_args().check
    texts = {DOCS / "tflint.schema.json": schema_check.schema_text(), DOCS / "boards.md": boards()}
    stale = [path for path, text in texts.items() if not path.exists() or path.read_text("utf-8") != text]
    for path in stale:
        if check:
            print(f"{path} is stale: run python tools/generate_manifest_docs.py")
        else:
            path.write_text(texts[path], "utf-8", newline="\n")
    return 1 if check and stale else 0


def boards() -> str:
    """Return the page of the catalogue: a table, then each figure's source."""
    found = catalogue.all_boards()
    rows = [
        f"| `{b.name}` | {b.title} | `{b.target}` | {size(b.ram)} | {_regions(b)} | {size(b.flash)} | {b.npu or ''} |".replace(
            "|  |", "| |"
        )
        for b in found
    ]
    sources = [f"\n### {b.name}\n\n" + "".join(f"- {key}: {text}\n" for key, text in b.sources.items()) for b in found]
    return (
        HEAD.format(count=len(found)) + "\n".join(rows) + firmware() + "\n\n## Where the figures come from\n" + "".join(sources)
    )


def firmware() -> str:
    """Return the section on well-known firmware: a table, then what is open and each figure's source."""
    found = catalogue.all_firmware()
    rows = [
        f"| `{b.name}` | {b.title} | `{b.target}` | {f'`{b.target.runtime}`' if b.target.runtime else ''} | {_arena(b)} | {_ops(b)} |"
        for b in found
    ]
    return FIRMWARE.format(count=len(found)) + "\n".join(rows).replace("|  |", "| |") + "\n" + "".join(map(_of_firmware, found))


def _arena(board: Board) -> str:
    return size(board.arena) + (f" in {board.arena_in}" if board.arena_in else "")


def _ops(board: Board) -> str:
    spec = board.resolver
    return "all" if spec is None or spec.everything else str(len((*(spec.ops or ()), *spec.custom)))


def _of_firmware(board: Board) -> str:
    spec = board.resolver
    ops = () if spec is None else (*(spec.ops or ()), *spec.custom)
    lines = [f"- operators: {', '.join(f'`{op}`' for op in ops)}\n"] if ops else []
    lines += [
        f"- {'open' if key.startswith('open ') else key}: {text}\n" for key, text in board.sources.items() if key not in HARDWARE
    ]
    return f"\n### {board.name}\n\n" + "".join(lines)


def _regions(board: Board) -> str:
    return ", ".join(f"{size(count)} {name}" for name, count in board.memory.items())


def size(count: int | None) -> str:
    """Return bytes as people write them."""
    if count is None:
        return ""
    for unit, factor in (("MiB", 1 << 20), ("KiB", 1 << 10)):
        if count % factor == 0:
            return f"{count // factor:,} {unit}"
    return f"{count:,} B"


if __name__ == "__main__":
    sys.exit(main())
