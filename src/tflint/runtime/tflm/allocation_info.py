"""Which buffer lives when: the scopes that TFLM's AllocationInfoBuilder counts (micro_allocation_info.cc)."""

from __future__ import annotations

from struct import unpack_from
from typing import TYPE_CHECKING

from tflint.runtime.plan import BufferRequest
from tflint.runtime.tflm.memory_helpers import align_up

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tflint.model.view import Model, Operator, Tensor
    from tflint.runtime.tflm.micro_interpreter_context import MicroInterpreterContext, ScratchRequest

NEVER = -1  # kUninitializedLifetime: what nothing mentions is planned all the same
ONLINE = -1  # kOnlinePlannedBuffer
OFFLINE_PLAN = "OfflineMemoryAllocation"
# the subgraphs that a control-flow op calls, in the order in which it visits them
CALLED = {
    "IF": ("then_subgraph_index", "else_subgraph_index"),
    "WHILE": ("cond_subgraph_index", "body_subgraph_index"),
    "CALL_ONCE": ("init_subgraph_index",),
}


class Life:
    """The steps between which a buffer is needed, both included."""

    __slots__ = ("first", "last")

    def __init__(self) -> None:
        self.first = NEVER
        self.last = NEVER

    def created(self, step: int) -> None:
        """Note a creation; only the first counts."""
        if self.first == NEVER:
            self.first = step

    def used(self, step: int) -> None:
        """Note a use; the last counts."""
        self.last = step


class Lifetimes:
    """The lives of all tensors, by (subgraph, tensor), and of all scratch requests, by their number; `endless` on recursion.

    `steps` maps a step to the operator that runs there, as (subgraph, operator).
    """

    __slots__ = ("endless", "scratch", "steps", "tensors")

    def __init__(self, tensors: list[list[Life]], scratch: list[Life]) -> None:
        self.tensors = tensors
        self.scratch = scratch
        self.steps: dict[int, tuple[int, int]] = {}
        self.endless = False


def lifetimes(model: Model, requests: Sequence[ScratchRequest]) -> Lifetimes:
    """Walk the graph from subgraph 0 as MarkAllocationLifetimes does."""
    lives = Lifetimes([[Life() for _ in subgraph.tensors] for subgraph in model.subgraphs], [Life() for _ in requests])
    _Walk(model, requests, lives).subgraph(0)
    return lives


def called(operator: Operator) -> Iterator[int]:
    """Yield the subgraphs that an operator calls. TFLM looks at `builtin_code` alone here, which files of old converters lack."""
    for name in CALLED.get(operator.code.name, ()) if operator.code.builtin_field == operator.code.builtin else ():
        number = (operator.options or {}).get(name, 0)
        if isinstance(number, int) and number != -1:
            yield number


def reaches(model: Model, start: int, wanted: int) -> bool:
    """Tell whether a walk that enters subgraph `start` comes through subgraph `wanted`."""
    seen: set[int] = set()
    queue = [start]
    while queue:
        number = queue.pop()
        if number == wanted:
            return True
        if number not in seen and 0 <= number < len(model.subgraphs):
            seen.add(number)
            queue += [called_one for operator in model.subgraphs[number].operators for called_one in called(operator)]
    return False


def offline_offsets(model: Model) -> tuple[int, ...] | None:
    """Return the offline plan, an offset (or -1) for each tensor of all subgraphs; None where the model has none that fits.

    Words of the metadata's buffer: version, subgraph, count, then the offsets. The last entry of that name wins.
    """
    found = None
    for entry in model.metadata:
        if entry.name == OFFLINE_PLAN:
            words = model.bytes(model.buffers[entry.buffer])
            tensors = sum(len(subgraph.tensors) for subgraph in model.subgraphs)
            if len(words) >= 4 * (3 + tensors) and unpack_from("<i", words, 8)[0] == tensors:
                found = unpack_from(f"<{tensors}i", words, 12)
    return found


class _Walk:
    def __init__(self, model: Model, requests: Sequence[ScratchRequest], lives: Lifetimes) -> None:
        self.model = model
        self.lives = lives
        self.step = 0
        self.entered: set[int] = set()
        self.requests: dict[tuple[int, int], list[int]] = {}
        for number, request in enumerate(requests):
            self.requests.setdefault((request.subgraph, request.operator), []).append(number)

    def subgraph(self, number: int) -> None:
        if number in self.entered or not 0 <= number < len(self.model.subgraphs):
            self.lives.endless |= number in self.entered
            return
        self.entered.add(number)
        graph, tensors = self.model.subgraphs[number], self.lives.tensors[number]
        for index in graph.inputs or ():
            tensors[index].created(self.step)
            tensors[index].used(self.step)
        for operator in graph.operators:
            self.operator(operator, tensors)
        for index in graph.outputs or ():
            tensors[index].created(self.step)
            tensors[index].used(self.step)
        self.entered.remove(number)

    def operator(self, operator: Operator, tensors: list[Life]) -> None:
        self.step += 1
        start = self.step
        self.lives.steps[start] = operator.subgraph, operator.index
        outputs = operator.outputs or ()
        for index in outputs:
            tensors[index].created(start)
        for number in called(operator):
            self.step += 1
            self.subgraph(number)
        for index in (*(operator.inputs or ()), *outputs):
            if index >= 0:
                tensors[index].used(self.step)
        for number in self.requests.get((operator.subgraph, operator.index), ()):
            self.lives.scratch[number].created(start)
            self.lives.scratch[number].used(self.step)


def buffer_requests(model: Model, context: MicroInterpreterContext, offline: tuple[int, ...] | None) -> Iterator[BufferRequest]:
    """Yield what the planner must place, in the order in which CreatePlan adds it: all tensors, then all scratch buffers."""
    lives = lifetimes(model, context.requests)
    if lives.endless:
        context.uncertain("a subgraph calls itself: TFLM never returns from planning it")
    makers = producers(model)
    offsets = iter(offline or ())
    for tensor in model.tensors():
        key, offset = (tensor.subgraph, tensor.index), next(offsets, ONLINE)
        if needs_allocating(model, context, tensor) or (tensor.is_variable and offset != ONLINE):
            kind, life = "variable" if tensor.is_variable else "tensor", lives.tensors[tensor.subgraph][tensor.index]
            size, place = align_up(context.planned_bytes(tensor)), None if offset == ONLINE else offset
            yield BufferRequest(kind, *key, makers.get(key), tensor.name, size, life.first, life.last, place)
    for request, life in zip(context.requests, lives.scratch, strict=True):
        if life.first == NEVER:
            context.uncertain(f"subgraph {request.subgraph} is never called, and TFLM reads its scratch buffers' sizes unset")
        size = align_up(request.size)
        yield BufferRequest("scratch", request.subgraph, None, request.operator, request.what, size, life.first, life.last)


def producers(model: Model) -> dict[tuple[int, int], int]:
    """Return the operator that first writes each tensor, by (subgraph, tensor)."""
    found: dict[tuple[int, int], int] = {}
    for operator in model.operators():
        for index in operator.outputs or ():
            found.setdefault((operator.subgraph, index), operator.index)
    return found


def needs_allocating(model: Model, context: MicroInterpreterContext, tensor: Tensor) -> bool:
    """Tell whether a tensor has bytes that are neither in the file nor in the tail nor given by a kernel."""
    elsewhere = tensor.is_variable or in_file(model, tensor) or (tensor.subgraph, tensor.index) in context.preset
    return not elsewhere and context.planned_bytes(tensor) != 0


def in_file(model: Model, tensor: Tensor) -> bool:
    """Tell whether TFLM finds a tensor's data: it looks into the flatbuffer alone, not behind it."""
    buffer = model.buffers[tensor.buffer]
    return bool(buffer.size) and not buffer.outside
