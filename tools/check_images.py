"""Hold what tflint reads from images against what the linker and the images themselves say.

    tools/check_images.py FOLDER…

Each FOLDER has linked firmwares of one version of TFLM, made elsewhere: NAME.elf with debug information, NAME-symbols.elf,
NAME-stripped.elf, NAME.map, and images.json, {"images": [{"image", "library", "arena", "printed"}]}, where `printed` is what the
image wrote when it ran, with `used N`. Compared are the arena and the model with the map's symbols, the RAM with the sections of
`arm-none-eabi-size`, the ops and the library with what was linked, and the planned `used` with what was printed, the runtime
left for tflint to find.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tflint import packs
from tflint.check.image import examine
from tflint.image import contents
from tflint.manifest.board import Board
from tflint.runtime.tflm import op_tables

if TYPE_CHECKING:
    from tflint.check.image import Examined

OPS = {"AVERAGE_POOL_2D", "CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED", "SOFTMAX"}
ROOM = 7
RAM = 0x20000000  # where the RAM of a Cortex-M begins


def main() -> int:
    """Check every image; return 1 where one differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    wrong = 0
    for folder in parser.parse_args().folders:
        for row in json.loads((folder / "images.json").read_text())["images"]:
            for variant in ("", "-symbols", "-stripped"):
                path = folder / row["image"].replace(".elf", f"{variant}.elf")
                differences = _differences(path, folder / row["image"].replace(".elf", ".map"), row)
                print(f"{folder.name}/{path.name}: {'; '.join(differences) or 'right'}")
                wrong += bool(differences)
    return 1 if wrong else 0


def _differences(path: Path, linker: Path, row: dict[str, object]) -> list[str]:
    methods = {name: op.method for name, op in op_tables.ops().items()}
    shown = contents.read(path, methods, linker=linker)
    examined = examine(str(path), shown, Board("board", image=path.name), packs.load(), {})
    found = [*_memory(path, examined), *_model(examined, linker)]
    if path.stem.endswith("-stripped"):
        claims = shown.arenas or shown.kernels.ops or shown.kernels.library or shown.months
        return [*found, *(["a stripped image has claims"] if claims else [])]
    return [*found, *_symbols(examined, linker, row)]


def _memory(path: Path, examined: Examined) -> list[str]:
    """Compare the regions with what `size -A` says of the loaded sections."""
    listing = subprocess.run(["arm-none-eabi-size", "-A", str(path)], capture_output=True, text=True, check=True).stdout
    rows = re.findall(r"^(\.\S+)\s+(\d+)\s+(\d+)$", listing, re.MULTILINE)
    ram = sum(int(size) for _, size, address in rows if int(address) >= RAM)
    (used,) = (it.used for it in examined.contents.regions if it.name == "RAM")
    return [] if used == ram else [f"RAM {used:,} B, the linker has {ram:,} B"]


def _model(examined: Examined, linker: Path) -> list[str]:
    if len(examined.contents.models) != 1:
        return [f"{len(examined.contents.models)} models, expected 1"]
    model = examined.contents.models[0]
    address = _address("g_model", linker)
    return [] if address in (None, model.address) else [f"the model is at {model.address:#x}, the linker has {address:#x}"]


def _symbols(examined: Examined, linker: Path, row: dict[str, object]) -> list[str]:
    shown, found = examined.contents, []
    arena = shown.arena()
    if arena is None or arena.size != row["arena"] or _address("tensor_arena", linker) not in (None, arena.address):
        found.append(f"arena {arena}, expected {row['arena']} B")
    kernels = shown.kernels
    if (set(kernels.ops), kernels.library, kernels.resolver_sizes) != (OPS, row["library"], (ROOM,)):
        found.append(f"kernels {kernels}")
    used = int(re.findall(r"used (\d+)", str(row["printed"]))[0])
    need = examined.needs[0]
    if not need.least.used <= used <= need.most.used:
        found.append(f"used {need.least.used:,} to {need.most.used:,} B, the image printed {used:,} B")
    months = "unknown" if shown.months is None else f"{shown.months.first} to {shown.months.last}"
    print(f"  {months}: used {need.least.used:,} to {need.most.used:,} B, printed {used:,} B")
    return found


def _address(symbol: str, linker: Path) -> int | None:
    match = re.search(rf"^\s+0x([0-9a-f]+)\s+{symbol}$", linker.read_text(errors="replace"), re.MULTILINE)
    return int(match[1], 16) if match else None


if __name__ == "__main__":
    sys.exit(main())
