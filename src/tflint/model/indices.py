"""Checks that every index of a model names something: dangling ones make runtimes read and write wild memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.finding import Location
from tflint.model.malformed import dangling

if TYPE_CHECKING:
    from tflint.model.view import Metadata, Operator, Signature, Subgraph


def check_ends(what: str, at: int | None, numbers: tuple[int, ...] | None, subgraph: int, tensors: int) -> None:
    """Check a subgraph's inputs or outputs, the vector of which lies at byte offset `at`; -1 is not allowed here."""
    wrong = outside(numbers, 0, tensors)
    if wrong is None or numbers is None or at is None:
        return
    why = f"graph {what} {wrong} is tensor {numbers[wrong]}, the subgraph has {tensors}"
    raise dangling(at + 4 + 4 * wrong, why, Location(f"subgraphs/{subgraph}/{what}s/{wrong}"))


def check_operator(operator: Operator, at: int, tensors: int) -> None:
    """Check an operator's tensors. -1 among its inputs is an omitted optional one; nowhere else is a negative index allowed."""
    for what, numbers, least in (
        ("input", operator.inputs, -1),
        ("output", operator.outputs, 0),
        ("intermediate", operator.intermediates, 0),
    ):
        if numbers and (max(numbers) >= tensors or min(numbers) < least):
            wrong = outside(numbers, least, tensors) or 0
            raise dangling(at, f"{what} {wrong} is tensor {numbers[wrong]}, the subgraph has {tensors}", operator.location)


def outside(numbers: tuple[int, ...] | None, least: int, count: int) -> int | None:
    """Return the position of the first number below `least` or not below `count`, None where all are inside."""
    return next((i for i, number in enumerate(numbers or ()) if not least <= number < count), None)


def check_metadata(entry: Metadata, at: int, buffers: int) -> None:
    """Check the buffer of a metadata entry."""
    if entry.buffer >= buffers:
        why = f"metadata `{entry.name}` uses buffer {entry.buffer}, the model has {buffers}"
        raise dangling(at, why, Location(f"metadata/{entry.index}"))


def check_signature(signature: Signature, at: int, subgraphs: tuple[Subgraph, ...]) -> None:
    """Check the subgraph and the tensors of a signature."""
    where = Location(f"signature_defs/{signature.index}")
    if signature.subgraph >= len(subgraphs):
        why = f"signature `{signature.key}` names subgraph {signature.subgraph}, the model has {len(subgraphs)}"
        raise dangling(at, why, where)
    count = len(subgraphs[signature.subgraph].tensors)
    for name, number in (*signature.inputs, *signature.outputs):
        if number >= count:
            raise dangling(at, f"signature `{signature.key}` maps `{name}` to tensor {number}, the subgraph has {count}", where)
