"""Writes the small models that the tests build into a folder, for a fuzzer to start from."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from hostile.seeds import ours

LARGEST = 16_384  # bytes; fuzzers like small seeds


def main(folder: Path) -> None:
    """Write each seed into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for seed in ours():
        if len(seed.data) <= LARGEST:
            folder.joinpath(seed.name).write_bytes(seed.data)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
