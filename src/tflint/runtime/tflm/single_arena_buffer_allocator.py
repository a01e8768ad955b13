"""The arena's cursors: a head that is resized, temporaries on top of it, a tail that only grows (single_arena_buffer_allocator.cc)."""

from __future__ import annotations

from tflint.runtime.tflm.memory_helpers import ALIGNMENT, align_up


class SingleArenaBufferAllocator:
    """An arena whose start and size are multiples of 16; offsets count from its start, the tail from its end, bytes.

    Nothing is ever refused: instead the allocator remembers the moment since the last `take_peak()` at which low side
    and tail together were largest, because an arena of that size is what TFLM would have needed. A persistent buffer must not
    cross live temporaries; TFLM itself compares it with the head alone, and corrupts them. `accepted` is the smallest arena that
    passes all of TFLM's own checks, `checked` what it must have at least. `events` collects what happens, for comparison with traces of
    the real allocator: `P size align`, `t size align`, `x` (temporaries reset), `R size align` (head resized).
    """

    __slots__ = ("_gaps", "_low", "_need", "_tail", "checked", "events", "head", "tail", "temp")

    def __init__(self, events: list[str] | None = None) -> None:
        self.events = events
        self.head = self.temp = self.tail = 0
        self.checked = self._need = self._low = self._tail = 0
        self._gaps: list[tuple[int, int]] = []

    @property
    def accepted(self) -> int:
        """Return the smallest arena of a multiple of 16 that none of TFLM's checks refuses."""
        arena = align_up(self.checked)
        for start, end in sorted(self._gaps):
            if start <= arena < end:
                arena = align_up(end)
        return arena

    def allocate_persistent_buffer(self, size: int, alignment: int) -> int:
        """Grow the tail; return by how much, padding included."""
        if self.events is not None:
            self.events.append(f"P {size} {alignment}")
        before = self.tail
        self.tail = tail = -(-(before + size) // alignment) * alignment
        checked, need = self.head + tail, self.temp + tail
        if checked > self.checked:  # noqa: PLR1730  as `_see` does it, and below: these two are called for each allocation
            self.checked = checked
        if need > self._need:
            self._need, self._low, self._tail = need, self.temp, tail
        return tail - before

    def allocate_temp(self, *allocations: tuple[int, int]) -> None:
        """Put temporaries on top of the others, (size, alignment) each."""
        if self.events is not None:
            self.events += [f"t {size} {alignment}" for size, alignment in allocations]
        before = temp = self.temp
        for size, alignment in allocations:
            temp = -(-temp // alignment) * alignment + size
        self.temp = temp
        tail = self.tail
        need = temp + tail
        if before + tail > self.checked:
            # in an arena where a persistent buffer has crossed the temporaries, what is left is a negative number: TFLM takes it for a large one
            self._gaps.append((before + tail, need))
        elif need > self.checked:
            self.checked = need
        if need > self._need:
            self._need, self._low, self._tail = need, temp, tail

    def reset_temp_allocations(self) -> None:
        """Take all temporaries back; nothing else ever does."""
        if self.events is not None:
            self.events.append("x")
        self.temp = self.head

    def resize_buffer(self, size: int, alignment: int) -> None:
        """Set the size of the one resizable buffer, which starts at the arena's start."""
        if self.events is not None:
            self.events.append(f"R {size} {alignment}")
        self.head = self.temp = size
        self._see(size, self.tail, size + self.tail)

    def allocate_all_available_as_temp(self, at_least: int) -> None:
        """Take everything between temporaries and tail, both rounded to 16; the taker needs `at_least` bytes of it."""
        if self.events is not None:
            self.events.append(f"t available {ALIGNMENT}")
        self.temp = align_up(self.temp) + at_least
        if at_least:
            self._see(self.temp, align_up(self.tail), self.temp + align_up(self.tail))

    def see_available(self, size: int) -> None:
        """Note that `size` bytes must be left between temporaries and tail, both rounded to 16 (GetAvailableMemory)."""
        low, tail = align_up(self.temp) + size, align_up(self.tail)
        self._see(low, tail, low + tail)

    def see_below(self, low: int, tail: int) -> None:
        """Note that `low` bytes from the start and `tail` bytes from the end must not meet, whatever lies in the head."""
        self._see(low, tail, low + tail)

    def take_peak(self) -> tuple[int, int]:
        """Return (low side, tail) of the tightest moment since the last call."""
        peak = self._low, self._tail
        self._need = self._low = self._tail = 0
        return peak

    def _see(self, low: int, tail: int, checked: int) -> None:
        """Note what an operation needs, and how much of it TFLM checks."""
        self.checked = max(self.checked, checked)
        need = low + tail
        if need > self._need:
            self._need, self._low, self._tail = need, low, tail
