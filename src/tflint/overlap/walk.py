"""The walk: every operator of a model on the planned arena and, in step, on an imagined one in which each tensor has its own memory.

What an operator reads must be the same bytes on both. Of the bytes themselves nothing is needed: each carries the name of the
operator and tensor that wrote it. Operators that only move bytes move these names; every other one writes names of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.overlap.clash import Clash
from tflint.overlap.memory import Memory, Origin, Span, difference
from tflint.overlap.moves import moves
from tflint.record import Record
from tflint.runtime.tflm import in_place
from tflint.runtime.tflm.memory_helpers import byte_size
from tflint.runtime.tflm.micro_interpreter import ETHOS_U

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tflint.model.view import Model, Operator, Subgraph
    from tflint.overlap.moves import Run
    from tflint.runtime.plan import PlannedBuffer
    from tflint.runtime.tflm.build import Build


VELA_SCRATCH = slice(2, 4)  # Vela's operands: command stream, weights, scratch, fast scratch, then the inputs


class Place(Record):
    """Bytes of the arena."""

    low: int
    high: int

    def meets(self, other: Place) -> bool:
        """Return whether two places have a byte in common."""
        return self.low < other.high and other.low < self.high


def clashes(model: Model, buffers: Iterable[PlannedBuffer], built: Build) -> Iterator[Clash]:
    """Yield what a plan loses; nothing where every value is still there whenever it is read.

    Where control flow makes the order of operators unknown, any two buffers that TFLM takes for alive at once must not meet.
    """
    planned = tuple(buffers)
    if len(model.subgraphs) > 1:
        yield from _alive_at_once(planned)
        return
    if _is_apart(model, planned, built):
        return
    walk = _Walk(model, planned, built)
    yield from walk.invoke()
    if walk.variables:
        yield from walk.invoke()  # what one inference leaves behind for the next


def _is_apart(model: Model, buffers: tuple[PlannedBuffer, ...], built: Build) -> bool:
    """Return whether no two buffers meet that TFLM takes for alive at once: then no value can be lost, and no walk is needed.

    A buffer's life, as TFLM counts it, is from its first write to its last read or write. That of a variable is longer, which
    goes from one inference to the next, and older planners end some lives too early.
    """
    if not built.features.subgraphs_planned_together or any(tensor.is_variable for tensor in model.tensors()):
        return False
    return all(it.request.first <= it.request.last for it in buffers) and not any(_alive_at_once(buffers))


def _alive_at_once(buffers: tuple[PlannedBuffer, ...]) -> Iterator[Clash]:
    placed = sorted(buffers, key=lambda it: it.offset)
    for number, one in enumerate(placed, 1):
        end, first, last = one.offset + one.request.size, one.request.first, one.request.last
        for index in range(number, len(placed)):
            other = placed[index]
            if other.offset >= end:
                break
            request = other.request
            if first <= request.last and request.first <= last and request.size:
                lost, by = sorted((one, other), key=lambda it: (it.request.tensor is None, it.request.first))
                low = other.offset - lost.offset if lost is one else 0
                high = min(one.offset + one.request.size, other.offset + other.request.size) - lost.offset
                origin = Origin(by.request.operator, by.request.tensor)
                yield Clash(-1 if lost.request.tensor is None else lost.request.tensor, low, high, None, origin)


def _of_custom_kernels(graph: Subgraph, unwritten: set[int]) -> set[int]:
    """Return the tensors that hold no value but are the memory of custom kernels.

    Of an Ethos-U operator that is where Vela has placed its inputs and outputs; of any other, what nothing writes and custom
    operators alone read, as the scratch of XMOS's convolutions.
    """
    npu = {number for it in graph.operators if it.name == ETHOS_U for number in (it.inputs or ())[VELA_SCRATCH]}
    builtin = {number for it in graph.operators if it.code.name != "CUSTOM" for number in it.inputs or ()}
    return npu | unwritten - builtin - {*(graph.inputs or ()), *(graph.outputs or ())}


class _Walk:
    def __init__(self, model: Model, buffers: tuple[PlannedBuffer, ...], built: Build) -> None:
        self.model = model
        self.graph = model.subgraphs[0]
        self.build = built
        variables = {tensor.index for tensor in self.graph.tensors if tensor.is_variable}
        written = {*variables, *(number for operator in self.graph.operators for number in operator.outputs or ())}
        read = {*(self.graph.outputs or ()), *(number for operator in self.graph.operators for number in operator.inputs or ())}
        scratch = _of_custom_kernels(self.graph, read - written)
        self.unwritten = sorted(read - written - scratch)
        self.places = {
            it.request.tensor: Place(it.offset, it.offset + self._size(it))
            for it in buffers
            if it.request.tensor is not None and it.request.tensor not in scratch
        }
        self.scratch: dict[int, list[Place]] = {}
        for it in buffers:
            if it.request.tensor is None and it.request.operator is not None:
                self.scratch.setdefault(it.request.operator, []).append(Place(it.offset, it.offset + it.request.size))
        self.variables = sorted(variables & self.places.keys())
        self.lost: set[int] = set()
        self.arena = Memory()
        self.own: dict[int, Memory] = {}
        for number in self.variables:
            self._make(number, Origin(None, number))

    def invoke(self) -> Iterator[Clash]:
        """Walk one inference, from the application's inputs to what it reads of the outputs."""
        for number in dict.fromkeys((*(self.graph.inputs or ()), *self.unwritten)):
            if number in self.places:
                self._make(number, Origin(None, number))
        for operator in self.graph.operators:
            yield from self._run(operator)
        for number in dict.fromkeys((*(self.graph.outputs or ()), *self.variables)):
            yield from self._check(number, None)

    def _run(self, operator: Operator) -> Iterator[Clash]:
        garbage = Origin(operator.index, None)
        for place in self.scratch.get(operator.index, ()):
            self.arena.write(place.low, [Span(0, place.high - place.low, garbage, 0)])
        runs = moves(self.model, operator)
        if runs is None:
            yield from self._compute(operator)
        else:
            for run in runs:
                yield from self._move(operator, run)
            for number in dict.fromkeys(run.target for run in runs):
                yield from self._check(number, operator.index, inside=True)

    def _move(self, operator: Operator, run: Run) -> Iterator[Clash]:
        """Copy a run on both arenas; two places that meet without being the same are copied in an order that is not known."""
        source, start, target, at, size = run
        if target not in self.places:
            return
        value = (
            self.own[source].read(start, start + size) if source in self.own else (Span(0, size, Origin(None, source), start),)
        )
        self.own.setdefault(target, Memory()).write(at, value)
        to = self.places[target].low + at
        if source not in self.places:
            self.arena.write(to, value)
            return
        yield from self._check(source, operator.index, start, start + size)
        there = self.places[source].low + start
        if there == to:
            return
        if Place(there, there + size).meets(Place(to, to + size)):
            yield Clash(source, start, start + size, operator.index, Origin(operator.index, target), inside=True)
        self.arena.write(to, value)

    def _compute(self, operator: Operator) -> Iterator[Clash]:
        inputs = [number for number in dict.fromkeys(operator.inputs or ()) if number in self.places]
        outputs = [number for number in dict.fromkeys(operator.outputs or ()) if number in self.places]
        for number in inputs:
            yield from self._check(number, operator.index)
        for number in outputs:
            if operator.name != ETHOS_U:  # the command stream says in which order it reads and writes
                yield from self._meetings(operator, number, inputs, outputs)
            self._make(number, Origin(operator.index, number))

    def _meetings(self, operator: Operator, output: int, inputs: list[int], outputs: list[int]) -> Iterator[Clash]:
        """Yield the inputs, other outputs and scratch buffers that an output lies over while its operator runs."""
        place = self.places[output]
        for number in inputs:
            if number != output and place.meets(self.places[number]) and not self._harmless(operator, number, output):
                yield self._inside(operator, number, output)
        for number in outputs:
            if number < output and place.meets(self.places[number]):
                yield self._inside(operator, number, output)
        for other in self.scratch.get(operator.index, ()):
            if place.meets(other):
                low, high = max(place.low, other.low) - place.low, min(place.high, other.high) - place.low
                yield Clash(output, low, high, operator.index, Origin(operator.index, None), inside=True)

    def _harmless(self, operator: Operator, number: int, output: int) -> bool:
        """Return whether the kernel reads each element of an input before it writes that element of the output, and they coincide."""
        if self.places[number] != self.places[output]:
            return False
        return number in in_place.inputs(self.model, operator, self.build)

    def _inside(self, operator: Operator, number: int, output: int) -> Clash:
        mine, theirs = self.places[number], self.places[output]
        low, high = max(mine.low, theirs.low) - mine.low, min(mine.high, theirs.high) - mine.low
        return Clash(number, low, high, operator.index, Origin(operator.index, output), inside=True)

    def _make(self, number: int, origin: Origin) -> None:
        place = self.places[number]
        whole = [Span(0, place.high - place.low, origin, 0)]
        self.arena.write(place.low, whole)
        self.own.setdefault(number, Memory()).write(0, whole)

    def _check(self, number: int, operator: int | None, low: int = 0, high: int = -1, *, inside: bool = False) -> Iterator[Clash]:
        """Compare a tensor's bytes on both arenas; of each tensor only the first loss is reported."""
        if number not in self.places or number in self.lost:
            return
        place = self.places[number]
        high = place.high - place.low if high < 0 else high
        wanted = self.own[number].read(low, high) if number in self.own else ()
        found = difference(wanted, self.arena.read(place.low + low, place.low + high))
        if found is not None:
            self.lost.add(number)
            yield Clash(number, low + found[0], low + found[1], operator, found[2], inside)

    def _size(self, buffer: PlannedBuffer) -> int:
        """Return a tensor's bytes without the planner's rounding, with it where kernels have changed its dims."""
        assert buffer.request.tensor is not None
        exact = byte_size(self.graph.tensors[buffer.request.tensor]) or 0
        return exact if -(-exact // 16) * 16 == buffer.request.size else buffer.request.size
