"""Where blocks of memory go so that the highest end is as low as can be.

A block is rigid: rectangles of bytes and time that keep their distance, as the rows of a tensor that die one after another do, or
an output that is written over its input. Blocks are placed one after another, each at the lowest base that is free; the order
decides. Several orders are tried, then the best is improved by moving what stands highest, or what it stands on, a bounded number of times.
The result is the same on every machine: nothing depends on the clock.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate, pairwise
from operator import add, itemgetter
from typing import TYPE_CHECKING

from tflint.record import Record
from tflint.runtime.tflm.memory_helpers import ALIGNMENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from random import Random

    Intervals = tuple[tuple[int, int], ...]

ROUNDS = 400  # of local search, where no order reaches the bound
LARGE = 8  # blocks of at least an eighth of the bound take turns at both ends
STAY_IN_PILE, TURN = 0.5, 0.25  # odds: of moving a block out of the pile under a high one, of sending it to the other end
WORK = 4_000_000  # forbidden intervals looked at in all, at most


class Rectangle(Record):
    """Bytes from `low` up to `high`, counted from the block's base, held from half-step `first` to half-step `last`, both included."""

    low: int
    high: int
    first: int
    last: int


class Block(Record):
    """A rigid group of rectangles.

    `held` is what its bytes are really needed for. `seen` is what TFLM's planner takes for occupied, whole tensors from their
    first to their last step: only that counts against a block that TFLM places itself (`online`: scratch buffers).
    `height` is the highest end that TFLM counts, bytes.
    """

    held: tuple[Rectangle, ...]
    seen: tuple[Rectangle, ...]
    height: int
    online: bool = False


class Placed(Record):
    """A base for each block, and the highest end, bytes. `bound` is what no placement can go below."""

    bases: tuple[int, ...]
    size: int
    bound: int


def place(blocks: Sequence[Block], enough: int = 0, rounds: int = ROUNDS, first: Sequence[int] = ()) -> Placed:
    """Return the best placement found; stop at the lower bound, or at `enough` bytes, below which nothing is gained.

    `first` is an order to begin with, that of a placement of nearly the same blocks.
    """
    bound = lower_bound(blocks)
    search = _Search(blocks, max(bound, enough))
    search.try_orders(first)
    search.improve(rounds)
    return Placed(tuple(search.bases), search.size, bound)


def union(rectangles: Iterable[Rectangle]) -> tuple[Rectangle, ...]:
    """Return rectangles that hold the same bytes at the same times and do not overlap."""
    given = sorted(rectangles, key=lambda it: (it.low, it.first))
    if len(given) == 1:
        return tuple(it for it in given if it.low < it.high)
    edges = sorted({edge for it in given for edge in (it.low, it.high)})
    open_: dict[tuple[int, int], int] = {}  # (first, last) -> low of a rectangle that still grows
    found = []
    for low, high in pairwise(edges):
        times = _merged((it.first, it.last) for it in given if it.low <= low and high <= it.high)
        found += [Rectangle(open_.pop(life), low, *life) for life in [*open_] if life not in times]
        for life in times:
            open_.setdefault(life, low)
    found += [Rectangle(low, edges[-1], *life) for life, low in open_.items()]
    return tuple(sorted(found))


def _merged(lives: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for first, last in sorted(lives):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = merged[-1][0], max(last, merged[-1][1])
        else:
            merged.append((first, last))
    return merged


def lower_bound(blocks: Sequence[Block]) -> int:
    """Return the most bytes held at one time, which have to lie side by side; at least the tallest block.

    `held` rectangles must not overlap. Where all begin at the alignment, none can use the rest of another's last 16 bytes.
    """
    changes: dict[int, int] = {}
    grain = 1 if any(it.low % ALIGNMENT for block in blocks for it in block.held) else ALIGNMENT
    for block in blocks:
        for low, high, first, last in block.held:
            size = -(-(high - low) // grain) * grain
            changes[first] = changes.get(first, 0) + size
            changes[last + 1] = changes.get(last + 1, 0) - size
    alive = most = 0
    for time in sorted(changes):
        alive += changes[time]
        most = max(most, alive)
    return max(most, max((block.height for block in blocks), default=0))


def forbidden(one: Block, other: Block) -> Intervals:
    """Return the differences of bases (other minus one) at which two blocks collide, as open intervals, merged and sorted."""
    strict = one.online or other.online
    left, right = (one.seen, other.seen) if strict else (one.held, other.held)
    found = [
        (low - high_too, high - low_too)
        for low, high, first, last in left
        for low_too, high_too, first_too, last_too in right
        if first <= last_too and first_too <= last and low < high
    ]
    if len(found) < 2:  # noqa: PLR2004  nothing to merge
        return tuple(found)
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start < merged[-1][1]:
            if end > merged[-1][1]:
                merged[-1] = merged[-1][0], end
        else:
            merged.append((start, end))
    return tuple(merged)


def collisions(blocks: Sequence[Block]) -> list[list[tuple[int, Intervals]]]:
    """Return, for each block, the others that it can collide with and the bases, relative to theirs, that it may not have."""
    found: list[list[tuple[int, Intervals]]] = [[] for _ in blocks]
    spans = [_span(block) for block in blocks]
    order = sorted(range(len(blocks)), key=lambda i: spans[i][0])
    active: list[int] = []
    for i in order:
        block, begin = blocks[i], spans[i][0]
        active = [j for j in active if spans[j][1] >= begin]
        for j in active:
            intervals = forbidden(blocks[j], block)
            if intervals:
                found[i].append((j, intervals))
                found[j].append((i, tuple([(-end, -start) for start, end in reversed(intervals)])))
        active.append(i)
    return found


def _span(block: Block) -> tuple[int, int]:
    rectangles = (*block.held, *block.seen)
    return min([it.first for it in rectangles], default=0), max([it.last for it in rectangles], default=-1)


def _loads(blocks: Sequence[Block], life: list[tuple[int, int]]) -> list[int]:
    """Return, for each block, the most bytes held at any time at which it lives."""
    changes: dict[int, int] = {}
    for block in blocks:
        for low, high, first, last in block.held:
            changes[first] = changes.get(first, 0) + high - low
            changes[last + 1] = changes.get(last + 1, 0) - high + low
    times = sorted(changes)
    totals = list(accumulate(changes[time] for time in times))
    return [
        max((totals[bisect_right(times, first) - 1], *totals[bisect_right(times, first) : bisect_right(times, last)]), default=0)
        if times
        else 0
        for first, last in life
    ]


class _Layout(Record):
    """How blocks are placed: in which order, and which of them go to the highest free base below `ceiling`, not to the lowest."""

    order: list[int]
    high: list[bool]
    ceiling: int


class _Standing(Record):
    """Where blocks came to lie: a base for each, and the block whose end gave it that base (-1: none did)."""

    bases: list[int]
    under: list[int]


class _Search:
    """The best placement so far, and the layout that made it."""

    def __init__(self, blocks: Sequence[Block], target: int) -> None:
        self.blocks = blocks
        self.target = target
        self.others = collisions(blocks)
        self.heights = [block.height for block in blocks]
        self.layout = _Layout(list(range(len(blocks))), [False] * len(blocks), 0)
        self.bases: list[int] = [0] * len(blocks)
        self.size = 1 << 62 if blocks else 0
        self.now = _Standing(self.bases, [-1] * len(blocks))
        self.above = 1 << 62
        self.work = 0

    @property
    def done(self) -> bool:
        return self.size <= self.target or self.work > WORK

    def try_orders(self, first: Sequence[int]) -> None:
        """Try the given order, then the orders that serve most graphs: by height, by area, by time, around the step that holds most; from below and from both ends."""
        blocks, height = self.blocks, self.heights
        area = [sum([(high - low) * (end - begin + 1) for low, high, begin, end in block.held]) for block in blocks]
        life = [_span(block) for block in blocks]
        weight = [sum([end - start for _, intervals in its for start, end in intervals]) for its in self.others]
        load = _loads(blocks, life)
        keys = (
            lambda i: (-height[i], i),
            lambda i: (-area[i], i),
            lambda i: (-height[i], -i),
            lambda i: (life[i][0] - life[i][1], -height[i], i),
            lambda i: (life[i][0], -height[i], i),
            lambda i: (-life[i][1], -height[i], i),
            lambda i: (-weight[i], i),
            lambda i: (-load[i], -height[i], i),
            lambda i: (-load[i], life[i][0], -height[i], i),
            lambda i: (-load[i], life[i][0] - life[i][1], -height[i], i),
        )
        orders = [[*first]] * bool(first) + [sorted(range(len(blocks)), key=key) for key in keys]
        low = [False] * len(blocks)
        turns = self._turns(life)
        for high in (low, turns, [not it for it in turns]):
            for order in orders:
                if self.done:
                    return
                self._try(_Layout(order, high, self.target))
                if high is not low:
                    self._try(_Layout(order, high, self.size - ALIGNMENT))

    def _turns(self, life: list[tuple[int, int]]) -> list[bool]:
        """Return the blocks that go to the top when large ones, in the order in which they are made, take turns."""
        found = [False] * len(self.blocks)
        turn = False
        for i in sorted(range(len(self.blocks)), key=lambda i: (life[i], i)):
            if self.blocks[i].height * LARGE >= self.target:
                found[i] = turn
                turn = not turn
        return found

    def improve(self, rounds: int) -> None:
        """Move a block that ends too high, or one that it stands on, to another place in the order or to the other end; keep what is not worse."""
        if self.done or len(self.blocks) < 2:  # noqa: PLR2004  nothing to exchange
            return
        from random import Random

        random = Random(len(self.blocks))  # noqa: S311  a search, not cryptography; the seed makes it repeatable
        for _ in range(rounds):
            if self.done:
                return
            high = [i for i, base in enumerate(self.now.bases) if base + self.blocks[i].height > self.target]
            pile = self._pile(random.choice(high) if high else random.randrange(len(self.blocks)))
            near = [other for other, _ in self.others[pile[0]]]
            moved = random.choice(pile if not near or random.random() < STAY_IN_PILE else near)
            ceiling = max(self.target, self.size - ALIGNMENT)
            layout = self._turned(moved) if random.random() < TURN else self._reordered(moved, pile, random)
            self._try(layout._replace(ceiling=random.choice((self.target, ceiling, (self.target + ceiling) // 2))))

    def _pile(self, top: int) -> list[int]:
        """Return a block, the one that it stands on, and so on down."""
        pile = [top]
        while self.now.under[pile[-1]] >= 0 and len(pile) < len(self.blocks):
            pile.append(self.now.under[pile[-1]])
        return pile

    def _turned(self, block: int) -> _Layout:
        """Return the layout with one block at the other end."""
        high = [*self.layout.high]
        high[block] = not high[block]
        return self.layout._replace(high=high)

    def _reordered(self, block: int, pile: list[int], random: Random) -> _Layout:
        """Return the layout with one block in the place of another: one of the pile, or one that it can collide with."""
        order = [*self.layout.order]
        other = random.choice(pile + [it for it, _ in self.others[block]])
        place = order.index(other) if other != block else random.randrange(len(order))
        order.remove(block)
        order.insert(place, block)
        return self.layout._replace(order=order)

    def _try(self, layout: _Layout) -> None:
        """Place; go on from a layout whose blocks reach less far above the target, all together, and remember the lowest."""
        now = self._placed(layout)
        ends, target = list(map(add, now.bases, self.heights)), self.target
        above = sum([end - target for end in ends if end > target])
        if above <= self.above:
            self.layout, self.above, self.now = layout, above, now
        if max(ends, default=0) < self.size:
            self.bases, self.size = now.bases, max(ends)

    def _placed(self, layout: _Layout) -> _Standing:
        bases, under = [-1] * len(self.blocks), [-1] * len(self.blocks)
        order, high, ceiling = layout
        for i in order:
            taken = [
                (base + start, base + end, j)
                for j, intervals in self.others[i]
                if (base := bases[j]) >= 0
                for start, end in intervals
                if base + end > 0
            ]
            self.work += len(taken)
            base = _highest(taken, ceiling - self.heights[i]) if high[i] else -1
            bases[i], under[i] = (base, -1) if base >= 0 else _lowest(taken)
        return _Standing(bases, under)


def _lowest(taken: list[tuple[int, int, int]]) -> tuple[int, int]:
    """Return the lowest aligned base outside of all these open intervals, and whose interval lies below it (-1: none)."""
    taken.sort()
    base, under = 0, -1
    for start, end, block in taken:
        if base <= start:
            break
        if base < end:
            base, under = -(-end // ALIGNMENT) * ALIGNMENT, block
    return base, under


def _highest(taken: list[tuple[int, int, int]], limit: int) -> int:
    """Return the highest aligned base up to `limit` outside of all these open intervals; negative where there is none."""
    taken.sort(key=itemgetter(1), reverse=True)
    base = limit // ALIGNMENT * ALIGNMENT
    for start, end, _ in taken:
        if base >= end:
            break
        if base > start:
            base = start // ALIGNMENT * ALIGNMENT
    return base
