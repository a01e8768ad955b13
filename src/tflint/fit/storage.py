"""Tensors that share memory: views, outputs written over an input, rows that die one after another.

Tensors are gathered into groups that keep their distance. Two may overlap where they hold the same bytes (one is cut out of the
other, or becomes part of it) or where the one is dead before the other is written. Time counts in half-steps: operator k reads at
2k and writes at 2k + 1, and an operator that is not known to be safe in place holds its inputs and outputs at both.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from tflint.fit.contents import contents, copies_of, equal
from tflint.fit.copies import bytes_of
from tflint.fit.placement import Block, Rectangle, union
from tflint.record import Record
from tflint.runtime.tflm.memory_helpers import align_up

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tflint.fit.copies import Copy
    from tflint.model.view import Model
    from tflint.runtime.plan import BufferRequest


class Use(Record):
    """An operator that reads a tensor: `copies` where it only copies parts of it, empty where it reads all of it."""

    step: int
    copies: tuple[Copy, ...]


class Buffer(Record):
    """A tensor that the planner places: its bytes, the step that writes it (0: before the first operator), who reads it.

    `request` is TFLM's view of it. `kept` says that it is read after the last operator: an output of the graph.
    """

    tensor: int
    size: int
    written: int
    uses: tuple[Use, ...]
    kept: bool
    request: BufferRequest


class Storage:
    """The groups of one graph. `share` tries to put two tensors at a fixed distance and refuses what would lose a byte."""

    def __init__(self, model: Model, requests: Sequence[BufferRequest], *, alignment: int, keep_inputs: bool = False) -> None:
        self.alignment = alignment
        self.end = 2 * len(model.subgraphs[0].operators) + 3  # a half-step after the last operator
        self.copies = copies_of(model)
        self.contents = contents(model, self.copies)
        self.buffers = {it.tensor: it for it in _buffers(model, requests, self.copies, keep_inputs=keep_inputs)}
        self.online = [it for it in requests if it.tensor is None]
        self.group = {tensor: tensor for tensor in self.buffers}
        self.members = {tensor: {tensor: 0} for tensor in self.buffers}
        self.over: dict[int, int] = {}  # an output written over an input: output -> input
        self._held: dict[int, tuple[Rectangle, ...]] = {}

    def view(self, copy: Copy) -> bool:
        """Put a copied piece onto itself; report whether that was possible."""
        if copy.source not in self.buffers or copy.target not in self.buffers:
            return False
        return self._share(copy.source, copy.target, copy.start - copy.at)

    def in_place(self, source: int, target: int) -> bool:
        """Write an output over an input of the same size; report whether that was possible."""
        if source not in self.buffers or target not in self.buffers or target in self.over:
            return False
        if self.buffers[source].size != self.buffers[target].size or self.group[source] == self.group[target]:
            return False
        self.over[target] = source
        if self._share(source, target, 0):
            return True
        del self.over[target]
        return False

    def blocks(self) -> tuple[list[Block], list[dict[tuple[int, int], int]]]:
        """Return the blocks to be placed, and for each the tensors in it, as (subgraph, tensor), with their distance from its base."""
        blocks: list[Block] = []
        places: list[dict[tuple[int, int], int]] = []
        for members in self.members.values():
            lowest = min(members.values())
            place = {tensor: at - lowest for tensor, at in members.items()}
            held = [moved(rectangle, at) for tensor, at in place.items() for rectangle in self.held(tensor)]
            seen = [_seen(self.buffers[tensor].request, at) for tensor, at in place.items()]
            blocks.append(Block(union(held), union(seen), max(it.high for it in seen)))
            places.append({(0, tensor): at for tensor, at in place.items()})
        for request in self.online:
            step = 0 if request.operator is None else request.operator + 1
            lives = (Rectangle(0, request.size, 2 * step, 2 * step + 1),)  # by our count; some runtimes begin with another one
            blocks.append(Block(lives, (_seen(request, 0),), request.size, online=True))
            places.append({})
        return blocks, places

    def held(self, tensor: int) -> tuple[Rectangle, ...]:
        """Return when which bytes of a tensor are needed, given which of its readers only look at their own memory."""
        found = self._held.get(tensor)
        if found is None:
            found = self._held[tensor] = tuple(self._rectangles(self.buffers[tensor]))
        return found

    def _rectangles(self, buffer: Buffer) -> Iterable[Rectangle]:
        if not (buffer.written or buffer.uses or buffer.kept):
            return ()  # planned by TFLM anyway, and never looked at
        first = 0 if not buffer.written else 2 * buffer.written + (buffer.tensor in self.over)
        whole = self.end if buffer.kept else first
        parts = []
        for use in buffer.uses:
            for low, high in self._read(buffer, use):
                until = 2 * use.step + 1 - self._dies_at(buffer.tensor, use)
                if (low, high) == (0, buffer.size):
                    whole = max(whole, until)
                else:
                    parts.append((low, high, until))
        # what an operator writes it writes in full, also what nobody reads
        whole = max(whole, 2 * buffer.written + 1 if buffer.written else 0)
        return _skyline(buffer.size, first, whole, parts)

    def _read(self, buffer: Buffer, use: Use) -> list[tuple[int, int]]:
        if not use.copies:
            return [(0, buffer.size)]
        return [(copy.start, copy.start + copy.size) for copy in use.copies]

    def _dies_at(self, tensor: int, use: Use) -> bool:
        """Return whether the operator writes its output over this tensor, which so is gone before the output is written."""
        return any(
            self.over.get(output) == tensor and self.buffers[output].written == use.step for output in self._outputs(tensor)
        )

    def _outputs(self, tensor: int) -> list[int]:
        return [output for output, source in self.over.items() if source == tensor]

    def _share(self, one: int, other: int, distance: int) -> bool:
        """Join the groups of two tensors, the other `distance` bytes further on."""
        left, right = self.group[one], self.group[other]
        if left == right:
            return self.members[left][other] - self.members[left][one] == distance
        shift = self.members[left][one] + distance - self.members[right][other]
        if shift % self.alignment:
            return False
        self._held.clear()
        if self._clash(self.members[left], {tensor: at + shift for tensor, at in self.members[right].items()}):
            self._held.clear()
            return False
        for tensor, at in self.members.pop(right).items():
            self.members[left][tensor] = at + shift
            self.group[tensor] = left
        return True

    def _clash(self, left: Mapping[int, int], right: Mapping[int, int]) -> bool:
        return any(self._meet(a, at, b, bt) for a, at in left.items() for b, bt in right.items())

    def _meet(self, one: int, at: int, other: int, bt: int) -> bool:
        """Return whether two tensors hold different bytes in one place at one time."""
        if at + self.buffers[one].size <= bt or bt + self.buffers[other].size <= at:
            return False
        for a in self.held(one):
            for b in self.held(other):
                low, high = max(a.low + at, b.low + bt), min(a.high + at, b.high + bt)
                if low < high and a.first <= b.last and b.first <= a.last:
                    pieces = self.contents[one], self.contents[other]
                    if not equal(*pieces, low - at, high - at, at - bt):
                        return True
        return False


def moved(rectangle: Rectangle, by: int) -> Rectangle:
    """Return a rectangle further on in memory."""
    return rectangle._replace(low=rectangle.low + by, high=rectangle.high + by)


def _seen(request: BufferRequest, at: int) -> Rectangle:
    return Rectangle(at, at + request.size, 2 * request.first, 2 * request.last + 1)


def _buffers(
    model: Model, requests: Sequence[BufferRequest], moved_by: Mapping[int, tuple[Copy, ...]], *, keep_inputs: bool
) -> Iterable[Buffer]:
    graph = model.subgraphs[0]
    uses: dict[int, list[Use]] = {}
    written: dict[int, int] = {}
    for step, operator in enumerate(graph.operators, 1):
        moves = moved_by.get(operator.index, ())
        for number in set(operator.inputs or ()):
            mine = tuple(copy for copy in moves if copy.source == number)
            if mine or not moves:
                uses.setdefault(number, []).append(Use(step, mine))
        for number in operator.outputs or ():
            written.setdefault(number, step)
    kept = set(graph.outputs or ()) | (set(graph.inputs or ()) if keep_inputs else set())
    for request in requests:
        tensor = request.tensor
        if tensor is not None:
            size = exact_size(model, request)
            yield Buffer(tensor, size, written.get(tensor, 0), tuple(uses.get(tensor, ())), kept=tensor in kept, request=request)


def exact_size(model: Model, request: BufferRequest) -> int:
    """Return a tensor's bytes without the planner's rounding, or with it where its dims are not those of the file."""
    assert request.tensor is not None
    size = bytes_of(model.subgraphs[request.subgraph].tensors[request.tensor])
    return size if align_up(size) == request.size else request.size


def _skyline(size: int, first: int, whole: int, parts: list[tuple[int, int, int]]) -> Iterable[Rectangle]:
    """Yield disjoint rectangles: every byte until the last of its readers."""
    edges = sorted({0, size, *(edge for low, high, _ in parts for edge in (low, high))})
    held: Rectangle | None = None
    for low, high in pairwise(edges):
        until = max((it for start, end, it in parts if start <= low and high <= end), default=whole)
        until = max(until, whole)
        if held is not None and held.last == until:
            held = held._replace(high=high)
            continue
        if held is not None:
            yield held
        held = Rectangle(low, high, first, until)
    if held is not None:
        yield held
