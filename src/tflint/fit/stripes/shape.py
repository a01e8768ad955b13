"""How a graph is striped."""

from __future__ import annotations

from tflint.record import Record


class Segment(Record):
    """Operators `first` to `last` (both included) in so many `bands`: the most head they need, the MACs they do more, tail bytes more."""

    first: int
    last: int
    bands: int
    peak: int
    macs: int
    tail: int

    @property
    def place(self) -> tuple[int, int, int]:
        """Return the segment without its costs."""
        return self.first, self.last, self.bands


class Shape(Record):
    """Segments in order, which of them run from the last band to the first (bits), and whether false rows are cut at once."""

    segments: tuple[Segment, ...]
    turned: int = 0
    trim: bool = False
