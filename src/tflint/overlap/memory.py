"""Bytes without values: of each one only whose it is is known, as (who wrote it, which of the bytes that were written)."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Origin(Record):
    """Who wrote bytes: an operator by index (None: the application, before the first), and which tensor (None: scratch)."""

    operator: int | None
    tensor: int | None


class Span(Record):
    """Bytes `low` up to `high` come from `origin`: byte `low` is number `first` of what was written there."""

    low: int
    high: int
    origin: Origin
    first: int


class Memory:
    """A row of bytes, unbounded; what was never written has no origin."""

    def __init__(self) -> None:
        self._lows: list[int] = []
        self._spans: list[Span] = []

    def write(self, low: int, spans: Iterable[Span]) -> None:
        """Put spans, which count from 0, at `low`."""
        for span in spans:
            self._put(Span(low + span.low, low + span.high, span.origin, span.first))

    def read(self, low: int, high: int) -> tuple[Span, ...]:
        """Return what is in bytes `low` up to `high`, counted from 0, joined where it belongs together."""
        return tuple(joined(_cut(span, low, high, -low) for span in self._overlapping(low, high)))

    def _put(self, new: Span) -> None:
        if new.low >= new.high:
            return
        start = max(bisect_right(self._lows, new.low) - 1, 0)
        end = bisect_right(self._lows, new.high - 1)
        kept = []
        for span in self._spans[start:end]:
            if span.low < new.low:
                kept.append(_cut(span, span.low, min(span.high, new.low), 0))
            if span.high > new.high:
                kept.append(_cut(span, max(span.low, new.high), span.high, 0))
        merged = sorted([*kept, new])
        self._spans[start:end] = merged
        self._lows[start:end] = [span.low for span in merged]

    def _overlapping(self, low: int, high: int) -> Iterator[Span]:
        index = max(bisect_right(self._lows, low) - 1, 0)
        while index < len(self._spans) and self._spans[index].low < high:
            if self._spans[index].high > low:
                yield self._spans[index]
            index += 1


def _cut(span: Span, low: int, high: int, move: int) -> Span:
    start, end = max(span.low, low), min(span.high, high)
    return Span(start + move, end + move, span.origin, span.first + start - span.low)


def joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Yield spans with those joined that continue one another."""
    held: Span | None = None
    for span in spans:
        if span.low >= span.high:
            continue
        if held is not None and (held.high, held.origin, held.first + held.high - held.low) == (
            span.low,
            span.origin,
            span.first,
        ):
            held = held._replace(high=span.high)
            continue
        if held is not None:
            yield held
        held = span
    if held is not None:
        yield held


def difference(wanted: Iterable[Span], found: Iterable[Span]) -> tuple[int, int, Origin | None] | None:
    """Return the first bytes that are not as wanted, (low, high, origin of what is there instead); None where all are."""
    there = list(found)
    for span in wanted:
        at = span.low
        for other in there:
            if other.high <= at or other.low >= span.high:
                continue
            if other.low > at:
                return at, min(other.low, span.high), None
            if (other.origin, other.first + at - other.low) != (span.origin, span.first + at - span.low):
                return at, min(other.high, span.high), other.origin
            at = min(other.high, span.high)
        if at < span.high:
            return at, span.high, None
    return None
