"""What a model takes: arena, flash and multiplications, before and after a rewrite."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.facts.macs import macs
from tflint.record import Record
from tflint.runtime import target_runtime

if TYPE_CHECKING:
    from tflint.manifest.target import Target
    from tflint.model.view import Model


class Figures(Record):
    """`used` and `minimum` arena and the file's `size` in bytes, multiply-accumulate operations; `standing` says what the arena is: `exact`, `a lower bound`, …."""

    used: int
    minimum: int
    size: int
    macs: int
    standing: str = "exact"

    @property
    def exact(self) -> bool:
        """Return whether the arena is the runtime's own, not a bound."""
        return self.standing == "exact"


def measure(model: Model, target: Target) -> Figures:
    """Return a model's figures on a target."""
    plan = target_runtime.plan(model, target)
    return Figures(plan.used, plan.minimum, model.size, multiplications(model), plan.standing)


def multiplications(model: Model) -> int:
    """Return the multiply-accumulate operations of one inference."""
    return sum(macs(model, operator) for operator in model.operators())
