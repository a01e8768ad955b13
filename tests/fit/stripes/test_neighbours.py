"""Shapes that differ from one in a single decision."""

from tflint.fit.stripes.neighbours import neighbours
from tflint.fit.stripes.shape import Segment, Shape


def segment(first: int, last: int, bands: int) -> Segment:
    return Segment(first, last, bands, peak=1000, macs=0, tail=100)


ONE, OTHER, BOTH, LAST = segment(2, 4, 2), segment(5, 6, 3), segment(2, 6, 3), segment(8, 9, 2)
KNOWN = {it.place: it for it in (ONE, OTHER, BOTH, LAST)}


def test_neighbouring_segments_become_one_where_that_one_is_affordable() -> None:
    found = list(neighbours(Shape((ONE, OTHER, LAST)), KNOWN))
    assert [it for it in found if BOTH in it.segments] == [Shape((BOTH, LAST)), Shape((BOTH, LAST), trim=True)]


def test_segments_after_a_merged_pair_keep_their_direction() -> None:
    (found,) = (it for it in neighbours(Shape((ONE, OTHER, LAST), turned=0b100), KNOWN) if BOTH in it.segments and not it.trim)
    assert found.turned == 0b10


def test_segments_stay_apart_where_the_merged_one_is_not_affordable() -> None:
    known = {it.place: it for it in (ONE, OTHER, LAST)}
    assert not any(it.segments[0].place == BOTH.place for it in neighbours(Shape((ONE, OTHER, LAST)), known))
