"""Ignore or baseline entry that holds nothing back any more.

## Why
An ignore that outlived its finding is a trap: the next finding of that rule, perhaps a real one, will be swallowed by it without a word.

## Example
The finding was cured, the ignore stayed:

    tflint.toml: warning: unused-ignore: ignore of 'float-output' for tensor 'scores' matches no finding
        at tflint.toml:11:1

## Fix
Delete the line named here. A baseline entry whose finding was cured is only a note: `--write-baseline` leaves it out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Ignore, Project, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Finding

rule = Rule(__name__, severity=Severity.WARNING, since="0.1")


@rule.on(Project)
def check(project: Project) -> Iterator[Finding]:
    """Report every suppression that matched no finding of this run."""
    for it in project.unused_ignores:
        if isinstance(it, Ignore):
            known = {"tensor": it.tensor, "operator": it.operator, "path": it.path, "board": it.board}
            where = ", ".join(f"{key} {value!r}" for key, value in known.items() if value is not None)
            what = "baseline entry" if it.baseline else "ignore"
            message = f"{what} of {it.rule!r}" + (f" for {where}" if where else "") + " matches no finding"
            severity = Severity.NOTE if it.baseline else None
            yield rule.finding(None, message, severity=severity, place=it.place, ignored=it.rule)
