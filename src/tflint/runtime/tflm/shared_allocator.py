"""Several models on one MicroAllocator, one AllocateTensors() after the other: their tails add up, the head is the largest plan's."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from tflint.record import Record
from tflint.runtime.plan import Bound
from tflint.runtime.tflm import build
from tflint.runtime.tflm.micro_allocator import MicroAllocator, shared_names

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tflint.manifest.target import Target
    from tflint.model.view import Model
    from tflint.runtime.plan import Plan

NOT_RESET = "LinearMemoryPlanner is not reset between models: the second gets the first one's offsets"
VARIABLES = "whether a further model's MicroResourceVariables are made before the first AllocateTensors() is not known"
OLDER = "several models on one allocator were measured on tflm@2026-08 only, and this runtime plans each subgraph alone"


class SharedPlan(Record):
    """What several models take on one allocator, bytes: the plan of all, and what each keeps in the tail and plans in the head.

    The allocator's own structs, where they lie in the arena, are in the tail of the first.
    """

    whole: Plan
    tails: tuple[int, ...]
    heads: tuple[int, ...]


def plan(models: Iterable[Model], target: Target) -> SharedPlan:
    """Return the plan of models that are allocated in this order; raise UnknownSnapshot, or ValueError without a model."""
    built = build.of(target)
    before: MicroAllocator | None = None
    tails, heads = [0], []
    for model in models:
        allocator = MicroAllocator(model, built, before)
        slots = shared_names(model) if target.resource_variables is None else target.resource_variables
        allocator.prepare(slots)
        allocator.finish_model_allocation()
        allocator.allocate_inputs_and_outputs()
        if before is not None:
            _continue(allocator, before, slots)
        tails.append(allocator.arena.tail)
        heads.append(allocator.head)
        before = allocator
    if before is None:
        raise ValueError("expected at least one model")
    whole = before.plan()._replace(buffers=())
    return SharedPlan(whole, tuple(now - then for then, now in pairwise(tails)), tuple(heads))


def _continue(allocator: MicroAllocator, before: MicroAllocator, slots: int) -> None:
    """Put what the models before came to in front of a model's own, so that its plan is that of all."""
    allocator.moments[:0] = [it._replace(subgraph=None, operator=None) for it in before.moments]
    allocator.context.kept[:0] = before.context.kept
    allocator.context.unknown.update(before.context.unknown)
    if allocator.build.preserve_all_tensors:
        allocator.context.uncertain(NOT_RESET, Bound.EITHER)
    if slots:
        allocator.context.uncertain(VARIABLES, Bound.EITHER)
    if not allocator.build.features.subgraphs_planned_together:
        allocator.context.uncertain(OLDER, Bound.EITHER)
