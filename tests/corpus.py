"""Where the measured corpus lies that a clean clone does not have: the folder in TFLINT_CORPUS (CONTRIBUTING.md)."""

import os
from pathlib import Path

CORPUS = Path(os.environ.get("TFLINT_CORPUS") or Path(__file__).parent / "no-corpus")
