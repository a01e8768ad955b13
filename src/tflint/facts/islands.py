"""Float arithmetic left inside a quantized network."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tflint.facts.scheme import QUANTIZED, computes_in, scheme
from tflint.facts.subject import of_target
from tflint.facts.wiring import wiring

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.facts.subject import Facts
    from tflint.finding import Location
    from tflint.model.view import Operator, Tensor


class Island(NamedTuple):
    """Connected builtin operators that compute in float32 between integers: DEQUANTIZE before them, QUANTIZE behind.

    `bytes` is what their float tensors take while they are alive, shores included.
    """

    operators: tuple[Operator, ...]
    dequantize: tuple[Operator, ...]
    quantize: tuple[Operator, ...]
    tensors: tuple[Tensor, ...]
    bytes: int

    @property
    def location(self) -> Location:
        """Where the first float operator stands."""
        return self.operators[0].location


@of_target
def float_islands(facts: Facts) -> tuple[Island, ...]:
    """Return the islands of float arithmetic of a quantized model, in order; none for a float or custom-op model."""
    if not facts(scheme).quantized:
        return ()
    islands, seen = [], set[tuple[int, int]]()
    for operator in facts.model.operators():
        if (operator.subgraph, operator.index) in seen or not _floats(facts, operator):
            continue
        land = _connected(facts, operator)
        seen |= {(it.subgraph, it.index) for it in land}
        islands.append(_island(facts, land))
    return tuple(it for it in islands if it.dequantize and it.quantize)


def _floats(facts: Facts, operator: Operator) -> bool:
    return computes_in(facts.model, operator) == "float32"


def _connected(facts: Facts, start: Operator) -> list[Operator]:
    found, todo = {start.index: start}, [start]
    while todo:
        for neighbour in _neighbours(facts, todo.pop()):
            if neighbour.index not in found and _floats(facts, neighbour):
                found[neighbour.index] = neighbour
                todo.append(neighbour)
    return [found[index] for index in sorted(found)]


def _neighbours(facts: Facts, operator: Operator) -> Iterator[Operator]:
    wires = facts(wiring)
    for tensor in _float_tensors(facts, operator):
        writer = wires.writer(tensor)
        yield from () if writer is None else (writer,)
        yield from wires.readers_of(tensor)


def _float_tensors(facts: Facts, operator: Operator) -> Iterator[Tensor]:
    model = facts.model
    for tensor in (*model.inputs(operator), *model.outputs(operator)):
        if tensor is not None and tensor.dtype == "float32" and not model.is_constant(tensor):
            yield tensor


def _island(facts: Facts, land: list[Operator]) -> Island:
    shore = {it.index: it for operator in land for it in _neighbours(facts, operator)}
    tensors = {it.index: it for operator in land for it in _float_tensors(facts, operator)}
    conversions = [shore[index] for index in sorted(shore)]
    return Island(
        operators=tuple(land),
        dequantize=tuple(it for it in conversions if it.name == "DEQUANTIZE" and _from_arithmetic(facts, it)),
        quantize=tuple(it for it in conversions if it.name == "QUANTIZE"),
        tensors=tuple(tensors.values()),
        bytes=sum(4 * it.elements for it in tensors.values()),
    )


def _from_arithmetic(facts: Facts, dequantize: Operator) -> bool:
    """Tell whether a DEQUANTIZE reads what integer arithmetic computed, not a constant or the model's own input."""
    tensor = next(iter(facts.model.inputs(dequantize)), None)
    writer = None if tensor is None else facts(wiring).writer(tensor)
    return writer is not None and computes_in(facts.model, writer) in QUANTIZED
