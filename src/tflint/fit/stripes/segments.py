"""The segments that can run in bands, and what each costs: its peak, the multiplications done twice, the bytes in the tail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.fit.stripes.shape import Segment
from tflint.fit.stripes.sweep import Sweep
from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.fit.stripes.chain import Chain

COUNTS = (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 20, 24)  # of bands
LONGEST = 48  # operators


def segments(chain: Chain, budget: int) -> Iterator[Segment]:
    """Yield the segments with at most `budget` MACs more and with an operator that needs more than no stripes can save."""
    for last, rule in enumerate(chain.maps):
        output = chain.output(last)
        if rule is None or output not in chain.size:
            continue
        for count in COUNTS:
            bands = chain.bands(output, count)
            if bands is not None:
                yield from _Ending(chain, last, [Sweep(chain, last, rows) for rows in bands]).ever_longer(budget)


class _Waiting(Record):
    """What a segment's ends hold: `row` bytes of the input's rows, of which those from `lows` on are read by each band."""

    source: int
    readers: tuple[int, ...]
    lows: tuple[int, ...]


class _Ending:
    """The segments that end at one operator in one number of bands."""

    def __init__(self, chain: Chain, last: int, sweeps: list[Sweep]) -> None:
        self.chain = chain
        self.last = last
        self.sweeps = sweeps
        self.macs = self.tail = 0

    def ever_longer(self, budget: int) -> Iterator[Segment]:
        """Yield segments, each an operator longer, until they multiply too much."""
        chain, count = self.chain, len(self.sweeps)
        for first in range(self.last, max(self.last - LONGEST, -1), -1):
            if not all(sweep.back(first) for sweep in self.sweeps):
                return
            self._add(first)
            if self.macs > budget:
                return
            source = chain.source(first, self.last)
            whole = max(chain.peaks[first : self.last + 1])
            if source is not None and source in chain.size and whole > chain.floor:
                ends = (chain.costs.join + chain.costs.slice) * count
                yield Segment(first, self.last, count, self._peak(first, source, whole), self.macs, self.tail + ends)

    def _add(self, first: int) -> None:
        """Count one more operator: the rows that its bands make beyond the whole, and what each band keeps in the tail."""
        chain = self.chain
        rows = sum(sweep.made[first].made[1] - sweep.made[first].made[0] for sweep in self.sweeps)
        height = chain.tensor(chain.output(first)).shape[1]
        self.macs += chain.costs.macs[first] * (rows - height) // height
        trims = sum(sweep.trims(first) for sweep in self.sweeps)
        self.tail += chain.costs.tail[first] * (len(self.sweeps) - 1) + chain.costs.slice * trims

    def _peak(self, first: int, source: int, whole: int) -> int:
        """Return the most bytes of the head at any time within a segment: what lies side by side, gaps not counted.

        Where a band needs as much as the `whole`, so that nothing is gained, the others are not looked at.
        """
        readers = tuple(index for index in self.chain.readers[source] if first <= index <= self.last)
        waiting = _Waiting(source, readers, tuple(min(sweep.fed[index][0] for index in readers) for sweep in self.sweeps))
        alongside = self.chain.bystanders(first, self.last, source)
        peak = ends = 0
        for place in range(len(self.sweeps)):
            if peak + alongside >= whole:
                break
            for index in range(first, self.last + 1):
                read, inner, done = self._at(place, index, first, waiting)
                # TFLM keeps a scratch buffer clear of the ends as wholes, whichever of their rows are needed
                ends = max(ends, read + done)
                scratch = self.chain.costs.scratch[index]
                peak = max(peak, read + done + inner, ends + inner + scratch if scratch else 0)
        return peak + alongside

    def _at(self, place: int, index: int, first: int, waiting: _Waiting) -> tuple[int, int, int]:
        """Return the bytes that the input's rows, the tensors inside and the output's rows take while an operator of a band runs."""
        chain, sweep, output = self.chain, self.sweeps[place], self.chain.output(self.last)
        height = chain.tensor(waiting.source).shape[1]
        later = min(waiting.lows[place + 1 :], default=height)
        low = min((sweep.fed[it][0] for it in waiting.readers if it >= index), default=height)
        stays = chain.last(waiting.source) > self.last
        read = chain.size[waiting.source] if stays else (height - min(low, later)) * chain.row_bytes(waiting.source)
        over = chain.shared[index] if waiting.source not in chain.reads[index] else -1
        inside = (t for t in chain.alive[index] if first <= chain.maker.get(t, -1) <= index and t not in {output, over})
        inner = sum(sweep.bytes_made(t) for t in inside)
        if index == self.last:
            inner += sweep.bytes_made(output)
        whole = index == self.last and sweep.made[index].made != sweep.rows  # it is copied into its place
        return read, inner, sweep.rows[whole] * chain.row_bytes(output)
