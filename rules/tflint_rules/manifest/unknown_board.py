"""Board that a models entry names and the manifest does not declare.

## Why
A misspelt board would leave its models unchecked: no budget, no runtime, no resolver to hold them against, and a green run.

## Example
A board renamed in one place:

    tflint.toml: error: unknown-board: board 'nano3' of 'models/*.tflite' is not declared
        at tflint.toml:10:11
        did you mean 'nano33'?

## Fix
Declare the board as `[boards.NAME]` (it may say no more than `extends = "…"`, see `tflint boards`), or correct the name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Project, Rule, Severity, firmware_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tflint.api import Finding

rule = Rule(__name__, severity=Severity.ERROR, since="0.1")


@rule.on(Project)
def check(project: Project) -> Iterator[Finding]:
    """Report every board name that leads nowhere."""
    manifest = project.manifest
    for entry in manifest.models:
        for number, name in enumerate(entry.boards):
            if name not in manifest.boards and name not in firmware_names():
                hint = _nearest(name, (*manifest.boards, *firmware_names()))
                place = next(iter(entry.where(f"boards.{number}") or entry.where("boards") or entry.where("path")), None)
                yield rule.finding(
                    None, f"board {name!r} of {entry.path!r} is not declared", place=place, help=hint, board_named=name
                )


def _nearest(name: str, boards: Iterable[str]) -> tuple[str, ...]:
    from difflib import get_close_matches

    near = get_close_matches(name, tuple(boards), 1)
    return (f"did you mean {near[0]!r}?",) if near else ()
