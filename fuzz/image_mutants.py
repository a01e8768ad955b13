"""Mutate linked images and read them: no mutant may raise anything but NotAnImage, or take 2 seconds.

    python fuzz/image_mutants.py [--count N] [--seed N] ELF…

Each mutant changes a few bytes of the headers, the section table, the symbol table or the debug information, or cuts the file.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from tflint.image import contents, elf
from tflint.runtime.tflm import op_tables

LIMIT = 2.0  # seconds of CPU: the machine may be busy


def main() -> int:
    """Read the mutants; return 1 where one raised or took too long."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("images", nargs="+", type=Path)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    draw = random.Random(arguments.seed)
    whole = [path.read_bytes() for path in arguments.images]
    methods = {name: op.method for name, op in op_tables.ops().items()}
    bad, refused, slowest = 0, 0, 0.0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "mutant.elf")
        for number in range(arguments.count):
            path.write_bytes(mutant(whole[number % len(whole)], draw))
            start = time.process_time()
            try:
                contents.read(path, methods)
            except elf.NotAnImage:
                refused += 1
            except Exception as error:  # noqa: BLE001  that is what is looked for
                bad += 1
                print(f"mutant {number} of seed {arguments.seed}: {type(error).__name__}: {error}")
            took = time.process_time() - start
            slowest = max(slowest, took)
            if took > LIMIT:
                bad += 1
                print(f"mutant {number} of seed {arguments.seed}: {took:.1f} s")
    print(f"{arguments.count:,} mutants: {refused:,} refused, {bad} bad, slowest {slowest:.2f} s")
    return 1 if bad else 0


def mutant(data: bytes, draw: random.Random) -> bytes:
    """Return an image with one to twelve bytes changed, mostly where structure is; sometimes cut."""
    made = bytearray(data)
    for _ in range(draw.randint(1, 12)):
        made[_place(data, draw)] = draw.choice((0, 1, 0x7F, 0x80, 0xFF, draw.randrange(256)))
    return bytes(made[: draw.randrange(len(made))] if draw.random() < 0.1 else made)


def _place(data: bytes, draw: random.Random) -> int:
    """Return an offset: in the file header, the last twentieth (section table and symbols), or anywhere."""
    kind = draw.random()
    if kind < 0.3:
        return draw.randrange(min(52, len(data)))
    if kind < 0.8:
        return len(data) - 1 - draw.randrange(max(1, len(data) // 20))
    return draw.randrange(len(data))


if __name__ == "__main__":
    sys.exit(main())
