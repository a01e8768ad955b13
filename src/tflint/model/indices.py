"""Checks that every index of a model names something: dangling ones make runtimes read and write wild memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.finding import Location
from tflint.model.malformed import dangling

if TYPE_CHECKING:
    from tflint.model.view import Model, Operator, Subgraph


def check(model: Model) -> None:
    """Raise Malformed at the first index that names nothing.

    -1 among an operator's inputs is an omitted optional tensor; nowhere else is a negative index allowed.
    """
    if not model.subgraphs:
        raise dangling(0, "the model has no subgraph", Location())
    for subgraph in model.subgraphs:
        check_tensors(subgraph, len(model.buffers))
        check_ends(subgraph)
        for operator in subgraph.operators:
            check_operator(operator, len(subgraph.tensors))
    check_metadata(model)
    check_signatures(model)


def check_tensors(subgraph: Subgraph, buffers: int) -> None:
    """Check the buffer of every tensor."""
    for tensor in subgraph.tensors:
        if tensor.buffer >= buffers:
            raise dangling(0, f"tensor {tensor.index} uses buffer {tensor.buffer}, the model has {buffers}", tensor.location)


def check_ends(subgraph: Subgraph) -> None:
    """Check a subgraph's own inputs and outputs."""
    for what, numbers in (("input", subgraph.inputs), ("output", subgraph.outputs)):
        wrong = outside(numbers, 0, len(subgraph.tensors))
        if wrong is not None:
            why = f"graph {what} {wrong} is tensor {(numbers or ())[wrong]}, the subgraph has {len(subgraph.tensors)}"
            raise dangling(0, why, Location(f"subgraphs/{subgraph.index}/{what}s/{wrong}"))


def check_operator(operator: Operator, tensors: int) -> None:
    """Check an operator's inputs, outputs and intermediates."""
    for what, numbers, least in (
        ("input", operator.inputs, -1),
        ("output", operator.outputs, 0),
        ("intermediate", operator.intermediates, 0),
    ):
        if numbers and (max(numbers) >= tensors or min(numbers) < least):
            wrong = outside(numbers, least, tensors)
            assert wrong is not None
            raise dangling(0, f"{what} {wrong} is tensor {numbers[wrong]}, the subgraph has {tensors}", operator.location)


def outside(numbers: tuple[int, ...] | None, least: int, count: int) -> int | None:
    """Return the position of the first number below `least` or not below `count`, None where all are inside."""
    return next((i for i, number in enumerate(numbers or ()) if not least <= number < count), None)


def check_metadata(model: Model) -> None:
    """Check the buffer of every metadata entry."""
    for entry in model.metadata:
        if entry.buffer >= len(model.buffers):
            why = f"metadata `{entry.name}` uses buffer {entry.buffer}, the model has {len(model.buffers)}"
            raise dangling(0, why, Location(f"metadata/{entry.index}"))


def check_signatures(model: Model) -> None:
    """Check the subgraph and the tensors of every signature."""
    for signature in model.signatures:
        where = Location(f"signature_defs/{signature.index}")
        if signature.subgraph >= len(model.subgraphs):
            why = f"signature `{signature.key}` names subgraph {signature.subgraph}, the model has {len(model.subgraphs)}"
            raise dangling(0, why, where)
        count = len(model.subgraphs[signature.subgraph].tensors)
        for name, number in (*signature.inputs, *signature.outputs):
            if number >= count:
                why = f"signature `{signature.key}` maps `{name}` to tensor {number}, the subgraph has {count}"
                raise dangling(0, why, where)
