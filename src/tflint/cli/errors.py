"""What a user did wrong, said on stderr, one sentence per line."""

from __future__ import annotations

import sys

from tflint.report.escape import terminal


class Usage(Exception):
    """A mistake in the command line, the manifest or a rule pack; each argument is a sentence."""


def reason(why: Exception) -> str:
    """Return what the system says of a file, without its number and name."""
    return (getattr(why, "strerror", None) or str(why)).lower()


def complain(*sentences: object) -> None:
    """Print sentences to stderr, a line each, with the program's name; what a name holds cannot reach the terminal."""
    for sentence in sentences:
        print(f"tflint: {terminal(str(sentence))}", file=sys.stderr)
