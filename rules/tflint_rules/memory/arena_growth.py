"""Model that needs more than it did in the other revision.

## Why
Memory is lost in small steps: each retraining, each converter update takes a little more, and the last step that breaks the build gets all the blame. Shown with
every change, growth is a decision.

## Example
A model that grew since the other revision:

    models/gesture.tflite: warning: arena-growth: arena grew from 656 B to 928 B (+41.5%), expected at most 5%
    models/gesture.tflite: warning: arena-growth: file grew from 832 B to 1,856 B (+123.1%), expected at most 5%
    models/gesture.tflite: warning: arena-growth: needs ops that it did not need: QUANTIZE, DEQUANTIZE
        at op 0 QUANTIZE

## Fix
Nothing, if the growth is meant; raise the share otherwise let pass: `[rules] arena-growth = { maximum = "10%" }`. `tflint plan` of both revisions shows which op or
tensor it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Model, Rule, Severity, arena_plan, parse_share

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding

rule = Rule(__name__, severity=Severity.WARNING, since="0.1", needs="--diff")
maximum = rule.option("maximum", 0.05, parse_share, "share by which arena or file may grow")


@rule.on(Model)
def check(model: Model, facts: Facts) -> Iterator[Finding]:
    """Compare arena, file and set of ops with those of the other revision."""
    before = facts.previous
    assert before is not None
    yield from _grown("arena", before(arena_plan).minimum, facts(arena_plan).minimum, model, facts)
    yield from _grown("file", before.model.size, model.size, model, facts)
    had = {it.name for it in before.model.operators()}
    new = [it for it in model.operators() if it.name not in had]
    if new:
        names = ", ".join(dict.fromkeys(it.name for it in new))
        yield rule.finding(new[0], f"needs ops that it did not need: {names}", operators=names)


def _grown(what: str, before: int, now: int, model: Model, facts: Facts) -> Iterator[Finding]:
    if now > before * (1 + facts.option(maximum)):
        share = f" ({now / before - 1:+.1%})" if before else ""
        message = f"{what} grew from {before:,} B to {now:,} B{share}, expected at most {facts.option(maximum):.0%}"
        yield rule.finding(model, message, what=what, before=before, now=now)
