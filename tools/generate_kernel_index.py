"""Make src/tflint/runtime/tflm/kernels/index.json: which kernel file serves which op.

python tools/generate_kernel_index.py [--check]
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from tflint.runtime.tflm import kernel_registry, kernels

INDEX = Path(kernels.__file__).with_name("index.json")


def text() -> str:
    """Return the index file's text."""
    table = {"_": "made by tools/generate_kernel_index.py; do not edit", "ops": dict(sorted(kernel_registry.every().items()))}
    return json.dumps(table, separators=(",", ":")) + "\n"


def main() -> int:
    """Write the index, or with --check say whether it is current."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    if not parser.parse_args().check:
        INDEX.write_text(text(), "utf-8")
        return 0
    current = INDEX.is_file() and INDEX.read_text("utf-8") == text()
    if not current:
        print("kernels/index.json is stale: run tools/generate_kernel_index.py", file=sys.stderr)
    return int(not current)


if __name__ == "__main__":
    sys.exit(main())
