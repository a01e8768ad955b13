"""LinearMemoryPlanner: one buffer after the other."""

from tflint.runtime.plan import BufferRequest
from tflint.runtime.tflm import linear_memory_planner


def request(size: int, first: int = 0, last: int = 0) -> BufferRequest:
    return BufferRequest("tensor", 0, None, None, "t", size, first, last)


def test_nothing_takes_nothing() -> None:
    assert linear_memory_planner.plan([]) == ()


def test_no_two_buffers_share_memory_whenever_they_live() -> None:
    assert linear_memory_planner.plan([request(16), request(32, 5, 6), request(0), request(48)]) == (0, 16, 48, 48)
