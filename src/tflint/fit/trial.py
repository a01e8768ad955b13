"""What an arena would come to with an offline plan, exactly: one replay for a graph, then only the head for each plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.record import Record
from tflint.runtime.tflm import greedy_memory_planner, micro_allocator
from tflint.runtime.tflm.allocation_info import OFFLINE_PLAN
from tflint.runtime.tflm.memory_helpers import align_up

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tflint.model.view import Model
    from tflint.runtime.plan import BufferRequest, Plan
    from tflint.runtime.tflm.build import Build

LAID_OUT = frozenset(("variables", "end"))  # moments of the replay at which the head has the plan's size already


class Trial(Record):
    """A graph replayed once on one build.

    `requests` are what the planner must place, without any offline offset. `floor` is the arena that everything before the
    final layout needs (Prepare, the planning itself), which no plan of the head can lower; `alongside` is what has to fit next to
    the head from then on: the tail, and in older runtimes what is put on top of the head while variables are allocated. Bytes.
    """

    requests: tuple[BufferRequest, ...]
    floor: int
    alongside: int
    exact: bool

    def head(self, offsets: Mapping[tuple[int, int], int]) -> int:
        """Return the head's size with an offline plan: the other buffers go where TFLM's greedy planner puts them."""
        requests = [self._placed(request, offsets) for request in self.requests]
        return greedy_memory_planner.size(requests, greedy_memory_planner.plan(requests))

    def minimum(self, offsets: Mapping[tuple[int, int], int]) -> int:
        """Return the smallest arena with which AllocateTensors() succeeds under an offline plan, a multiple of 16."""
        return self.arena(self.head(offsets))

    def arena(self, head: int) -> int:
        """Return the smallest arena for a head of so many bytes."""
        return align_up(max(self.floor, head + self.alongside))

    @property
    def spare(self) -> int:
        """Return the head up to which a plan makes no difference to the arena: something else needs as much."""
        return max(align_up(self.floor) - self.alongside, 0)

    @staticmethod
    def _placed(request: BufferRequest, offsets: Mapping[tuple[int, int], int]) -> BufferRequest:
        if request.tensor is None:
            return request
        offset = offsets.get((request.subgraph, request.tensor))
        return request if offset is None else request._replace(offset=offset)


def replay(model: Model, built: Build, resource_variables: int | None = None) -> Trial:
    """Replay a model without the offline plan that it may carry."""
    plain = model._replace(metadata=tuple(entry for entry in model.metadata if entry.name != OFFLINE_PLAN))
    return of_plan(micro_allocator.replay(plain, built, resource_variables))


def of_plan(plan: Plan) -> Trial:
    """Return the same of a plan of a model that carries no offline plan."""
    floor = max(moment.low + moment.tail for moment in plan.moments if moment.what not in LAID_OUT)
    alongside = max(moment.low - plan.head + moment.tail for moment in plan.moments if moment.what in LAID_OUT)
    return Trial(tuple(buffer.request for buffer in plan.buffers), floor, alongside, plan.exact)
