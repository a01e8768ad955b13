"""Checks that every index of a model names something: dangling ones make runtimes read and write wild memory.

Each check returns what to raise, None where all is well; `at` is the byte offset of what holds the index.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.finding import Location
from tflint.model.malformed import dangling

if TYPE_CHECKING:
    from tflint.model.malformed import Malformed
    from tflint.model.view import Metadata, Operator, Signature, Subgraph


def ends(what: str, at: int | None, numbers: tuple[int, ...] | None, subgraph: int, tensors: int) -> Malformed | None:
    """Check a subgraph's inputs or outputs, the vector of which lies at byte offset `at`; -1 is not allowed here."""
    wrong = outside(numbers, 0, tensors)
    if wrong is None or numbers is None or at is None:
        return None
    why = f"graph {what} {wrong} is tensor {numbers[wrong]}, the subgraph has {tensors}"
    return dangling(at + 4 + 4 * wrong, why, Location(f"subgraphs/{subgraph}/{what}s/{wrong}"))


def misses(numbers: tuple[int, ...] | None, least: int, count: int) -> bool:
    """Return whether any of these numbers is below `least` or not below `count`."""
    return bool(numbers and (max(numbers) >= count or min(numbers) < least))


def operator(it: Operator, at: int, tensors: int) -> Malformed | None:
    """Check an operator's tensors. -1 among its inputs is an omitted optional one; nowhere else is a negative index allowed.

    Intermediates are left to the runtimes: LiteRT never looks at those of most operators.
    """
    for what, numbers, least in (("input", it.inputs, -1), ("output", it.outputs, 0)):
        wrong = outside(numbers, least, tensors)
        if wrong is not None and numbers is not None:
            return dangling(at, f"{what} {wrong} is tensor {numbers[wrong]}, the subgraph has {tensors}", it.location)
    return None


def outside(numbers: tuple[int, ...] | None, least: int, count: int) -> int | None:
    """Return the position of the first number below `least` or not below `count`, None where all are inside."""
    return next((i for i, number in enumerate(numbers or ()) if not least <= number < count), None)


def metadata(entry: Metadata, at: int, buffers: int) -> Malformed | None:
    """Check the buffer of a metadata entry."""
    if entry.buffer < buffers:
        return None
    why = f"metadata {entry.name!r} uses buffer {entry.buffer}, the model has {buffers}"
    return dangling(at, why, Location(f"metadata/{entry.index}"))


def signature(it: Signature, at: int, subgraphs: tuple[Subgraph, ...]) -> Malformed | None:
    """Check the subgraph and the tensors of a signature."""
    where = Location(f"signature_defs/{it.index}")
    if it.subgraph >= len(subgraphs):
        return dangling(at, f"signature {it.key!r} names subgraph {it.subgraph}, the model has {len(subgraphs)}", where)
    count = len(subgraphs[it.subgraph].tensors)
    for name, number in (*it.inputs, *it.outputs):
        if number >= count:
            return dangling(at, f"signature {it.key!r} maps {name!r} to tensor {number}, the subgraph has {count}", where)
    return None
