"""Model that does not say which runtime it needs.

## Why
The converter writes `min_runtime_version` into a model: the first TensorFlow whose kernels can run it. Without it an old runtime finds out only by
failing.

## Example
A model written by a tool that leaves the entry out:

    models/gesture.tflite: note: missing-min-runtime-version: no min_runtime_version metadata

## Fix
Convert with TensorFlow's converter, and keep metadata when other tools rewrite the model.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Model, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding

rule = Rule(__name__, severity=Severity.NOTE, since="0.1")
ENTRY = "min_runtime_version"


@rule.on(Model)
def check(model: Model, _facts: Facts) -> Iterator[Finding]:
    """Report a model without the entry, or with an empty one."""
    entry = next((it for it in model.metadata if it.name == ENTRY), None)
    if entry is None:
        yield rule.finding(model, f"no {ENTRY} metadata", metadata=len(model.metadata))
    elif not bytes(model.bytes(model.buffers[entry.buffer])).strip(b"\0 "):
        yield rule.finding(model, f"{ENTRY} metadata is empty", metadata=len(model.metadata))
