"""(size, first, last) -> offsets, as TFLM's GreedyMemoryPlanner places them (greedy_memory_planner.cc).

The largest buffer goes to offset 0. Every next one, in descending order of size, goes to the lowest gap that is free of all
buffers placed before it and alive at some step that it is alive at. Among equal sizes the one added later comes first.
Offline-planned buffers come before all others and keep their offset. Nothing is promised about being optimal.

TFLM walks a list of all placed buffers for each new one, and so does `_List` where there are few. The same offsets come out of
asking, for the steps that a buffer lives, which bytes are taken: a tree over the steps keeps them as merged spans, so that a chain
of 10,000 buffers is quick. Only the list knows lives that end before they begin, of what is read and only then written.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from typing import TYPE_CHECKING

from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tflint.runtime.plan import BufferRequest

FAN_OUT = 5  # a node of the tree stands for 32 of the level below it
FEW = 256  # buffers up to which walking the list takes less than keeping the tree


def plan(requests: Sequence[BufferRequest], *, later_first: bool = True) -> tuple[int, ...]:
    """Return an offset for each request, bytes. Sizes and offline offsets are not negative.

    Without `later_first` the one of two equal sizes that was added earlier is placed first, as before there were offline plans.
    """
    offsets = [0] * len(requests)
    placed: _List | _Taken = _List() if len(requests) <= FEW else _Taken(max((request.last for request in requests), default=0))
    for index in placing_order(requests, later_first=later_first):
        offsets[index] = placed.place(requests[index])
    return tuple(offsets)


def size(requests: Sequence[BufferRequest], offsets: Sequence[int]) -> int:
    """Return the bytes that a plan takes: the highest end of any buffer (GetMaximumMemorySize)."""
    return max((offset + request.size for request, offset in zip(requests, offsets, strict=True)), default=0)


def placing_order(requests: Sequence[BufferRequest], *, later_first: bool = True) -> list[int]:
    """Return the requests' indices in the order in which they are placed."""
    offline = [index for index, request in enumerate(requests) if request.offset is not None]
    online = [index for index, request in enumerate(requests) if request.offset is None]
    if later_first:
        online.reverse()
    sizes = [request.size for request in requests]
    return offline + sorted(online, key=sizes.__getitem__, reverse=True)  # equals stay in their order


class _List:
    """The placed buffers in the order of their offsets, each as (offset, end, first step, last step)."""

    def __init__(self) -> None:
        self._placed: list[tuple[int, int, int, int]] = []

    def place(self, request: BufferRequest) -> int:
        """Place a buffer, and return its offset."""
        size, first, last, offset = request.size, request.first, request.last, request.offset
        if offset is None:
            offset = self._lowest_gap(size, first, last)
        insort(self._placed, (offset, offset + size, first, last))
        return offset

    def _lowest_gap(self, size: int, first: int, last: int) -> int:
        offset = 0
        for start, end, begun, ended in self._placed:
            if begun <= last and first <= ended:
                if start - offset >= size:
                    break
                if end > offset:  # noqa: PLR1730  the innermost loop: a call would take longer than the rest
                    offset = end
        return offset


class _Spans:
    """Bytes that are taken, as spans that neither touch nor overlap, in ascending order. A span may be empty: a wall of no width."""

    __slots__ = ("ends", "starts")

    def __init__(self, start: int, end: int) -> None:
        self.starts = [start]
        self.ends = [end]

    def add(self, start: int, end: int) -> None:
        starts, ends = self.starts, self.ends
        left = bisect_left(ends, start)
        if left < len(ends) and starts[left] <= start and end <= ends[left]:
            return
        right = bisect_right(starts, end, left)
        if left < right:
            start, end = min(start, starts[left]), max(end, ends[right - 1])
        starts[left:right] = (start,)
        ends[left:right] = (end,)


class _Steps(Record):
    """The fewest tree nodes that cover a range of steps, and the nodes above those."""

    nodes: list[int]
    above: list[int]


class _Tree:
    """A tree over steps 0 to `last`: level 0 has one node per step, each higher one a node for every 32 below it, without a root."""

    def __init__(self, last: int) -> None:
        self.levels = 1
        while last >> (FAN_OUT * self.levels):
            self.levels += 1

    def cover(self, first: int, last: int) -> _Steps:
        """Return the nodes for steps `first` to `last`. A node is its number times the levels, plus its level."""
        return _Steps(list(self._nodes(first, last)), list(self._above(first, last)))

    def _nodes(self, first: int, last: int) -> Iterator[int]:
        level, top, rest = 0, self.levels - 1, (1 << FAN_OUT) - 1
        while first <= last:
            while first <= last and (first & rest or level == top):
                yield first * self.levels + level
                first += 1
            while first <= last and (last + 1) & rest:
                yield last * self.levels + level
                last -= 1
            first, last, level = first >> FAN_OUT, ((last + 1) >> FAN_OUT) - 1, level + 1

    def _above(self, first: int, last: int) -> Iterator[int]:
        for level in range(1, self.levels):
            shift = FAN_OUT * level
            left, right = first >> shift, last >> shift
            if left << shift < first or last < ((left + 1) << shift) - 1:
                yield left * self.levels + level
            if left < right and last < ((right + 1) << shift) - 1:
                yield right * self.levels + level


class _Taken:
    """Which bytes are taken at which steps: `at` a node by the buffers that live through all its steps, `below` it by those of some."""

    def __init__(self, last: int) -> None:
        self.tree = _Tree(last + 1)
        self.at: dict[int, _Spans] = {}
        self.below: dict[int, _Spans] = {}

    def place(self, request: BufferRequest) -> int:
        """Place a buffer, and return its offset."""
        steps = self.tree.cover(request.first + 1, request.last + 1)  # -1 is a step too: that of buffers that nothing mentions
        offset = self.lowest_gap(request.size, steps) if request.offset is None else request.offset
        self.add(offset, offset + request.size, steps)
        return offset

    def add(self, start: int, end: int, steps: _Steps) -> None:
        for table, nodes in ((self.at, steps.nodes), (self.below, steps.above)):
            for node in nodes:
                spans = table.get(node)
                if spans is None:
                    table[node] = _Spans(start, end)
                else:
                    spans.add(start, end)

    def lowest_gap(self, size: int, steps: _Steps) -> int:
        at, below = self.at, self.below
        seen = [at[node] for node in steps.nodes if node in at]
        seen += [below[node] for node in steps.nodes if node in below]
        seen += [at[node] for node in steps.above if node in at]
        offset, settled = 0, 0
        while settled < len(seen):
            settled = 0
            for spans in seen:
                number = bisect_right(spans.ends, offset)
                if number < len(spans.ends) and spans.starts[number] < offset + size:
                    offset = spans.ends[number]
                else:
                    settled += 1
        return offset
