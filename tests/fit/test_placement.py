from itertools import combinations

import pytest

from tflint.fit.placement import Block, Rectangle, lower_bound, place, union


def buffer(size: int, first: int, last: int, *, online: bool = False) -> Block:
    whole = (Rectangle(0, size, first, last),)
    return Block(whole, whole, size, online=online)


def collide(one: Block, at: int, other: Block, bt: int) -> bool:
    strict = one.online or other.online
    return any(
        a.first <= b.last and b.first <= a.last and at + a.low < bt + b.high and bt + b.low < at + a.high
        for a in (one.seen if strict else one.held)
        for b in (other.seen if strict else other.held)
    )


def test_nothing_to_place_takes_nothing() -> None:
    assert place(()) == ((), 0, 0)


def test_buffers_alive_at_once_never_share_a_byte() -> None:
    blocks = [buffer(16 * (1 + 7 * i % 5), i % 4, i % 4 + i % 3) for i in range(20)]
    bases = place(blocks).bases
    assert not [
        pair for pair in combinations(range(20), 2) if collide(blocks[pair[0]], bases[pair[0]], blocks[pair[1]], bases[pair[1]])
    ]


def test_bases_are_multiples_of_16() -> None:
    assert not [base for base in place([buffer(20, 0, 1), buffer(20, 0, 1), buffer(20, 1, 2)]).bases if base % 16]


def test_the_shape_that_the_greedy_planner_fragments_reaches_its_bound() -> None:
    # a chain A B A 2B: the largest buffer at offset 0 leaves no room below the next one
    chain = [buffer(size, step, step + 1) for step, size in enumerate((48, 96, 32, 64, 80, 16))]
    placed = place(chain)
    assert (placed.size, placed.bound) == (144, 144)


def test_an_arena_that_is_enough_ends_the_search() -> None:
    chain = [buffer(64, 0, 3), buffer(32, 2, 4), buffer(96, 1, 2)]
    assert place(chain, enough=1000, rounds=0).size <= 1000


def test_rows_that_die_make_room_for_what_grows_over_them() -> None:
    rows = tuple(Rectangle(64 * k, 64 * (k + 1), 0, 2 * k + 1) for k in range(4))  # row k is read at step k
    grown = tuple(Rectangle(64 * k, 64 * (k + 1), 2 * k, 99) for k in range(4))  # and made over again
    whole = (Rectangle(0, 256, 0, 99),)
    assert place((Block(rows, whole, 256), Block(grown, whole, 256))).size == 320


def test_what_tflm_places_itself_stays_clear_of_whole_tensors() -> None:
    dead = Block((Rectangle(0, 64, 0, 1),), (Rectangle(0, 64, 0, 9),), 64)
    assert place((dead, buffer(32, 4, 5, online=True))).size == 96
    assert place((dead, buffer(32, 4, 5))).size == 64


def test_the_bound_counts_16_bytes_where_no_block_can_use_the_rest() -> None:
    assert lower_bound([buffer(20, 0, 1), buffer(20, 1, 2)]) == 64


def test_the_same_blocks_are_placed_the_same_way() -> None:
    blocks = [buffer(16 * (1 + 11 * i % 7), i % 5, i % 5 + i % 4) for i in range(30)]
    assert place(blocks) == place(list(blocks))


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ([(0, 8, 0, 3), (0, 8, 2, 5)], [(0, 8, 0, 5)]),
        ([(0, 8, 0, 3), (4, 12, 2, 5)], [(0, 4, 0, 3), (4, 8, 0, 5), (8, 12, 2, 5)]),
        ([(0, 8, 0, 1), (0, 8, 5, 6)], [(0, 8, 0, 1), (0, 8, 5, 6)]),
    ],
    ids=["one after another", "side by side in part", "with a pause between"],
)
def test_rectangles_that_overlap_are_counted_once(given: list[tuple[int, ...]], wanted: list[tuple[int, ...]]) -> None:
    assert union(Rectangle(*it) for it in given) == tuple(Rectangle(*it) for it in wanted)


def test_an_order_that_was_good_before_is_tried_first() -> None:
    blocks = [buffer(16 * (1 + 13 * k % 11), 3 * k % 17, 3 * k % 17 + 5 * k % 7) for k in range(40)]
    found = place(blocks)
    order = sorted(range(len(blocks)), key=lambda i: found.bases[i])
    assert place(blocks, enough=found.size, rounds=0, first=order).size <= found.size
