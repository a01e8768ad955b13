"""argv in, exit code out; the only room that prints or exits."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run tflint on a command line (the process's own by default); return the exit code."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    if words == ["--version"]:
        from tflint import __version__

        print(f"tflint {__version__}")
        return 0
    from tflint.cli import program

    return program.run(words)
