"""A name in the file is not UTF-8.

## Why
Strings of a flatbuffer are UTF-8. The C++ runtimes never look, but Python ones decode names: LiteRT's interpreter raises `UnicodeDecodeError` for a
signature's key, and so do tools that list tensors. It is also what damage looks like that happened to miss every offset.

## Example
A tensor whose name lost a byte:

    models/damaged.tflite: warning: undecodable-name: 1 name is not UTF-8, the first at byte 664

## Fix
Convert the model again. If its tensors were renamed by a tool, let that tool write UTF-8: `name.encode("utf-8")`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Model, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding

rule = Rule(__name__, severity=Severity.WARNING, since="0.1")


@rule.on(Model)
def check(model: Model, _facts: Facts) -> Iterator[Finding]:
    """Report once how many strings are not UTF-8, and the first."""
    if model.not_utf8:
        at, count = model.not_utf8[0], len(model.not_utf8)
        message = f"{count} {'name is' if count == 1 else 'names are'} not UTF-8, the first at byte {at:,}"
        yield rule.finding(model, message, offset=at, count=count)
