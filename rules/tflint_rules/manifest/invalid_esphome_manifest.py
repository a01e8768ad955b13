"""ESPHome manifest that ESPHome refuses, or reads otherwise than it is meant.

## Why
A micro_wake_word manifest is read when a device is built, often by somebody else: a key with a typing error stops their build, a cutoff
in percent makes a wake word that never fires. Until then nothing looks at the file.

## Example
An arena size with a typing error:

    hey_you.tflite: error: invalid-esphome-manifest: micro.tensor_arena_size: missing
        at hey_you.json:10:12
    hey_you.tflite: error: invalid-esphome-manifest: micro.tensor_arena_sz: unknown key; did you mean 'tensor_arena_size'?
        at hey_you.json:14:24

## Runtime
`Invalid manifest file: …` from ESPHome, by `MANIFEST_SCHEMA_V1` and `MANIFEST_SCHEMA_V2` of
`esphome/components/micro_wake_word/__init__.py`. Numbers in quotes pass there, and reach the C++ code as text.

## Fix
Correct the value at the line that is named. Version 2 states `tensor_arena_size`; version 1 has none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Model, Rule, Severity, Skip, wake_word_mistakes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding

rule = Rule(__name__, severity=Severity.ERROR, since="0.2", needs="an ESPHome manifest")


@rule.on(Model)
def check(_model: Model, facts: Facts) -> Iterator[Finding]:
    """Report each mistake of the manifest next to the model, at its line and column."""
    mistakes = facts(wake_word_mistakes)
    if mistakes is None:
        raise Skip("no ESPHome manifest next to it")
    for place in mistakes:
        yield rule.finding(None, place.message, place=place)
