"""Model that no entry of the manifest matches.

## Why
A new model next to the declared ones is checked as if there were no board: no budget, no resolver, no contract. It looks as green as the others.

## Example
A second model was added, the manifest knows the first:

    tflint.toml: warning: unmatched-model: experiments/new.tflite matches no entry of tflint.toml

## Fix
Add a `[[models]]` entry or widen the pattern of one. Models that go on no board belong into `exclude`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Project, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Finding

rule = Rule(__name__, severity=Severity.WARNING, since="0.1", needs="models")


@rule.on(Project)
def check(project: Project) -> Iterator[Finding]:
    """Report the models that match no entry's pattern."""
    manifest = project.manifest
    for path in project.without_entry:
        yield rule.finding(None, f"{path} matches no entry of {manifest.path}", model=path)
