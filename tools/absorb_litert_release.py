"""Take over the installed ai-edge-litert release: python tools/absorb_litert_release.py [--rehearse N].

Its op versions, the nodes that XNNPACK takes and the matrix of verdicts are probed and written (about two hours on one processor), then
tflint's verdicts are compared with the matrix. Where they differ, a kernel changed: its condition in src/tflint/runtime/litert/kernels
gets the release from which on it holds, or tools/litert_excepted.py a reason. `--rehearse` runs the same steps against the tables that
are there, N kinds and cells of each, and writes nothing: 1 where the wheel ends otherwise than they say.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

STEPS = (
    ("generate_litert_op_versions.py", "--add"),
    ("generate_litert_delegates.py",),
    ("probe_litert.py",),
    ("probe_litert.py", "--agree"),
)


def rehearsal(count: int) -> tuple[tuple[str, ...], ...]:
    """Return the steps that only compare."""
    number = str(count)
    return (
        ("generate_litert_op_versions.py",),
        ("generate_litert_delegates.py", "--ordinary", "--check", number),
        ("probe_litert.py", "--check", number),
        ("measure_litert_verdicts.py", "--random", number),
    )


def main() -> int:
    """Run each step; stop at the first that fails."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rehearse", type=int, metavar="N", help="compare N kinds and cells, write nothing")
    count = parser.parse_args().rehearse
    for name, *options in STEPS if count is None else rehearsal(count):
        print(f"{name} {' '.join(options)}".rstrip(), flush=True)
        code = subprocess.run([sys.executable, str(Path(__file__).with_name(name)), *options], check=False).returncode
        if code:
            return code
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
