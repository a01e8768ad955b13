"""File that is not a TensorFlow Lite model.

## Why
A `.tflite` file that is empty, a Git LFS pointer, a saved error page or an archive is embedded into the firmware as it is, and nothing
notices before the device boots. The interpreter does not look at the first bytes: it follows offsets that are really text.

## Example
A repository cloned without Git LFS holds a small text file where the model should be:

    models/kws.tflite: error: not-a-model: this is a Git LFS pointer, not the model (oid sha256:4d7a4d7a4d7a4d7a4d7a4d7a4d7a4d7a4d7a4d7a4d7a4d7a4d7a4d7a4d7a4d7a, size 60,291 B): run `git lfs pull`

## Runtime
TFLM looks at nothing but the schema version, and only where your code does as its examples do:
`Model provided is schema version … not equal to supported version 3.`
LiteRT says `Model provided has model identifier '…', should be 'TFL3'` (`tflite/converter/core/model_builder_base.h`).

## Fix
For an LFS pointer run `git lfs pull` (in CI: `actions/checkout` with `lfs: true`). Otherwise fetch or convert the model again, and commit the binary file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import File, Model, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding

rule = Rule(__name__, severity=Severity.ERROR, since="0.1")
VERSION = 3


@rule.on(File)
def check(file: File) -> Iterator[Finding]:
    """Report what the reader found instead of a model."""
    malformed = file.malformed
    if malformed is not None and malformed.kind == rule.name:
        yield rule.finding(malformed, malformed.why, byte=malformed.at, bytes=len(file.data))


@rule.on(Model)
def check_version(model: Model, _facts: Facts) -> Iterator[Finding]:
    """Report a file of another schema, which can be read and means something else."""
    if model.version != VERSION:
        yield rule.finding(model, f"the model's schema version is {model.version}, expected {VERSION}", version=model.version)
