"""Models entry whose pattern matches no file.

## Why
Nobody holds a model that was moved or renamed against its board any more, and nothing else would say so: the run is green because it checks nothing.

## Example
A model was renamed, the manifest was not:

    tflint.toml: error: unmatched-pattern: 'models/gestures.tflite' matches no file
        at tflint.toml:9:8

## Fix
Correct `path`, or delete the entry. Patterns start at the manifest's folder; `**` stands for any folders.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Project, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Finding

rule = Rule(__name__, severity=Severity.ERROR, since="0.1")


@rule.on(Project)
def check(project: Project) -> Iterator[Finding]:
    """Report every entry that stands for nothing."""
    for entry in project.unmatched:
        place = next(iter(entry.where("path")), None)
        yield rule.finding(None, f"{entry.path!r} matches no file", place=place, pattern=entry.path)
