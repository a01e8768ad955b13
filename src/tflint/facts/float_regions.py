"""Connected float32 parts of a model that also computes in integers, and the borders between the two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.facts.number_formats import MOVES, QUANTIZED, computes_in, number_format, number_formats
from tflint.facts.subject import of_target
from tflint.facts.value_moves import Node, node, reach, value_moves
from tflint.facts.wiring import wiring
from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tflint.facts.subject import Facts
    from tflint.finding import Location
    from tflint.model.view import Model, Operator, Tensor


class FloatRegion(Record):
    """Float32 tensors that arithmetic or moves connect, and the operators on them.

    `operators` compute, `moves` only move values. `entries` turn integers that the model computed into the region's float32, `exits`
    turn float32 into integers: DEQUANTIZE, QUANTIZE, CAST, or an op that reads one format and writes the other. `feeds_integers` says that
    integer arithmetic reads what comes out. `bytes` is what the tensors take while they are alive.
    """

    operators: tuple[Operator, ...]
    moves: tuple[Operator, ...]
    entries: tuple[Operator, ...]
    exits: tuple[Operator, ...]
    feeds_integers: bool
    tensors: tuple[Tensor, ...]
    bytes: int

    @property
    def location(self) -> Location:
        """Return the location of the first operator that computes, else of the first that moves."""
        return (self.operators or self.moves)[0].location

    @property
    def all(self) -> tuple[Operator, ...]:
        """Return the operators, those that move included, in the model's order."""
        return tuple(sorted((*self.operators, *self.moves), key=_place))

    @property
    def role(self) -> str:
        """Return where the region lies: `between` integers (an island), `before`, `after` them, or `apart`."""
        if self.entries and self.exits:
            return "between"
        if self.entries:
            return "after"
        return "before" if self.feeds_integers else "apart"


@of_target
def float_regions(facts: Facts) -> tuple[FloatRegion, ...]:
    """Return the float32 regions of a model that computes in integers too, in order; none for a model that does not."""
    if not facts(number_formats).integers or not _floats(facts.model):
        return ()
    regions = (_region(facts, tensors) for tensors in _components(facts))
    found = (it for it in regions if it.operators or (it.moves and it.role == "between"))
    return tuple(sorted(found, key=lambda it: _place(it.all[0])))


def float_islands(facts: Facts) -> tuple[FloatRegion, ...]:
    """Return the float32 regions that lie between integer operators, in order."""
    return tuple(it for it in facts(float_regions) if it.role == "between")


def _place(operator: Operator) -> tuple[int, int]:
    return operator.subgraph, operator.index


class _Land(Record):
    """What is looked up of the whole model once: computed float32 tensors, and those that integer arithmetic wrote or will read."""

    floats: dict[Node, Tensor]
    from_integers: set[Node]
    into_integers: set[Node]


@of_target
def _land(facts: Facts) -> _Land:
    model, moves = facts.model, facts(value_moves)
    integers = [it for it in model.operators() if computes_in(model, it) in QUANTIZED]
    written = (it for operator in integers for it in _integers(facts, model.outputs(operator)))
    read = (it for operator in integers for it in _integers(facts, model.inputs(operator)))
    return _Land(_floats(model), moves.destinations(written), moves.origins(read))


def _floats(model: Model) -> dict[Node, Tensor]:
    return {node(it): it for it in model.tensors() if it.dtype == "float32" and not model.is_constant(it)}


def _components(facts: Facts) -> Iterator[list[Tensor]]:
    """Yield the computed float32 tensors, one list for each set that moves or float32 operators connect."""
    floats, moves, meeting = facts(_land).floats, facts(value_moves), _meetings(facts)
    seen = set[Node]()
    for start in floats:
        if start not in seen:
            found = reach([start], moves.forward, moves.backward, meeting)
            seen |= found
            yield [floats[it] for it in found if it in floats]


def _meetings(facts: Facts) -> dict[Node, list[Node]]:
    """Return the steps between each float32 operator and its float32 tensors, both ways."""
    model, floats = facts.model, facts(_land).floats
    steps: dict[Node, list[Node]] = {}
    for operator in model.operators():
        if computes_in(model, operator) == "float32":
            here: Node = (*_place(operator), "float32")
            tensors = (node(it) for it in (*model.inputs(operator), *model.outputs(operator)) if it is not None)
            steps[here] = [it for it in tensors if it in floats]
            for tensor in steps[here]:
                steps.setdefault(tensor, []).append(here)
    return steps


def _touching(facts: Facts, tensor: Tensor) -> tuple[Operator, ...]:
    wires = facts(wiring)
    return (*wires.writers_of(tensor), *wires.readers_of(tensor))


def _region(facts: Facts, tensors: list[Tensor]) -> FloatRegion:
    touching = {_place(it): it for tensor in tensors for it in _touching(facts, tensor)}
    operators = [touching[place] for place in sorted(touching)]
    exits = [it for it in operators if _leaves(facts, it)]
    return FloatRegion(
        operators=tuple(it for it in operators if computes_in(facts.model, it) == "float32"),
        moves=tuple(it for it in operators if it.name in MOVES),
        entries=tuple(it for it in operators if _enters(facts, it)),
        exits=tuple(exits),
        feeds_integers=any(_feeds_integers(facts, it) for it in exits),
        tensors=tuple(sorted(tensors, key=lambda it: (it.subgraph, it.index))),
        bytes=sum(4 * it.elements for it in tensors),
    )


def _integers(facts: Facts, tensors: Iterable[Tensor | None]) -> list[Tensor]:
    computed = (it for it in tensors if it is not None and not facts.model.is_constant(it))
    return [it for it in computed if number_format(it) in QUANTIZED]


def _has_float(facts: Facts, tensors: Iterable[Tensor | None]) -> bool:
    return any(it is not None and node(it) in facts(_land).floats for it in tensors)


def _converts(operator: Operator) -> bool:
    return operator.code.name != "CUSTOM" and operator.name not in MOVES


def _enters(facts: Facts, operator: Operator) -> bool:
    """Return whether an operator turns integers that integer arithmetic computed into float32."""
    integers = _integers(facts, facts.model.inputs(operator))
    known = any(node(it) in facts(_land).from_integers for it in integers)
    return known and _converts(operator) and _has_float(facts, facts.model.outputs(operator))


def _leaves(facts: Facts, operator: Operator) -> bool:
    """Return whether an operator turns float32 into integers."""
    converts = _converts(operator) and _has_float(facts, facts.model.inputs(operator))
    return converts and bool(_integers(facts, facts.model.outputs(operator)))


def _feeds_integers(facts: Facts, border: Operator) -> bool:
    if computes_in(facts.model, border) in QUANTIZED:
        return True
    return any(node(it) in facts(_land).into_integers for it in _integers(facts, facts.model.outputs(border)))
