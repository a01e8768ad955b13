"""A memory plan, the vocabulary that both runtimes' planners speak. All sizes and offsets are bytes."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from operator import itemgetter

from tflint.record import Record


class Bound(StrEnum):
    """What a figure that is not exact is; the value is the sign before it."""

    LOWER = "≥"
    UPPER = "≤"
    EITHER = "≈"

    @property
    def words(self) -> str:
        """Return it as people say it."""
        return {Bound.LOWER: "a lower bound", Bound.UPPER: "an upper bound", Bound.EITHER: "an estimate"}[self]


class BufferRequest(Record):
    """A buffer that a planner must place: it lives from step `first` to step `last`, both included.

    `kind` is `tensor`, `scratch` or `variable`; `operator` (an index in `subgraph`) is a scratch buffer's op or a tensor's producer.
    `offset` is preset for an offline-planned buffer, else None.
    """

    kind: str
    subgraph: int
    tensor: int | None
    operator: int | None
    name: str
    size: int
    first: int
    last: int
    offset: int | None = None


class PlannedBuffer(Record):
    """A request with its place in the arena."""

    request: BufferRequest
    offset: int


def spans(buffers: Iterable[tuple[int, int, int, int]]) -> Iterator[tuple[int, int, int]]:
    """Yield (size, first, last) of the bytes that (offset, size, first, last) take: those at one offset and time share them.

    Only LiteRT writes an output over its input; anywhere else no two buffers alive at once have an offset in common.
    """
    held: tuple[int, int, int, int] | None = None
    for offset, size, first, last in sorted(buffers, key=itemgetter(0, 2)):
        if held is not None and held[0] == offset and first <= held[3]:
            held = (offset, max(size, held[1]), held[2], max(last, held[3]))
            continue
        if held is not None:
            yield held[1:]
        held = (offset, size, first, last)
    if held is not None:
        yield held[1:]


class Persistent(Record):
    """Bytes kept for the interpreter's life: what they are, whose, and the recording allocator's category for them."""

    what: str
    category: str
    size: int
    subgraph: int | None = None
    operator: int | None = None


class Moment(Record):
    """A step of the allocation at which low side and tail must fit together; the largest is the minimum arena."""

    what: str
    low: int
    tail: int
    subgraph: int | None = None
    operator: int | None = None


class SplitMinimum(Record):
    """The smallest arenas that work for a firmware with two of them, bytes: what is kept, and what is planned."""

    persistent: int
    non_persistent: int


class Plan(Record):
    """What a runtime would take for a model on a target.

    `used` is what `arena_used_bytes()` returns, `minimum` the smallest arena (a multiple of 16) with which AllocateTensors() succeeds.
    `split` has the smallest arenas where the firmware gives two; `minimum` is what their content would take in one.
    `exact` is False where `unknown` has reasons: the figures are then what `bound` says. `accepted` is a smaller arena with which
    AllocateTensors() succeeds as well, because the runtime does not notice that memory overlaps in it, or misses none of what had no room; None where there is none.
    """

    target: str
    used: int
    minimum: int
    head: int
    tail: int
    unknown: tuple[str, ...] = ()
    buffers: tuple[PlannedBuffer, ...] = ()
    persistent: tuple[Persistent, ...] = ()
    moments: tuple[Moment, ...] = ()
    recorded: Mapping[str, int] = {}
    resource_variables: int = 0
    split: SplitMinimum | None = None
    accepted: int | None = None
    bound: Bound = Bound.LOWER

    @property
    def exact(self) -> bool:
        """Return whether the figures are the runtime's own, not a bound."""
        return not self.unknown

    @property
    def sign(self) -> str:
        """Return what stands before a figure: `≥`, `≤` or `≈`, nothing where it is exact."""
        return "" if self.exact else self.bound.value

    @property
    def kind(self) -> str | None:
        """Return `lower`, `upper` or `either` for a bound, None where the figures are exact."""
        return None if self.exact else self.bound.name.lower()

    @property
    def standing(self) -> str:
        """Return what the figures are: `exact`, `a lower bound`, …."""
        return "exact" if self.exact else self.bound.words
