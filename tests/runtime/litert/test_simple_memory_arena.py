from tflint.runtime.litert.simple_memory_arena import FOREVER, SimpleMemoryArena


def test_an_empty_tensor_takes_no_room() -> None:
    arena = SimpleMemoryArena()
    assert arena.allocate(0, 0, FOREVER) == 0
    assert arena.high_water_mark == 0


def test_the_size_reported_is_not_rounded_up() -> None:
    arena = SimpleMemoryArena()
    assert [arena.allocate(10, 0, 3), arena.allocate(10, 0, 3)] == [0, 64]
    assert arena.high_water_mark == 74


def test_buffers_that_never_meet_share_an_offset() -> None:
    arena = SimpleMemoryArena()
    assert [arena.allocate(100, 0, 1), arena.allocate(100, 2, 3)] == [0, 0]


def test_the_tightest_gap_is_taken() -> None:
    arena = SimpleMemoryArena()
    wide, post, narrow, top = (arena.allocate(size, 0, 9) for size in (256, 64, 128, 64))
    assert (wide, post, narrow, top) == (0, 256, 320, 448)
    fresh = SimpleMemoryArena()
    for size, first, last in ((256, 0, 1), (64, 0, 9), (128, 0, 1), (64, 0, 9)):
        fresh.allocate(size, first, last)
    assert fresh.allocate(100, 5, 6) == 320
    assert fresh.allocate(200, 5, 6) == 0


def test_a_gap_one_byte_too_small_is_passed_over() -> None:
    arena = SimpleMemoryArena()
    for size, first, last in ((64, 0, 1), (64, 0, 9)):
        arena.allocate(size, first, last)
    assert arena.allocate(64, 5, 6) == 0
    other = SimpleMemoryArena()
    for size, first, last in ((64, 0, 1), (64, 0, 9)):
        other.allocate(size, first, last)
    assert other.allocate(65, 5, 6) == 128
