"""Shapes that differ from one in a single decision."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from tflint.fit.stripes.segments import COUNTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tflint.fit.stripes.shape import Segment, Shape

    Known = Mapping[tuple[int, int, int], Segment]


def neighbours(shape: Shape, known: Known) -> Iterator[Shape]:
    """Yield what one step leads to, each with false rows cut at once and late; `known` are the segments that are affordable."""
    yield shape._replace(trim=not shape.trim)
    for near in (*_turned(shape), *_without(shape), *_merged(shape, known), *_others(shape, known)):
        yield near
        yield near._replace(trim=not near.trim)


def _turned(shape: Shape) -> Iterator[Shape]:
    """Yield the shape with one segment the other way round."""
    for place in range(len(shape.segments)):
        yield shape._replace(turned=shape.turned ^ (1 << place))


def _without(shape: Shape) -> Iterator[Shape]:
    """Yield the shape without one of its segments."""
    for place in range(len(shape.segments) if len(shape.segments) > 1 else 0):
        before, after = shape.turned & ((1 << place) - 1), shape.turned >> (place + 1) << place
        yield shape._replace(segments=shape.segments[:place] + shape.segments[place + 1 :], turned=before | after)


def _merged(shape: Shape, known: Known) -> Iterator[Shape]:
    """Yield the shape with two neighbouring segments made one, from the first operator of the one to the last of the other."""
    for place, (one, other) in enumerate(pairwise(shape.segments)):
        merged = known.get((one.first, other.last, max(one.bands, other.bands)))
        if merged is not None:
            before, after = shape.turned & ((1 << place + 1) - 1), shape.turned >> (place + 2) << place + 1
            yield shape._replace(segments=(*shape.segments[:place], merged, *shape.segments[place + 2 :]), turned=before | after)


def _others(shape: Shape, known: Known) -> Iterator[Shape]:
    """Yield the shape with one segment in more or fewer bands, or an operator longer or shorter."""
    for place, segment in enumerate(shape.segments):
        earlier, later = shape.segments[:place], shape.segments[place + 1 :]
        for key in (*_counts(segment), *_edges(segment)):
            other = known.get(key)
            apart = other is not None and all(it.last < key[0] for it in earlier) and all(it.first > key[1] for it in later)
            if other is not None and apart:
                yield shape._replace(segments=(*earlier, other, *later))


def _counts(segment: Segment) -> Iterator[tuple[int, int, int]]:
    at = COUNTS.index(segment.bands)
    for count in (*COUNTS[max(at - 1, 0) : at], *COUNTS[at + 1 : at + 2]):
        yield segment.first, segment.last, count


def _edges(segment: Segment) -> Iterator[tuple[int, int, int]]:
    first, last, count = segment.place
    yield from ((first - 1, last, count), (first + 1, last, count), (first, last + 1, count), (first, last - 1, count))
