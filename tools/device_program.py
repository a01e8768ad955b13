"""Ask a program with TensorFlow Lite Micro in it, built for a device and run in an emulator, what it makes of models.

The program is given the name of a file with the path of a model per line, and writes a line for each of them, fields separated by tabs: `A`,
the path, `ok`, `refused`, `halted` or `died`, the used bytes, the smallest arena that is enough (a multiple of 16), the slots for resource
variables that it gave, what became of Invoke() (`ok`, `refused`, `died`, `-` where it was not called), and the log. `Z` ends its output.
It must outlive the models: each is loaded in a process of its own.
"""

from __future__ import annotations

import subprocess
import tempfile
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

ARENA = 1 << 20  # what the program gives a model at first; one that needs more is refused
ANSWER, END = "A", "Z"
FIELDS = 8


class Answer(NamedTuple):
    """What became of a model: the used bytes and the smallest arena, None where AllocateTensors() does not return success."""

    state: str
    used: int | None
    minimum: int | None
    variables: int
    invoke: str
    log: str


def answers(command: Sequence[str], paths: Sequence[Path]) -> list[Answer | None]:
    """Return what a program makes of each model, None for one that ended the program itself; it is started again after that."""
    found: list[Answer | None] = []
    while len(found) < len(paths):
        before = len(found)
        found += run(command, paths[before:])
        if len(found) < len(paths):
            found.append(None)
    if paths and not any(found):
        raise SystemExit(f"{command[-1]} does not answer")
    return found


def run(command: Sequence[str], paths: Sequence[Path]) -> Iterator[Answer]:
    """Yield the answers of one run of the program, as far as it comes."""
    with tempfile.NamedTemporaryFile("w", suffix=".jobs") as jobs:
        jobs.writelines(f"{path}\n" for path in paths)
        jobs.flush()
        done = subprocess.run([*command, jobs.name], capture_output=True, encoding="utf-8", errors="replace", check=False)
    for line in done.stdout.split("\n"):
        fields = line.split("\t", FIELDS - 1)
        if fields[0] == ANSWER and len(fields) == FIELDS:
            yield answer(*fields[2:])


def answer(state: str, used: str, minimum: str, variables: str, invoke: str, log: str) -> Answer:  # noqa: PLR0917  the fields of a line
    """Return the answer that a line's fields are."""
    loads = state == "ok"
    return Answer(state, int(used) if loads else None, int(minimum) if loads else None, int(variables), invoke, log)
