"""Which segments to stripe: for each limit on the head the cheapest set of segments that keeps to it."""

from __future__ import annotations

from itertools import chain as joined
from itertools import zip_longest
from typing import TYPE_CHECKING

from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tflint.fit.stripes.chain import Chain
    from tflint.fit.stripes.shape import Segment

LABELS = 12  # partial choices kept at an operator, cheapest first
LIMITS = 40  # heads tried
FARES = (80, 0, 400)  # a segment is also charged this part of the highest peak (0: nothing); see choices()


class Choice(Record):
    """Segments that do not overlap, and what they come to: the head they allow, MACs and tail bytes more."""

    segments: tuple[Segment, ...]
    head: int
    macs: int
    tail: int


def choices(chain: Chain, known: Iterable[Segment], budget: int) -> list[Choice]:
    """Return the choices of segments worth building, the empty one left out: first what looks best with each of the fares, then the second best.

    What a segment reads and makes is held as a whole, although rows of the one are done with as rows of the other are made. The more
    segments there are, the farther a placement stays above the head that they allow; how far is not known before, so each segment
    is charged nothing, a little and more.
    """
    found = [it for it in known if it.peak < max(chain.peaks[it.first : it.last + 1])]
    by_first: dict[int, list[Segment]] = {}
    for segment in sorted(found, key=lambda it: (it.first, it.last, it.peak, it.tail)):
        by_first.setdefault(segment.first, []).append(segment)
    limits = sorted({peak for peak in (*chain.peaks, *(it.peak for it in found)) if peak >= chain.floor})
    if len(limits) > LIMITS:
        limits = [limits[round(k * (len(limits) - 1) / (LIMITS - 1))] for k in range(LIMITS)]
    ranked = []
    for fare in FARES:
        paths = _Paths(chain, by_first, budget, max(chain.peaks, default=0) // fare if fare else 0)
        results = {choice.segments: choice for limit in limits for choice in paths.under(limit)}
        ranked.append(sorted((it for it in results.values() if it.segments), key=paths.rank))
    in_turn = joined.from_iterable(zip_longest(*ranked))
    return list({it.segments: it for it in in_turn if it is not None}.values())


class _Paths:
    """The ways through a graph, segment by segment, each segment for a `fare`, bytes."""

    def __init__(self, chain: Chain, by_first: dict[int, list[Segment]], budget: int, fare: int) -> None:
        self.chain = chain
        self.by_first = by_first
        self.budget = budget
        self.fare = fare

    def cost(self, choice: Choice) -> int:
        """Return what a choice adds to the tail, and its fares."""
        return choice.tail + self.fare * len(choice.segments)

    def rank(self, choice: Choice) -> tuple[int, int]:
        """Return what a choice seems to come to."""
        return choice.head + self.cost(choice), choice.macs

    def under(self, limit: int) -> list[Choice]:
        """Return the cheapest choices with which no operator needs more head than `limit`."""
        peaks = self.chain.peaks
        labels: list[list[Choice]] = [[] for _ in range(len(peaks) + 1)]
        labels[0] = [Choice((), 0, 0, 0)]
        for index, peak in enumerate(peaks):
            here = self._best(labels[index])
            if here and peak <= limit:
                labels[index + 1] += [it._replace(head=max(it.head, peak)) for it in here]
            for segment in self.by_first.get(index, ()) if here else ():
                if segment.peak <= limit:
                    labels[segment.last + 1] += self._with(segment, here)
        return self._best(labels[-1])[:3]

    def _with(self, segment: Segment, here: list[Choice]) -> list[Choice]:
        """Return choices with one more segment, as far as the multiplications can be afforded."""
        return [
            Choice((*it.segments, segment), max(it.head, segment.peak), it.macs + segment.macs, it.tail + segment.tail)
            for it in here
            if it.macs + segment.macs <= self.budget
        ]

    def _best(self, labels: list[Choice]) -> list[Choice]:
        """Return the labels that no other beats in both cost and MACs, at most so many."""
        kept: list[Choice] = []
        for label in sorted(labels, key=lambda it: (self.cost(it), it.macs)):
            if not kept or label.macs < kept[-1].macs:
                kept.append(label)
        return kept[:LABELS]
