"""Bytes that no tensor and no metadata entry uses.

## Why
A buffer without a user is dead weight in the flash of every device: weights that an edit disconnected, or data that a tool left behind.

## Example
Weights that stayed after their layer was removed:

    models/edited.tflite: warning: orphan-buffer: 4,096 B of buffers have no user, 92.8% of the file [*]
        at buffers/1

## Fix
Convert again, or remove the buffer with the tool that disconnected it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Model, Rule, Severity, parse_size

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding

rule = Rule(__name__, severity=Severity.WARNING, since="0.1")
minimum = rule.option("minimum", 1025, parse_size, "bytes without a user from which on they are reported")


@rule.on(Model)
def check(model: Model, facts: Facts) -> Iterator[Finding]:
    """Report once how many bytes have no user."""
    used = {it.buffer for it in model.tensors()} | {it.buffer for it in model.metadata}
    orphans = [it for it in model.buffers if it.size and it.index not in used]
    wasted = sum(it.size for it in orphans)
    if orphans and wasted >= facts.option(minimum):
        largest = max(orphans, key=lambda it: it.size)
        message = f"{wasted:,} B of buffers have no user, {wasted / model.size:.1%} of the file"
        yield rule.finding(largest, message, bytes=wasted, count=len(orphans))
