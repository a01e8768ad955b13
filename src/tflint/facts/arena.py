"""What the runtime takes for the model, and the moment at which it takes most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.facts.subject import of_target
from tflint.finding import Location
from tflint.record import Record
from tflint.runtime.plan import spans

if TYPE_CHECKING:
    from tflint.facts.subject import Facts
    from tflint.model.view import Operator
    from tflint.runtime.plan import BufferRequest, Plan, PlannedBuffer
    from tflint.runtime.target_runtime import Allocation


class Peak(Record):
    """The step at which the buffers alive take most: its operator (None: before the first) and these buffers, largest first.

    `size` is the sum of the buffers, bytes; the gaps between them are not in it.
    """

    operator: Operator | None
    alive: tuple[BufferRequest, ...]
    size: int

    @property
    def name(self) -> str:
        """Return the operator as messages write it: `op 7 CONV_2D`."""
        return "the inputs" if self.operator is None else f"op {self.operator.index} {self.operator.name}"

    @property
    def location(self) -> Location:
        """Return the operator's location; the model as a whole for the inputs."""
        return Location() if self.operator is None else self.operator.location


@of_target
def allocation(facts: Facts) -> Allocation:
    """Return what becomes of the model on the board's target (runtime/tflm or runtime/litert): one walk for plan and verdicts."""
    from tflint.runtime import target_runtime

    return target_runtime.allocation(facts.model, facts.board.built_target)


@of_target
def arena_plan(facts: Facts) -> Plan:
    """Return the memory plan on the board's target."""
    return facts(allocation).plan


@of_target
def peak(facts: Facts) -> Peak | None:
    """Return the step that needs most of the head; None for a model without planned buffers."""
    buffers = [buffer for buffer in facts(arena_plan).buffers if buffer.request.size]
    if not buffers:
        return None
    step, size = max(_totals(buffers), key=lambda total: (total[1], -total[0]))
    there = [it for it in buffers if it.request.first <= step <= it.request.last]
    last = {it.offset: it.request for it in sorted(there, key=lambda it: it.request.first)}
    alive = sorted(last.values(), key=lambda it: (-it.size, it.name))
    return Peak(_operator(facts, alive, step), tuple(alive), size)


def _totals(buffers: list[PlannedBuffer]) -> list[tuple[int, int]]:
    """Return (step, bytes alive) for each step at which a buffer begins: the sum can only grow there."""
    changes: dict[int, int] = {}
    for size, first, last in spans([(offset, it.size, it.first, it.last) for it, offset in buffers]):
        changes[first] = changes.get(first, 0) + size
        changes[last + 1] = changes.get(last + 1, 0) - size
    totals, alive = [], 0
    for step in sorted(changes):
        alive += changes[step]
        totals.append((step, alive))
    return totals


def _operator(facts: Facts, alive: list[BufferRequest], step: int) -> Operator | None:
    for it in alive:
        if it.first == step and it.operator is not None:
            return facts.model.subgraphs[it.subgraph].operators[it.operator]
    return None
