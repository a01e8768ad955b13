"""The arena's cursors, step by step."""

from __future__ import annotations

from tflint.runtime.tflm.single_arena_buffer_allocator import SingleArenaBufferAllocator


def test_an_untouched_arena_needs_nothing() -> None:
    arena = SingleArenaBufferAllocator()
    assert (arena.head, arena.tail, arena.temp, arena.take_peak()) == (0, 0, 0, (0, 0))


def test_the_tail_grows_by_the_size_and_what_the_alignment_adds() -> None:
    arena = SingleArenaBufferAllocator()
    assert [
        arena.allocate_persistent_buffer(size, alignment) for size, alignment in ((5, 1), (4, 4), (3, 16), (0, 16), (1, 1))
    ] == [
        5,
        7,
        4,
        0,
        1,
    ]
    assert arena.tail == 17


def test_an_allocation_of_nothing_still_aligns_the_tail() -> None:
    arena = SingleArenaBufferAllocator()
    arena.allocate_persistent_buffer(5, 1)
    assert arena.allocate_persistent_buffer(0, 4) == 3


def test_temporaries_pile_up_until_they_are_reset() -> None:
    arena = SingleArenaBufferAllocator()
    arena.resize_buffer(144, 4)
    arena.allocate_temp((10, 4), (32, 4))
    assert arena.temp == 144 + 12 + 32
    arena.reset_temp_allocations()
    assert arena.temp == 144


def test_the_peak_is_the_tightest_moment_since_it_was_last_taken() -> None:
    arena = SingleArenaBufferAllocator()
    arena.allocate_temp((100, 4))
    arena.reset_temp_allocations()
    arena.allocate_persistent_buffer(60, 4)
    assert arena.take_peak() == (100, 0)
    arena.allocate_persistent_buffer(4, 4)
    assert arena.take_peak() == (0, 64)


def test_a_persistent_buffer_must_not_cross_live_temporaries() -> None:
    arena = SingleArenaBufferAllocator()
    arena.allocate_temp((100, 4))
    arena.allocate_persistent_buffer(50, 1)
    assert arena.take_peak() == (100, 50)
    assert (arena.checked, arena.accepted) == (100, 112)


def test_tflm_compares_a_persistent_buffer_with_the_head_alone() -> None:
    arena = SingleArenaBufferAllocator()
    arena.resize_buffer(32, 4)
    arena.allocate_temp((16, 4))
    arena.allocate_persistent_buffer(64, 4)
    assert (arena.take_peak(), arena.accepted) == ((48, 64), 32 + 64)


def test_a_temporary_that_starts_beyond_the_tail_is_accepted() -> None:
    arena = SingleArenaBufferAllocator()
    arena.allocate_temp((64, 4))
    arena.allocate_persistent_buffer(68, 4)
    arena.allocate_temp((8, 4))
    assert arena.accepted == 80  # which ends before the temporary starts
    arena.allocate_temp((128, 4))
    assert arena.accepted == 80


def test_an_arena_that_ends_within_a_temporary_is_passed_over() -> None:
    arena = SingleArenaBufferAllocator()
    arena.allocate_temp((64, 4))
    arena.allocate_persistent_buffer(68, 4)
    arena.allocate_temp((128, 4))
    arena.resize_buffer(70, 4)
    assert arena.accepted == 144 + 128  # 144 holds the head of 70 and the tail of 68, and ends 12 B after the temporary's start


def test_the_planner_takes_what_is_left_between_multiples_of_16() -> None:
    arena = SingleArenaBufferAllocator()
    arena.allocate_temp((20, 4))
    arena.allocate_persistent_buffer(20, 4)
    arena.take_peak()
    arena.allocate_all_available_as_temp(40)
    assert arena.take_peak() == (32 + 40, 32)


def test_events_are_written_as_the_real_allocators_trace_is() -> None:
    events: list[str] = []
    arena = SingleArenaBufferAllocator(events)
    arena.allocate_persistent_buffer(8, 4)
    arena.resize_buffer(144, 4)
    arena.allocate_temp((32, 4))
    arena.reset_temp_allocations()
    assert events == ["P 8 4", "R 144 4", "t 32 4", "x"]
