"""Take over the installed ai-edge-litert release: python tools/absorb_litert_release.py.

Its op versions, the nodes that XNNPACK takes and the matrix of verdicts are probed and written (about an hour on one processor), then
tflint's verdicts are compared with the matrix. Where they differ, a kernel changed: its condition in src/tflint/runtime/litert/kernels
gets the release from which on it holds, or tools/litert_excepted.py a reason.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

STEPS = (
    ("generate_litert_op_versions.py", "--add"),
    ("generate_litert_delegates.py",),
    ("probe_litert.py",),
    ("probe_litert.py", "--agree"),
)


def main() -> int:
    """Run each step; stop at the first that fails."""
    for name, *options in STEPS:
        print(f"{name} {' '.join(options)}".rstrip(), flush=True)
        code = subprocess.run([sys.executable, str(Path(__file__).with_name(name)), *options], check=False).returncode
        if code:
            return code
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
