"""(size, first, last) -> offsets, as TFLM's LinearMemoryPlanner places them: one after the other (linear_memory_planner.cc).

MicroInterpreter takes it where `preserve_all_tensors` is asked for, so that every tensor can be looked at after Invoke().
"""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tflint.runtime.plan import BufferRequest

MOST_BUFFERS = 1024  # kMaxBufferCount


def plan(requests: Sequence[BufferRequest]) -> tuple[int, ...]:
    """Return an offset for each request, bytes: the sum of the sizes before it."""
    return tuple(accumulate((request.size for request in requests[:-1]), initial=0)) if requests else ()
