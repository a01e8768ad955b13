"""Op version newer than the runtime's kernel knows.

## Why
The converter raises an op's version when the op learns something new: a type, an option. An old runtime (a library that was frozen
years ago) may have the op and still not know that version.

## Example
An op of a version that no release supports, on a Raspberry Pi:

    models/newest.tflite: error: operator-version: op 0 ABS: ABS version 99, LiteRT 2.3.0 supports 1 to 5
        refused at AllocateTensors()
        the runtime prints: Didn't find op for builtin opcode 'ABS' version '99'.
        decided in core/interpreter_builder.cc

## Runtime
LiteRT: `Didn't find op for builtin opcode '…' version '…'. An older version of this builtin might be supported.`
TFLM does not compare versions: it runs, and what the new version means is ignored.

## Fix
Update the runtime in the firmware, or convert with a TensorFlow of the runtime's age.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Judgements, Rule, Severity, others

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding

rule = Rule(__name__, severity=Severity.ERROR, since="0.1")


@rule.on(Judgements)
def check(newer: Judgements, _facts: Facts) -> Iterator[Finding]:
    """Report each op once: an error where it is refused, a warning where the runtime runs it as an older version."""
    for operator, fatal in dict.fromkeys((it.operator, it.fatal) for it in newer):
        hits = [it for it in newer if (it.operator, it.fatal) == (operator, fatal)]
        first = hits[0]
        severity = Severity.ERROR if fatal else Severity.WARNING
        lines = (*first.help, *others(hits))
        yield rule.finding(first, first.sentence, severity=severity, help=lines, count=len(hits), **first.evidence)
