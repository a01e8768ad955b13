"""What LiteRT's default delegate does with a model on a board."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.facts.subject import of_target
from tflint.runtime.litert.delegation import Delegation

if TYPE_CHECKING:
    from tflint.facts.subject import Facts

__all__ = ["Delegation", "delegation", "gpu_delegation"]


@of_target
def delegation(facts: Facts) -> Delegation | None:
    """Return which nodes XNNPACK takes over; None where the board says that it is switched off, or has no LiteRT."""
    from tflint.runtime.litert import delegates

    target = facts.board.target
    return delegates.xnnpack(facts.model, target.version) if target.is_litert and target.delegate != "none" else None


@of_target
def gpu_delegation(facts: Facts) -> Delegation:
    """Return which nodes the GPU delegate may take over."""
    from tflint.runtime.litert import delegates

    return delegates.gpu(facts.model)
