"""Op that runs without complaint and computes something else.

## Why
Where a kernel does not check what it does not support, it computes with what it has: it ignores an option, takes the wrong padding
value, or reads one type's bytes as another. The model loads, runs and answers, and the answers differ from the ones it was tested with.

## Example
A MAXIMUM of two operands whose scales differ:

    models/larger.tflite: warning: silently-wrong: op 0 MAXIMUM: 'right' has scale 0.25 zero point 0, 'larger0' scale 0.5 zero point 0: MAXIMUM copies values as they are
        computes something else
        decided in micro/kernels/maximum_minimum.cc:Eval

## Runtime
It says nothing. A finding "refused by debug builds only" is one of TFLM's `TFLITE_DCHECK`s, which release builds leave out.
The finding names the kernel's file; other kernel libraries and snapshots may do it right.

## Fix
Change the op as the finding says, or compare the device's outputs with LiteRT's on real data, and write the reason down:
`ignore = [{ rule = "silently-wrong", operator = "…", reason = "…" }]`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Judgements, Rule, Severity, others

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding

rule = Rule(__name__, severity=Severity.WARNING, since="0.1")


@rule.on(Judgements)
def check(wrong: Judgements, _facts: Facts) -> Iterator[Finding]:
    """Report each op and reason once, with all its places."""
    for operator, why in dict.fromkeys((it.operator, it.verdict.why) for it in wrong):
        hits = [it for it in wrong if (it.operator, it.verdict.why) == (operator, why)]
        first = hits[0]
        yield rule.finding(first, first.sentence, help=(*first.help, *others(hits)), count=len(hits), **first.evidence)
