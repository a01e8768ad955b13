"""The graph as segments see it: computed tensors only, with who makes and reads them and how long they are needed."""

from __future__ import annotations

from itertools import pairwise
from math import gcd
from typing import TYPE_CHECKING

from tflint.fit.copies import bytes_of, copies
from tflint.fit.stripes.rows import feed
from tflint.fit.stripes.rules import RANK, row_map

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.fit.offline_plan import Layout
    from tflint.fit.stripes.costs import Costs
    from tflint.fit.stripes.rows import Rows
    from tflint.model.view import Model, Operator, Tensor


class Chain:
    """Subgraph 0 of a model and what its operators cost; tensors and operators go by their numbers.

    `maps` says how each operator works along the rows (None: not in bands), `reads` which tensors it reads, `alive` which are
    needed while it runs, `peaks` how many bytes of head that takes at least; `floor` is the highest peak of those that cannot run in bands.
    """

    def __init__(self, model: Model, costs: Costs, layout: Layout) -> None:
        self.model = model
        self.costs = costs
        self.layout = layout
        self.graph = model.subgraphs[0]
        operators, inputs = self.graph.operators, self.graph.inputs or ()
        self.maps = tuple(row_map(model, operator) for operator in operators)
        self.reads = tuple(tuple(self._activations(operator)) for operator in operators)
        self.kept = set(self.graph.outputs or ()) | (set(inputs) if layout.keep_inputs else set())
        self.maker = {number: operator.index for operator in operators for number in operator.outputs or ()}
        self.readers: dict[int, list[int]] = {}
        for index, numbers in enumerate(self.reads):
            for number in numbers:
                self.readers.setdefault(number, []).append(index)
        self.size = {number: bytes_of(self.graph.tensors[number]) for number in {*self.maker, *self.readers, *inputs}}
        self.alive = self._alive()
        self.shared = tuple(self._shared(operator) for operator in operators)
        self.peaks = tuple(self._peak(index) for index in range(len(operators)))
        self.floor = max((peak for peak, rule in zip(self.peaks, self.maps, strict=True) if rule is None), default=0)
        self._fed: dict[tuple[int, Rows, Rows], Rows | None] = {}

    def tensor(self, number: int) -> Tensor:
        """Return a tensor of the graph."""
        return self.graph.tensors[number]

    def output(self, index: int) -> int:
        """Return the first output of an operator, -1 where it has none."""
        return (self.graph.operators[index].outputs or (-1,))[0]

    def last(self, number: int) -> int:
        """Return the last operator that needs a tensor; one more than there are for an output of the graph."""
        if number in self.kept:
            return len(self.graph.operators)
        return max(self.readers.get(number, [self.maker.get(number, 0)]))

    def fed(self, index: int, made: Rows, good: Rows) -> Rows | None:
        """Return the band that an operator must be fed, remembered."""
        key = index, made, good
        if key not in self._fed:
            rule = self.maps[index]
            self._fed[key] = None if rule is None else feed(rule, made, good)
        return self._fed[key]

    def row_bytes(self, number: int) -> int:
        """Return the bytes of one row of a tensor."""
        return self.size[number] // self.tensor(number).shape[1]

    def bands(self, number: int, count: int) -> tuple[Rows, ...] | None:
        """Return `count` bands of about equal height that begin at aligned bytes; None where a tensor has not so many."""
        height, step = self.tensor(number).shape[1], self.layout.alignment // gcd(self.layout.alignment, self.row_bytes(number))
        edges = [min(round(height * k / count / step) * step, height) for k in range(count)] + [height]
        return None if any(low >= high for low, high in pairwise(edges)) else tuple(pairwise(edges))

    def source(self, first: int, last: int) -> int | None:
        """Return the one tensor that operators `first` to `last` read from outside, None where they cannot be a segment."""
        outside = {
            number for index in range(first, last + 1) for number in self.reads[index] if self.maker.get(number, -1) < first
        }
        if len(outside) != 1:
            return None
        (number,) = outside
        made = [output for index in range(first, last) for output in self.graph.operators[index].outputs or ()]
        shape = self.tensor(number).shape
        return number if all(self.last(output) <= last for output in made) and len(shape) == RANK and shape[0] == 1 else None

    def bystanders(self, first: int, last: int, source: int) -> int:
        """Return the bytes of tensors that live through a segment and have no part in it."""
        through = (t for t in self.alive[first] if t != source and self.last(t) > last and self.maker.get(t, -1) < first)
        return sum(self.size[t] for t in through)

    def _peak(self, index: int) -> int:
        return sum(self.size[t] for t in self.alive[index]) + self.costs.scratch[index] - self.size.get(self.shared[index], 0)

    def _shared(self, operator: Operator) -> int:
        """Return the output that an operator can write over an input that nobody needs any more; -1 where it has none."""
        moves = copies(self.model, operator)
        whole = [copy.source for copy in moves if len(moves) == 1 and copy.size == self.size.get(copy.source)]
        sources = (*whole, *self.layout.under(self.model, operator))
        dying = any(self.last(number) == operator.index for number in sources if number in self.size)
        return self.output(operator.index) if dying else -1

    def _activations(self, operator: Operator) -> Iterator[int]:
        for number in dict.fromkeys(operator.inputs or ()):
            if number >= 0 and not self.model.is_constant(self.graph.tensors[number]):
                yield number

    def _alive(self) -> list[list[int]]:
        found: list[list[int]] = [[] for _ in self.graph.operators]
        for number in sorted(self.size):
            for index in range(self.maker.get(number, 0), min(self.last(number) + 1, len(found))):
                found[index].append(number)
        return found
