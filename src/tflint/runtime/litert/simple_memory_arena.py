"""The LiteRT interpreter's arena: best fit between buffers that are alive together (simple_memory_arena.cc)."""

from __future__ import annotations

from bisect import insort_right

from tflint.record import Record

ALIGNMENT = 64
"""Both arenas and every tensor in them start at a multiple of this (util.h, kDefaultTensorAlignment)."""

FOREVER = 2**31 - 1
"""The last node of a buffer that is never freed."""


class Allocation(Record):
    """A placed buffer, ordered by its offset; alive from node `first` to node `last`, both included."""

    offset: int
    size: int
    first: int
    last: int


def align(offset: int) -> int:
    """Return the next multiple of the alignment."""
    return -(-offset // ALIGNMENT) * ALIGNMENT


class SimpleMemoryArena:
    """Places buffers one by one; `high_water_mark` is the size that the runtime reports, not rounded up."""

    def __init__(self) -> None:
        self.high_water_mark = 0
        self._active: list[Allocation] = []

    def allocate(self, size: int, first: int, last: int) -> int:
        """Place a buffer and return its offset.

        As in SimpleMemoryArena::Allocate, a gap's waste is measured from the unaligned end of the buffer before it, while
        the comparison uses the aligned one; ties keep the lower gap.
        """
        if size == 0:
            return 0
        offset = self._best_offset(size, first, last)
        self.high_water_mark = max(self.high_water_mark, offset + size)
        insort_right(self._active, Allocation(offset, size, first, last), key=lambda placed: placed.offset)
        return offset

    def _best_offset(self, size: int, first: int, last: int) -> int:
        best, waste, end = None, None, 0
        for placed in self._active:
            if placed.last < first or placed.first > last:
                continue
            start = align(end)
            if start + size <= placed.offset and (waste is None or placed.offset - start < waste):
                best, waste = start, placed.offset - end
            end = max(end, placed.offset + placed.size)
            if waste == 0:
                break
        return align(end) if best is None else best
