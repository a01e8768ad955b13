"""Which buffer lives when: the scopes that TFLM's AllocationInfoBuilder counts (micro_allocation_info.cc)."""

from __future__ import annotations

from itertools import repeat
from struct import unpack_from
from typing import TYPE_CHECKING

from tflint.record import new
from tflint.runtime.plan import BufferRequest
from tflint.runtime.tflm.memory_helpers import align_up

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tflint.model.view import Model, Operator, Subgraph, Tensor
    from tflint.runtime.tflm.build import Build
    from tflint.runtime.tflm.features import Features
    from tflint.runtime.tflm.micro_interpreter_context import MicroInterpreterContext, ScratchRequest

NEVER = -1  # kUninitializedLifetime: what nothing mentions is planned anyway
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


def lifetimes(model: Model, requests: Sequence[ScratchRequest], *, unused_io: bool = True) -> Lifetimes:
    """Walk the graph from subgraph 0 as MarkAllocationLifetimes does; without `unused_io` as it did before 2022-12-14."""
    lives = Lifetimes([[Life() for _ in subgraph.tensors] for subgraph in model.subgraphs], [Life() for _ in requests])
    _Walk(model, requests, lives, unused_io=unused_io).subgraph(0)
    return lives


def lifetimes_of_one(subgraph: Subgraph, features: Features) -> list[Life]:
    """Return the lives of a subgraph's tensors by its ops' indices, as AddTensors counted before subgraphs were planned together.

    Without `unread_outputs_live` an output that nobody reads is never used (AllocationInfoBuilder in micro_allocator.cc until
    2021-11-22), without `last_reader_ends_life` the first reader is taken for the last (FinishTensorAllocation in TensorFlow 2.1).
    """
    lives = [Life() for _ in subgraph.tensors]
    later = max if features.last_reader_ends_life else _earlier
    for tensor, life in zip(subgraph.tensors, lives, strict=True):
        if tensor.is_variable and not features.allocator_in_arena:
            life.first, life.last = 0, len(subgraph.operators)
    for index in subgraph.inputs or ():
        lives[index].created(0)
    for index in subgraph.outputs or ():
        lives[index].used(len(subgraph.operators) - 1)
    for operator in reversed(subgraph.operators):
        if features.eval_tensors and not features.scratch_requests_ahead:
            _live_with_inputs(lives, operator)
        for index in operator.inputs or ():
            if index >= 0:
                lives[index].last = later(lives[index].last, operator.index)
        for index in operator.outputs or ():
            life = lives[index]
            life.first = operator.index if life.first == NEVER else min(life.first, operator.index)
            life.last = max(life.last, operator.index) if features.unread_outputs_live else life.last
    return lives


def _live_with_inputs(lives: list[Life], operator: Operator) -> None:
    """Give what nobody writes a life where an op reads it together with a graph input (TensorFlow 2.4, b/166484865)."""
    read = [lives[index] for index in operator.inputs or () if index >= 0]
    for life in read if any(life.first == 0 for life in read) else ():
        life.created(operator.index)


def _earlier(step: int, other: int) -> int:
    """Return the earlier of two steps, the other where the one is not set."""
    return other if step == NEVER else min(step, other)


def called(operator: Operator) -> Iterator[int]:
    """Yield the subgraphs that an operator calls. TFLM looks at `builtin_code` alone here, which files of old converters lack."""
    for name in CALLED.get(operator.code.name, ()) if operator.code.builtin_field == operator.code.builtin else ():
        number = (operator.options or {}).get(name, 0)
        if isinstance(number, int) and number != -1:
            yield number


def reaches(model: Model, start: int, wanted: int) -> bool:
    """Return whether a walk that enters subgraph `start` passes subgraph `wanted`."""
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


def offline_offsets(model: Model, built: Build, subgraph: Subgraph | None = None) -> tuple[int, ...] | None:
    """Return the offline plan, an offset (or -1) for each tensor of all subgraphs (of one, where that is planned alone).

    None where the model has none that fits. Words of the metadata's buffer: version, subgraph, count, then the offsets. The last
    entry of that name wins.
    """
    found = None
    tensors = offline_entries(model, subgraph)
    for entry in model.metadata:
        if entry.name == OFFLINE_PLAN:
            words = model.bytes(model.buffers[entry.buffer])
            if len(words) >= 4 * (3 + tensors) and unpack_from("<i", words, 8)[0] == tensors:
                found = unpack_from(f"<{tensors}i", words, 12)
    if found is None or subgraph is not None or built.features.offline_plan_of_subgraphs:
        return found
    # every subgraph's offsets are looked up from the table's start (InitializeAllocationInfo until 2023-03-29)
    return tuple(found[tensor.index] for tensor in model.tensors())


def offline_entries(model: Model, subgraph: Subgraph | None = None) -> int:
    """Return how many offsets an offline plan must have."""
    subgraphs = model.subgraphs if subgraph is None else (subgraph,)
    return sum(len(it.tensors) for it in subgraphs)


class _Walk:
    def __init__(self, model: Model, requests: Sequence[ScratchRequest], lives: Lifetimes, *, unused_io: bool) -> None:
        self.model = model
        self.unused_io = unused_io
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
            if self.unused_io:
                tensors[index].used(self.step)
        for operator in graph.operators:
            self.operator(operator, tensors)
        for index in graph.outputs or ():
            if self.unused_io:
                tensors[index].created(self.step)
            tensors[index].used(self.step)
        self.entered.remove(number)

    def operator(self, operator: Operator, tensors: list[Life]) -> None:
        self.step += 1
        start = self.step
        self.lives.steps[start] = operator.subgraph, operator.index
        outputs = operator.outputs or ()
        for index in outputs:
            life = tensors[index]
            if life.first == NEVER:  # as `created` does: these are the innermost loops
                life.first = start
        if operator.code.name in CALLED:
            for number in called(operator):
                self.step += 1
                self.subgraph(number)
        step = self.step
        for index in operator.inputs or ():
            if index >= 0:
                tensors[index].last = step
        for index in outputs:
            tensors[index].last = step
        for number in self.requests.get((operator.subgraph, operator.index), ()):
            self.lives.scratch[number].created(start)
            self.lives.scratch[number].used(step)


def buffer_requests(
    model: Model, context: MicroInterpreterContext, built: Build, offline: tuple[int, ...] | None
) -> Iterator[BufferRequest]:
    """Yield what the planner must place, in the order in which CreatePlan adds it: all tensors, then all scratch buffers."""
    lives = lifetimes(model, context.requests, unused_io=built.features.unused_io_lives)
    if lives.endless:
        context.uncertain("a subgraph calls itself: TFLM never returns from planning it")
    at = 0
    for subgraph in model.subgraphs:
        own = None if offline is None else offline[at : at + len(subgraph.tensors)]
        at += len(subgraph.tensors)
        yield from _tensors(model, context, built, subgraph, _placed(lives.tensors[subgraph.index], own))
    for request, life in zip(context.requests, lives.scratch, strict=True):
        if life.first == NEVER:
            context.uncertain(f"subgraph {request.subgraph} is never called, and TFLM reads its scratch buffers' sizes unset")
        yield _scratch(request, life)


def requests_of_one(
    model: Model, context: MicroInterpreterContext, built: Build, subgraph: Subgraph, offline: tuple[int, ...] | None
) -> Iterator[BufferRequest]:
    """Yield what the planner must place where each subgraph has a plan of its own: its tensors, and the scratch buffers of all."""
    lives = lifetimes_of_one(subgraph, built.features)
    yield from _tensors(model, context, built, subgraph, _placed(lives, offline))
    for request in context.requests:
        life = Life()
        life.first = life.last = request.operator
        yield _scratch(request, life)


def _tensors(
    model: Model, context: MicroInterpreterContext, built: Build, subgraph: Subgraph, places: Iterable[tuple[Life, int]]
) -> Iterator[BufferRequest]:
    """Yield the tensors of a subgraph that are planned; `places` has each one's life and offline offset."""
    makers, features, number = producers(subgraph), built.features, subgraph.index
    for tensor, (life, offset) in zip(subgraph.tensors, places, strict=True):
        first, last = life.first, life.last
        if first == NEVER != last and not features.scratch_requests_ahead:
            continue  # read and never written: taken for a constant
        variable = tensor.is_variable
        placed = variable and (not features.allocator_in_arena or (offset != ONLINE and features.offline_variables))
        if not placed and has_memory(model, context, tensor):
            continue
        size = context.planned_bytes(tensor)
        if placed or size or not features.empty_tensors_unplanned:
            kind, place = "variable" if variable else "tensor", None if offset == ONLINE else offset
            index = tensor.index
            yield new(BufferRequest, (kind, number, index, makers.get(index), tensor.name, align_up(size), first, last, place))


def _placed(lives: Sequence[Life], offline: Sequence[int] | None) -> Iterator[tuple[Life, int]]:
    return zip(lives, repeat(ONLINE, len(lives)) if offline is None else offline, strict=True)


def _scratch(request: ScratchRequest, life: Life) -> BufferRequest:
    size = align_up(request.size)
    return BufferRequest("scratch", request.subgraph, None, request.operator, request.what, size, life.first, life.last)


def producers(subgraph: Subgraph) -> dict[int, int]:
    """Return the operator that first writes each tensor of a subgraph, by the tensor's index."""
    found: dict[int, int] = {}
    for operator in subgraph.operators:
        for index in operator.outputs or ():
            found.setdefault(index, operator.index)
    return found


def has_memory(model: Model, context: MicroInterpreterContext, tensor: Tensor) -> bool:
    """Return whether a tensor's bytes are in the file or in the tail, or given by a kernel: it is then not planned."""
    if tensor.is_variable or in_file(model, tensor):
        return True
    return bool(context.preset) and (tensor.subgraph, tensor.index) in context.preset


def in_file(model: Model, tensor: Tensor) -> bool:
    """Return whether TFLM finds a tensor's data: it looks into the flatbuffer alone, not after it."""
    buffer = model.buffers[tensor.buffer]
    return bool(buffer.size) and not buffer.outside
