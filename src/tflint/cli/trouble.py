"""What a user did wrong, said on stderr, one sentence a line."""

from __future__ import annotations

import sys


class Usage(Exception):
    """A mistake in the command line, the manifest or a rule pack; the message may have many lines, each a sentence."""


def complain(what: object) -> None:
    """Print each line of a message to stderr, with the program's name where it names no file itself."""
    for line in str(what).splitlines():
        print(f"tflint: {line}", file=sys.stderr)
