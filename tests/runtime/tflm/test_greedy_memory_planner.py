"""The planner's offsets: TFLM's own cases, and the algorithm as TFLM writes it down as an oracle."""

from __future__ import annotations

import time
from bisect import insort
from typing import TYPE_CHECKING
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tflint.runtime.plan import BufferRequest
from tflint.runtime.tflm import greedy_memory_planner

if TYPE_CHECKING:
    from collections.abc import Sequence


def buffer(size: int, first: int, last: int, offset: int | None = None) -> BufferRequest:
    return BufferRequest("tensor", 0, 0, None, "", size, first, last, offset)


def as_tflm_does(requests: Sequence[BufferRequest]) -> tuple[int, ...]:
    """Walk all placed buffers in the order of their offsets, as CalculateOffsetsIfNeeded does; sorted by exchanging neighbours."""
    order = [i for i, r in enumerate(requests) if r.offset is not None]
    online = [i for i, r in enumerate(requests) if r.offset is None][::-1]
    swapped = True
    while swapped:
        swapped = False
        for i in range(1, len(online)):
            if requests[online[i - 1]].size < requests[online[i]].size:
                online[i - 1], online[i] = online[i], online[i - 1]
                swapped = True
    offsets = [0] * len(requests)
    placed: list[tuple[int, int]] = []
    for index in order + online:
        request = requests[index]
        offsets[index] = request.offset if request.offset is not None else first_fit(requests, placed, request)
        insort(placed, (offsets[index], index), key=lambda entry: entry[0])
    return tuple(offsets)


def first_fit(requests: Sequence[BufferRequest], placed: list[tuple[int, int]], wanted: BufferRequest) -> int:
    candidate = 0
    for offset, index in placed:
        entry = requests[index]
        if entry.first > wanted.last or wanted.first > entry.last:
            continue
        if offset - candidate >= wanted.size:
            break
        candidate = max(candidate, offset + entry.size)
    return candidate


PERSON_DETECTION = (
    (9216, 0, 29), (3, 28, 29), (256, 27, 28), (2304, 26, 27), (2304, 25, 26), (2304, 24, 25), (1152, 23, 24), (4608, 22, 23),
    (4608, 21, 22), (4608, 20, 21), (4608, 19, 20), (4608, 18, 19), (4608, 17, 18), (4608, 16, 17), (4608, 15, 16), (4608, 14, 15),
    (4608, 13, 14), (4608, 12, 13), (2304, 11, 12), (9216, 10, 11), (9216, 9, 10), (9216, 8, 9), (4608, 7, 8), (18432, 6, 7),
    (18432, 5, 6), (18432, 4, 5), (9216, 3, 4), (36864, 2, 3), (18432, 1, 2), (18432, 0, 1),
)  # fmt: skip


def test_nothing_to_place_takes_nothing() -> None:
    assert greedy_memory_planner.plan([]) == ()
    assert greedy_memory_planner.size([], ()) == 0


@pytest.mark.parametrize(
    ("requests", "offsets", "size"),
    [
        pytest.param([(10, 0, 1), (20, 2, 3)], (0, 0), 20, id="buffers that never meet share their bytes"),
        pytest.param(
            [(10, 0, 1), (20, 1, 2), (30, 2, 3), (40, 3, 4), (50, 0, 1)], (50, 70, 40, 0, 0), 90, id="the largest comes first"
        ),
        pytest.param([(100, 0, 1), (50, 2, 3), (20, 1, 2)], (0, 0, 100), 120, id="a buffer meets both ends of its life"),
    ],
)
def test_tflms_own_cases(requests: list[tuple[int, int, int]], offsets: tuple[int, ...], size: int) -> None:
    wanted = [buffer(*request) for request in requests]
    assert greedy_memory_planner.plan(wanted) == offsets
    assert greedy_memory_planner.size(wanted, offsets) == size


def test_tflms_person_detection_case_is_planned_as_tflm_does() -> None:
    wanted = [buffer(*request) for request in PERSON_DETECTION]
    offsets = greedy_memory_planner.plan(wanted)
    assert offsets == as_tflm_does(wanted)
    assert greedy_memory_planner.size(wanted, offsets) < 241_027


def test_tflms_sorting_case_puts_later_buffers_first_among_equals() -> None:
    wanted = [buffer(1 + i % 10, 0, 0) for i in range(100)]
    assert greedy_memory_planner.placing_order(wanted) == [
        10 * tens + units for units in range(9, -1, -1) for tens in range(9, -1, -1)
    ]


def test_an_offline_offset_is_kept_even_where_it_overlaps() -> None:
    wanted = [buffer(32, 0, 1, 0), buffer(32, 0, 1, 16), buffer(16, 1, 1)]
    assert greedy_memory_planner.plan(wanted) == (0, 16, 48)


def test_an_empty_scratch_buffer_stands_at_the_start() -> None:
    assert greedy_memory_planner.plan([buffer(32, 0, 1), buffer(0, 0, 1)]) == (0, 0)


def test_a_life_that_ends_before_it_begins_meets_those_that_hold_both_steps() -> None:
    requests = [buffer(64, 0, 2), buffer(48, 1, 0), buffer(32, 1, 2)]
    assert greedy_memory_planner.plan(requests) == as_tflm_does(requests) == (0, 64, 64)


REQUESTS = st.builds(
    lambda size, first, length, offset: buffer(16 * size, first, first + length, None if offset is None else 16 * offset),
    st.integers(0, 8),
    st.integers(-1, 400),
    st.one_of(st.integers(0, 3), st.integers(0, 400)),
    st.one_of(st.none(), st.none(), st.none(), st.integers(0, 20)),
)


@pytest.mark.parametrize("few", [0, greedy_memory_planner.FEW], ids=["with the tree", "with the list"])
@settings(max_examples=400, deadline=None)
@given(requests=st.lists(REQUESTS, max_size=40))
def test_any_plan_is_the_one_that_tflm_makes(few: int, requests: list[BufferRequest]) -> None:
    with mock.patch.object(greedy_memory_planner, "FEW", few):
        assert greedy_memory_planner.plan(requests) == as_tflm_does(requests)


@settings(max_examples=200, deadline=None)
@given(st.lists(REQUESTS.filter(lambda request: request.offset is None), max_size=40))
def test_no_two_buffers_alive_at_one_step_share_a_byte(requests: list[BufferRequest]) -> None:
    offsets = greedy_memory_planner.plan(requests)
    placed = list(zip(requests, offsets, strict=True))
    for number, (one, at) in enumerate(placed):
        for other, there in placed[:number]:
            if one.first <= other.last and other.first <= one.last:
                assert at + one.size <= there or there + other.size <= at


def test_ten_thousand_buffers_in_a_chain_are_planned_in_a_moment() -> None:
    chain = [buffer(16 * (1 + step * 7919 % 4000), step, step + 1) for step in range(10_000)]
    start = time.process_time()
    greedy_memory_planner.plan(chain)
    assert time.process_time() - start < 1  # 0.08 s here; the walk over all placed buffers takes ten times as long
