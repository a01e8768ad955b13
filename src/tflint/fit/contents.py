"""Which bytes of a graph's tensors are equal by construction: every tensor as pieces of the tensors that were really computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.fit.copies import bytes_of, copies
from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tflint.fit.copies import Copy
    from tflint.model.view import Model


class Piece(Record):
    """Bytes `low` up to `high` of a tensor are those of tensor `origin`, `shift` bytes further on there."""

    low: int
    high: int
    origin: int
    shift: int


Contents = dict[int, tuple[Piece, ...]]


def contents(model: Model, moved: Mapping[int, tuple[Copy, ...]]) -> Contents:
    """Return the pieces of every tensor of subgraph 0; `moved` has each operator's copies, by its index."""
    graph = model.subgraphs[0]
    found: Contents = {tensor.index: (Piece(0, bytes_of(tensor), tensor.index, 0),) for tensor in graph.tensors}
    for operator in graph.operators:
        made: dict[int, list[Piece]] = {}
        for copy in moved.get(operator.index, ()):
            made.setdefault(copy.target, []).extend(_cut(found[copy.source], copy))
        for target, pieces in made.items():
            found[target] = tuple(_joined(sorted(pieces)))
    return found


def copies_of(model: Model) -> dict[int, tuple[Copy, ...]]:
    """Return the copies of every operator of subgraph 0 that only copies, by its index."""
    found = {operator.index: copies(model, operator) for operator in model.subgraphs[0].operators}
    return {index: moved for index, moved in found.items() if moved}


def equal(one: tuple[Piece, ...], other: tuple[Piece, ...], low: int, high: int, distance: int) -> bool:
    """Return whether bytes `low` up to `high` of one tensor equal those `distance` further on in the other."""
    left, right = list(_window(one, low, high, 0)), list(_window(other, low + distance, high + distance, -distance))
    at = low
    while at < high:
        a, b = (next((it for it in side if it.low <= at < it.high), None) for side in (left, right))
        if a is None or b is None or (a.origin, a.shift) != (b.origin, b.shift):
            return False
        at = min(a.high, b.high)
    return True


def _window(pieces: tuple[Piece, ...], low: int, high: int, move: int) -> Iterator[Piece]:
    for piece in pieces:
        if piece.low < high and low < piece.high:
            yield Piece(max(piece.low, low) + move, min(piece.high, high) + move, piece.origin, piece.shift - move)


def _cut(pieces: tuple[Piece, ...], copy: Copy) -> Iterator[Piece]:
    move = copy.at - copy.start
    yield from _window(pieces, copy.start, copy.start + copy.size, move)


def _joined(pieces: list[Piece]) -> Iterator[Piece]:
    held: Piece | None = None
    for piece in pieces:
        if held is not None and (held.high, held.origin, held.shift) == (piece.low, piece.origin, piece.shift):
            held = held._replace(high=piece.high)
            continue
        if held is not None:
            yield held
        held = piece
    if held is not None:
        yield held
