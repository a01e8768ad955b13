"""(size, first, last) -> offsets, as TFLM's GreedyMemoryPlanner places them (greedy_memory_planner.cc).

The largest buffer goes to offset 0. Every next one, in descending order of size, goes to the lowest gap that is free of all
buffers placed before it and alive at some step that it is alive at. Among equal sizes the one added later comes first.
Offline-planned buffers come before all others and keep their offset. Nothing is promised about being optimal.
"""

from __future__ import annotations

from bisect import insort
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tflint.runtime.plan import BufferRequest


def plan(requests: Sequence[BufferRequest]) -> tuple[int, ...]:
    """Return an offset for each request, bytes."""
    offsets = [0] * len(requests)
    placed: list[tuple[int, int, int, int]] = []
    for index in placing_order(requests):
        request = requests[index]
        offset = request.offset
        if offset is None:
            offset = _first_fit(placed, request.size, request.first, request.last)
        offsets[index] = offset
        insort(placed, (offset, offset + request.size, request.first, request.last))
    return tuple(offsets)


def size(requests: Sequence[BufferRequest], offsets: Sequence[int]) -> int:
    """Return the bytes that a plan takes: the highest end of any buffer (GetMaximumMemorySize)."""
    return max((offset + request.size for request, offset in zip(requests, offsets, strict=True)), default=0)


def placing_order(requests: Sequence[BufferRequest]) -> list[int]:
    """Return the requests' indices in the order in which they are placed."""
    offline = [index for index, request in enumerate(requests) if request.offset is not None]
    online = [index for index, request in enumerate(requests) if request.offset is None]
    return offline + sorted(reversed(online), key=lambda index: -requests[index].size)


def _first_fit(placed: list[tuple[int, int, int, int]], size: int, first: int, last: int) -> int:
    candidate = 0
    for offset, end, born, died in placed:
        if born <= last and first <= died:
            if offset - candidate >= size:
                break
            candidate = max(candidate, end)
    return candidate
