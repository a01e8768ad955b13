"""From chosen segments to a graph: every band's SLICE, its operators on the same weights, and the CONCATENATION of what they make."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.fit.draft import Drafting
from tflint.fit.stripes.rows import Padding, Pointwise
from tflint.fit.stripes.sweep import sweeps

if TYPE_CHECKING:
    from tflint.fit.draft import Draft
    from tflint.fit.stripes.chain import Chain
    from tflint.fit.stripes.rows import Band, Rows
    from tflint.fit.stripes.shape import Segment, Shape
    from tflint.fit.stripes.sweep import Sweep
    from tflint.model.view import Operator

MOST_INPUTS = 10  # of one CONCATENATION (micro/kernels/concatenation.cc, kMaxInputNum)


def build(chain: Chain, shape: Shape) -> Draft | None:
    """Return the graph in this shape; None where a band cannot be fed."""
    drafting = Drafting(chain.model)
    starts = {segment.first: segment for segment in shape.segments}
    backwards = {segment.first: bool(shape.turned >> place & 1) for place, segment in enumerate(shape.segments)}
    index = 0
    while index < len(chain.graph.operators):
        segment = starts.get(index)
        if segment is None:
            drafting.keep(chain.graph.operators[index])
            index += 1
            continue
        if not _Stripes(chain, drafting, segment, trim=shape.trim, backwards=backwards[index]).add():
            return None
        index = segment.last + 1
    return drafting.finish()


class _Stripes:
    """One segment's bands."""

    def __init__(self, chain: Chain, drafting: Drafting, segment: Segment, *, trim: bool, backwards: bool) -> None:
        self.chain = chain
        self.drafting = drafting
        self.segment = segment
        self.trim = trim
        self.backwards = backwards
        source = chain.source(segment.first, segment.last)
        assert source is not None
        self.source = source
        self.output = chain.output(segment.last)

    def add(self) -> bool:
        """Add all bands and join them; report whether every band could be fed."""
        bands = self.chain.bands(self.output, self.segment.bands)
        found = None if bands is None else sweeps(self.chain, self.segment.first, self.segment.last, bands)
        if bands is None or found is None:
            return False
        order = list(zip(found, bands, strict=True))
        parts = [self._band(sweep, rows) for sweep, rows in (reversed(order) if self.backwards else order)]
        parts = parts[::-1] if self.backwards else parts
        self._join(parts, bands)
        return True

    def _band(self, sweep: Sweep, rows: Rows) -> int:
        """Add one band's operators; return the tensor that holds its rows of the segment's output."""
        height = self.chain.tensor(self.source).shape[1]
        there: dict[int, tuple[int, Rows]] = {self.source: (self.source, (0, height))}
        cuts: dict[tuple[int, Rows], int] = {}
        for index in range(self.segment.first, self.segment.last + 1):
            operator = self.chain.graph.operators[index]
            fed = self._fed(index, sweep, there, cuts)
            inputs = tuple(self._cut(number, fed, there, cuts) if number in there else number for number in operator.inputs or ())
            band = self._run(index, fed)
            output = self.chain.output(index)
            number = self.drafting.rows(output, band.made)
            there[output] = number, band.made
            self._again(operator, index, fed, inputs, number)
        return self._cut(self.output, rows, there, cuts)

    def _fed(self, index: int, sweep: Sweep, there: dict[int, tuple[int, Rows]], cuts: dict[tuple[int, Rows], int]) -> Rows:
        """Return the rows to feed: what is needed, or all that is there where that does as well and needs no SLICE."""
        needed = sweep.fed[index]
        reads, rule = self.chain.reads[index], self.chain.maps[index]
        inner = [there[number][1] for number in reads if number != self.source]
        if self.trim or not inner or rule is None or isinstance(rule, Padding):
            return needed
        common = max(low for low, _ in inner), min(high for _, high in inner)
        if common not in inner or (self.source in reads and (self.source, common) not in cuts):
            return needed
        band, wanted = rule.run(common), sweep.made[index].made
        serves = band is not None and band.made[0] <= wanted[0] and wanted[1] <= band.made[1]
        return common if serves and self._right(index, common, sweep) else needed

    def _right(self, index: int, fed: Rows, sweep: Sweep) -> bool:
        """Return whether a larger band gets right at least what the smaller one does."""
        larger, smaller = self._run(index, fed), self._run(index, sweep.fed[index])
        if isinstance(self.chain.maps[index], Pointwise):
            return True
        return larger.good[0] <= smaller.good[0] and smaller.good[1] <= larger.good[1]

    def _run(self, index: int, fed: Rows) -> Band:
        rule = self.chain.maps[index]
        assert rule is not None
        band = rule.run(fed)
        assert band is not None
        return band

    def _cut(self, tensor: int, rows: Rows, there: dict[int, tuple[int, Rows]], cuts: dict[tuple[int, Rows], int]) -> int:
        """Return a tensor with these rows of what is there of `tensor`, cut out where there are more."""
        number, present = there[tensor]
        if present == rows:
            return number
        if (tensor, rows) not in cuts:
            cuts[tensor, rows] = self.drafting.rows(tensor, rows)
            self.drafting.cut(number, rows[0] - present[0], rows[1] - present[0], cuts[tensor, rows])
        return cuts[tensor, rows]

    def _again(self, operator: Operator, index: int, fed: Rows, inputs: tuple[int, ...], output: int) -> None:
        rule = self.chain.maps[index]
        if isinstance(rule, Padding):
            above, below = rule.added(fed)
            whole = self.drafting.paddings(operator)
            values = (*whole[:2], above, below, *whole[4:])
            inputs = (inputs[0], self.drafting.constant(*values, shape=(4, 2)))
        self.drafting.again(operator, inputs, (output,))

    def _join(self, parts: list[int], bands: tuple[Rows, ...]) -> None:
        """Concatenate the bands, ten at most at a time."""
        rows = list(bands)
        while len(parts) > MOST_INPUTS:
            groups = [(parts[k : k + MOST_INPUTS], rows[k : k + MOST_INPUTS]) for k in range(0, len(parts), MOST_INPUTS)]
            parts, rows = [], []
            for members, spans in groups:
                span = spans[0][0], spans[-1][1]
                number = members[0] if len(members) == 1 else self.drafting.rows(self.output, span)
                if len(members) > 1:
                    self.drafting.join(members, number)
                parts.append(number)
                rows.append(span)
        self.drafting.join(parts, self.output)
