"""LiteRT's verdicts, from the file and function and the words that its kernels' checks carry as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.printed import Printed
from tflint.runtime.verdict import Citation, Verdict

if TYPE_CHECKING:
    from tflint.runtime.verdict import Cause, Effect, Phase


def judged(
    phase: Phase,
    effect: Effect,
    cause: Cause,
    why: str,
    *place: int | None,
    message: str | None = None,
    source: str = "",
) -> Verdict:
    """Return a verdict; `place` is subgraph, operator and tensor as far as known, `source` the runtime's `file: function`."""
    subgraph, operator, tensor = (*place, None, None, None)[:3]
    file, _, function = source.partition(": ")
    printed = None if message is None else Printed(message)
    return Verdict(phase, effect, cause, why, subgraph, operator, tensor, printed, Citation(file, function))
