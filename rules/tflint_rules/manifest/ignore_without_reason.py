"""Ignore that does not say why.

## Why
A suppressed finding is a decision. Without its reason nobody can say later whether it still holds, and so it stays for ever.

## Example
An ignore with its reason left empty:

    tflint.toml: warning: ignore-without-reason: ignore of 'float-*' gives no reason
        at tflint.toml:10:11

## Fix
    ignore = [{ rule = "float-output", reason = "the host wants float" }]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Project, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Finding

rule = Rule(__name__, severity=Severity.WARNING, since="0.1")


@rule.on(Project)
def check(project: Project) -> Iterator[Finding]:
    """Report every ignore of the manifest whose reason is empty."""
    manifest = project.manifest
    for ignore in (*manifest.ignore, *(it for entry in manifest.models for it in entry.ignore)):
        if not ignore.reason.strip():
            yield rule.finding(None, f"ignore of {ignore.rule!r} gives no reason", place=ignore.place, ignored=ignore.rule)
