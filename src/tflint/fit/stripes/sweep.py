"""A band of a segment's output, followed back through the operators that it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tflint.fit.stripes.chain import Chain
    from tflint.fit.stripes.rows import Band, Rows


class Sweep:
    """For each operator from a segment's last one back: the rows that it is `fed`, and the band that it then has `made`."""

    def __init__(self, chain: Chain, last: int, rows: Rows) -> None:
        self.chain = chain
        self.rows = rows
        self.fed: dict[int, Rows] = {}
        self.made: dict[int, Band] = {}
        self._wanted: dict[int, Rows] = {last: rows}
        self._good: dict[int, Rows] = {last: rows}

    def back(self, index: int) -> bool:
        """Follow the band through one more operator; report whether that is possible."""
        chain, rule = self.chain, self.chain.maps[index]
        if rule is None or index not in self._wanted:
            return False
        fed = chain.fed(index, self._wanted[index], self._good[index])
        band = None if fed is None else rule.run(fed)
        if fed is None or band is None:
            return False
        self.fed[index], self.made[index] = fed, band
        needed = rule.needed(self._good[index])
        for number in chain.reads[index]:
            maker = chain.maker.get(number, -1)
            self._wanted[maker] = hull(self._wanted.get(maker), fed)
            self._good[maker] = hull(self._good.get(maker), needed)
        return True

    def trims(self, index: int) -> int:
        """Return how many SLICEs stand between an operator and those inside that read what it makes."""
        made = self.made[index].made
        inside = [it for it in self.chain.readers.get(self.chain.output(index), ()) if it in self.fed]
        return len({self.fed[it] for it in inside} - {made}) if inside else int(made != self.rows)

    def bytes_made(self, tensor: int) -> int:
        """Return the bytes of the band that a tensor inside the segment holds."""
        low, high = self.made[self.chain.maker[tensor]].made
        return (high - low) * self.chain.row_bytes(tensor)


def hull(one: Rows | None, other: Rows) -> Rows:
    """Return the smallest range that holds both."""
    return other if one is None else (min(one[0], other[0]), max(one[1], other[1]))


def sweeps(chain: Chain, first: int, last: int, bands: tuple[Rows, ...]) -> list[Sweep] | None:
    """Return all bands of a segment followed back to its first operator; None where one cannot be."""
    found = [Sweep(chain, last, rows) for rows in bands]
    return found if all(sweep.back(index) for sweep in found for index in range(last, first - 1, -1)) else None
