"""Which segments to stripe: for each limit on the head the cheapest set of segments that keeps to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.fit.stripes.segments import segments
from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.fit.stripes.chain import Chain
    from tflint.fit.stripes.shape import Segment

LABELS = 12  # partial choices kept at an operator, cheapest first
LIMITS = 40  # heads tried


class Choice(Record):
    """Segments that do not overlap, and what they come to: the head they allow, MACs and tail bytes more."""

    segments: tuple[Segment, ...]
    head: int
    macs: int
    tail: int


def choices(chain: Chain, budget: int) -> list[Choice]:
    """Return the choices worth building, by what head and tail come to together; the empty one is left out."""
    floor = max((peak for peak, rule in zip(chain.peaks, chain.maps, strict=True) if rule is None), default=0)
    found = [it for it in segments(chain, floor, budget) if it.peak < max(chain.peaks[it.first : it.last + 1])]
    by_first: dict[int, list[Segment]] = {}
    for segment in sorted(found, key=lambda it: (it.first, it.last, it.peak, it.tail)):
        by_first.setdefault(segment.first, []).append(segment)
    limits = sorted({peak for peak in (*chain.peaks, *(it.peak for it in found)) if peak >= floor})
    if len(limits) > LIMITS:
        limits = [limits[round(k * (len(limits) - 1) / (LIMITS - 1))] for k in range(LIMITS)]
    results = {choice.segments: choice for limit in limits for choice in _under(chain, by_first, limit, budget)}
    return sorted((it for it in results.values() if it.segments), key=lambda it: (it.head + it.tail, it.macs))


def _under(chain: Chain, by_first: dict[int, list[Segment]], limit: int, budget: int) -> Iterator[Choice]:
    """Yield the cheapest choices with which no operator needs more head than `limit`."""
    count = len(chain.peaks)
    labels: list[list[Choice]] = [[] for _ in range(count + 1)]
    labels[0] = [Choice((), 0, 0, 0)]
    for index in range(count):
        here = labels[index] = _best(labels[index])
        if not here:
            continue
        if chain.peaks[index] <= limit:
            labels[index + 1] += [it._replace(head=max(it.head, chain.peaks[index])) for it in here]
        for segment in by_first.get(index, ()):
            if segment.peak > limit:
                continue
            for it in here:
                if it.macs + segment.macs <= budget:
                    labels[segment.last + 1].append(
                        Choice(
                            (*it.segments, segment), max(it.head, segment.peak), it.macs + segment.macs, it.tail + segment.tail
                        )
                    )
    yield from _best(labels[count])[:3]


def _best(labels: list[Choice]) -> list[Choice]:
    """Return the labels that no other beats in both tail and MACs, at most so many."""
    kept: list[Choice] = []
    for label in sorted(labels, key=lambda it: (it.tail, it.macs)):
        if not kept or label.macs < kept[-1].macs:
            kept.append(label)
    return kept[:LABELS]
