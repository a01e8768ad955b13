"""What an offline plan that the model carries loses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.facts.arena import arena_plan
from tflint.facts.subject import of_target
from tflint.overlap.clash import Clash

if TYPE_CHECKING:
    from tflint.facts.subject import Facts

__all__ = ["Clash", "lost_values"]


@of_target
def lost_values(facts: Facts) -> tuple[Clash, ...]:
    """Return the values that the model's offline plan loses, or may lose, on the board's target; none where it has no plan."""
    from tflint.runtime.tflm import allocation_info, build

    target = facts.board.target
    if target.is_litert or allocation_info.offline_offsets(facts.model, build.of(target)) is None:
        return ()
    from tflint.overlap.walk import clashes

    return tuple(clashes(facts.model, facts(arena_plan).buffers, build.of(target)))
