"""Model larger than the repository's limit, and not in Git LFS.

## Why
Git keeps every version of a binary file for ever, in every clone. A few large models make a repository that nobody likes to clone, and removing them
later means rewriting its history.

## Example
A repository that keeps models above 1 KiB in Git LFS:

    models/kws.tflite: warning: oversize-file: model takes 4,800 B, expected at most 1,024 B outside of Git LFS

## Fix
`git lfs track "*.tflite"`, then add the file again. The limit is the manifest's: `[rules] oversize-file = { limit = "1 MiB" }`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import File, Rule, Severity, Skip, parse_size

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Finding

rule = Rule(__name__, severity=Severity.WARNING, since="0.1", needs="rules.oversize-file.limit")
limit = rule.option("limit", 0, parse_size, "bytes from which on a model belongs into Git LFS; 0 switches the rule off")


@rule.on(File)
def check(file: File) -> Iterator[Finding]:
    """Compare the file's size with the limit."""
    most = file.option(limit)
    if not most:
        raise Skip("no limit set")
    if len(file.data) > most and not _in_lfs(file.path):
        yield rule.finding(
            None,
            f"model takes {len(file.data):,} B, expected at most {most:,} B outside of Git LFS",
            bytes=len(file.data),
            limit=most,
        )


def _in_lfs(name: str) -> bool:
    """Ask git whether a filter of LFS is set for the path; no git, no LFS."""
    import subprocess
    from pathlib import Path

    path = Path(name)
    command = ["git", "check-attr", "filter", "--", path.name]
    try:
        output = subprocess.run(command, cwd=path.parent, capture_output=True, timeout=10, check=False).stdout  # noqa: S603  git as the user has it
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return False
    return output.rstrip().endswith(b": lfs")
