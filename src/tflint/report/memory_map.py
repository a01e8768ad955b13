"""A plan seen as a picture: operators left to right, addresses upward, blocks for buffers, bands for what is kept."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from tflint.record import Record
from tflint.runtime.plan import spans

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tflint.model.view import Model, Operator
    from tflint.runtime.plan import Persistent, Plan, PlannedBuffer

Steps = dict[tuple[int, int], int]


class Block(Record):
    """A buffer in the head: bytes `offset` to `offset + size` from step `first` to step `last`, both included.

    `kind` is `input`, `output`, `tensor`, `scratch` or `variable`; `readers` the steps that read it.
    """

    kind: str
    name: str
    size: int
    offset: int
    first: int
    last: int
    shape: str
    readers: tuple[int, ...]

    def alive(self, step: int) -> bool:
        """Return whether the buffer is needed at a step."""
        return self.first <= step <= self.last


class Gap(Record):
    """Addresses `low` to `high` that no buffer uses from step `first` to step `last`, both included."""

    first: int
    low: int
    high: int
    last: int


class Band(Record):
    """What the tail keeps of one category, bytes, and how many allocations that is."""

    category: str
    size: int
    number: int


@dataclass(frozen=True, slots=True)
class MemoryMap:
    """The picture's parts. `labels` names the operator of a step (`2 CONV_2D`); step 0 holds the inputs.

    `peak` is the step at which most bytes are alive, `alive` their sum: what the head has above it are gaps.
    """

    blocks: tuple[Block, ...]
    bands: tuple[Band, ...]
    labels: Mapping[int, str]
    steps: range
    peak: int
    alive: int

    def label(self, step: int) -> str:
        """Return what happens at a step: `op 2 CONV_2D`, or the inputs."""
        if step in self.labels:
            return f"op {self.labels[step]}"
        return "tensors that no step reaches" if step < 0 else "the inputs" if step == 0 else f"step {step}"

    def short(self, step: int) -> str:
        """Return a step as few characters: `op 2`, or what it is where no operator runs."""
        return f"op {self.labels[step].partition(' ')[0]}" if step in self.labels else self.label(step)

    def life(self, block: Block) -> str:
        """Return from which step to which a block lives: `op 2 … op 3`."""
        first, last = self.short(block.first), self.short(block.last)
        return first if first == last else f"{first} … {last}"

    def at(self, step: int) -> list[Block]:
        """Return the blocks alive at a step, the largest first; of those that share their bytes, the one that is made last."""
        last = {block.offset: block for block in sorted(self.blocks, key=lambda it: it.first) if block.alive(step)}
        return sorted(last.values(), key=lambda block: (-block.size, block.offset))

    def largest(self) -> Block | None:
        """Return the largest block alive at the peak."""
        return next(iter(self.at(self.peak)), None)

    def gaps(self) -> tuple[Gap, ...]:
        """Return the free addresses below the block that sets the head, while it lives."""
        if not self.blocks:
            return ()
        top = max(self.blocks, key=lambda it: (it.offset + it.size, -it.first))
        found: list[Gap] = []
        for step in range(top.first, top.last + 1):
            for low, high in _free([it for it in self.blocks if it.alive(step)], top.offset):
                before = next((at for at, it in enumerate(found) if it[1:] == (low, high, step - 1)), None)
                if before is None:
                    found.append(Gap(step, low, high, step))
                else:
                    found[before] = found[before]._replace(last=step)
        return tuple(found)

    def runner_up(self, block: Block) -> tuple[int, int]:
        """Return the step and the bytes that would be the peak if a block were not there at all."""
        return _peak([other for other in self.blocks if other is not block])


def draw(plan: Plan, model: Model | None) -> MemoryMap:
    """Return the picture of a plan; without the model, blocks know neither their shapes nor their readers."""
    steps = _steps(plan, model)
    readers = _readers(model, steps)
    blocks = tuple(_block(buffer, model, readers) for buffer in plan.buffers if buffer.request.size)
    peak, alive = _peak(blocks)
    first = min((block.first for block in blocks), default=0)
    last = max((*(block.last for block in blocks), *steps.values()), default=0)
    names = {step: f"{operator} {_operator_name(model, graph, operator)}".strip() for (graph, operator), step in steps.items()}
    return MemoryMap(blocks, _bands(plan), names, range(min(first, 0), last + 1), peak, alive)


def drawn_until(blocks: Sequence[Block]) -> list[int]:
    """Return the last step to which each block is drawn: one whose bytes another takes over ends where that one begins."""
    until = [block.last for block in blocks]
    order = sorted(range(len(blocks)), key=lambda position: (blocks[position].offset, blocks[position].first))
    for earlier, later in pairwise(order):
        before, after = blocks[earlier], blocks[later]
        if before.offset == after.offset and before.first < after.first <= before.last:
            until[earlier] = after.first - 1
    return until


def _bands(plan: Plan) -> tuple[Band, ...]:
    sizes: defaultdict[str, int] = defaultdict(int)
    numbers: defaultdict[str, int] = defaultdict(int)
    for kept in plan.persistent:
        sizes[category(kept)] += kept.size
        numbers[category(kept)] += 1
    bands = [Band(category, size, numbers[category]) for category, size in sizes.items() if size]
    padding = plan.tail - sum(band.size for band in bands)
    if padding > 0:
        bands.append(Band("alignment", padding, 0))
    return tuple(sorted(bands, key=lambda band: (-band.size, band.category)))


def category(kept: Persistent) -> str:
    """Return the recording allocator's category, but what kernels keep by what it is: that is most of a tail."""
    if kept.what.startswith("kernels/"):
        return "kernels' structs"
    if kept.what.endswith("Params"):
        return "op parameters"
    if kept.category == "Persistent buffer data":
        return kept.what
    return kept.category or "allocator and planner"


def _block(buffer: PlannedBuffer, model: Model | None, readers: Mapping[tuple[int, int], tuple[int, ...]]) -> Block:
    request = buffer.request
    kind, shape = request.kind, ""
    read: tuple[int, ...] = ()
    if model is not None and request.tensor is not None:
        graph = model.subgraphs[request.subgraph]
        tensor = graph.tensors[request.tensor]
        shape = f"{'x'.join(str(n) for n in tensor.shape) or 'scalar'} {tensor.dtype}"
        read = readers.get((request.subgraph, request.tensor), ())
        if request.subgraph == 0 and kind == "tensor":
            kind = "input" if request.tensor in (graph.inputs or ()) else kind
            kind = "output" if request.tensor in (graph.outputs or ()) else kind
    return Block(kind, request.name, request.size, buffer.offset, request.first, request.last, shape, read)


def _steps(plan: Plan, model: Model | None) -> Steps:
    """Return at which step each operator, (subgraph, index), runs."""
    if model is not None and not plan.target.startswith("litert"):
        from tflint.runtime.tflm.allocation_info import lifetimes

        return {operator: step for step, operator in lifetimes(model, ()).steps.items()}
    produced: Steps = {}
    for request, _ in plan.buffers:
        if request.operator is not None and request.first >= 0:
            produced.setdefault((request.subgraph, request.operator), request.first)
    return produced


def _readers(model: Model | None, steps: Steps) -> dict[tuple[int, int], tuple[int, ...]]:
    found: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for operator in model.operators() if model else ():
        step = steps.get((operator.subgraph, operator.index))
        for tensor in set(operator.inputs or ()):
            if step is not None:
                found[operator.subgraph, tensor].append(step)
    return {tensor: tuple(read) for tensor, read in found.items()}


def _operator_name(model: Model | None, graph: int, index: int) -> str:
    if model is None:
        return ""
    operator: Operator = model.subgraphs[graph].operators[index]
    return operator.name if graph == 0 else f"{operator.name} of subgraph {graph}"


def _free(blocks: list[Block], below: int) -> list[tuple[int, int]]:
    """Return the address ranges below a bound that these blocks leave free."""
    free, at = [], 0
    for block in sorted(blocks, key=lambda it: it.offset):
        if block.offset > at and at < below:
            free.append((at, min(block.offset, below)))
        at = max(at, block.offset + block.size)
    return free


def _peak(blocks: tuple[Block, ...] | list[Block]) -> tuple[int, int]:
    """Return the first step with the most bytes alive, and how many; the sum can only grow where a block begins."""
    change: defaultdict[int, int] = defaultdict(int)
    for size, first, last in spans((block.offset, block.size, block.first, block.last) for block in blocks):
        change[first] += size
        change[last + 1] -= size
    best, alive = (0, 0), 0
    for step in sorted(change):
        alive += change[step]
        if alive > best[1]:
            best = step, alive
    return best
