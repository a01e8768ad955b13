"""Where values go when no operator computes with them: through reshapes, subgraph calls and resource variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.facts.number_formats import MOVES, OTHERS
from tflint.facts.subject import of_target
from tflint.facts.wiring import wiring
from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tflint.facts.subject import Facts
    from tflint.model.view import Model, Operator, Subgraph, Tensor

    Pair = tuple[Tensor, Tensor]
    Step = tuple["Node", "Node"]
# a tensor by (subgraph, index), or a place where values of one type meet: an op or a variable
Node = tuple[int, int] | tuple[object, object, str]


class ValueMoves(Record):
    """Steps that values take unchanged, from a tensor or meeting place to the next, and back."""

    forward: dict[Node, list[Node]]
    backward: dict[Node, list[Node]]

    def destinations(self, tensors: Iterable[Tensor]) -> set[Node]:
        """Return these tensors and all to which their values go."""
        return reach(map(node, tensors), self.forward)

    def origins(self, tensors: Iterable[Tensor]) -> set[Node]:
        """Return these tensors and all from which their values come."""
        return reach(map(node, tensors), self.backward)


def node(tensor: Tensor) -> Node:
    """Return what identifies a tensor in a model."""
    return tensor.subgraph, tensor.index


def reach(starts: Iterable[Node], *steps: dict[Node, list[Node]]) -> set[Node]:
    """Return all nodes that can be reached in any number of steps, the starts included."""
    todo = list(starts)
    found = set(todo)
    while todo:
        here = todo.pop()
        for nodes in steps:
            fresh = [it for it in nodes.get(here, ()) if it not in found]
            found.update(fresh)
            todo += fresh
    return found


@of_target
def value_moves(facts: Facts) -> ValueMoves:
    """Return how values move through the model, over all subgraphs."""
    moves = ValueMoves({}, {})
    for source, target in _steps(facts):
        moves.forward.setdefault(source, []).append(target)
        moves.backward.setdefault(target, []).append(source)
    return moves


def _steps(facts: Facts) -> Iterator[Step]:
    model = facts.model
    for operator in model.operators():
        if operator.name in MOVES:
            yield from _through((operator.subgraph, operator.index), model, model.inputs(operator), model.outputs(operator))
        elif (called := _CALLS.get(operator.name)) is not None:
            yield from ((node(source), node(target)) for source, target in called(model, operator))
        elif operator.name == "ASSIGN_VARIABLE":
            yield from _through(_variable(facts, operator), model, model.inputs(operator)[1:], ())
        elif operator.name == "READ_VARIABLE":
            yield from _through(_variable(facts, operator), model, (), model.outputs(operator))


def _through(
    place: tuple[object, object], model: Model, sources: Iterable[Tensor | None], targets: Iterable[Tensor | None]
) -> Iterator[Step]:
    """Yield the steps into an op or variable and out of it, for each type apart: indices do not turn into values."""
    yield from ((node(it), (*place, it.dtype)) for it in sources if it is not None and not model.is_constant(it))
    yield from (((*place, it.dtype), node(it)) for it in targets if it is not None)


def _paired(sources: Iterable[Tensor | None], targets: Iterable[Tensor | None]) -> Iterator[Pair]:
    for source, target in zip(sources, targets, strict=False):
        if source is not None and target is not None and source.dtype == target.dtype:
            yield source, target


def _if(model: Model, operator: Operator) -> Iterator[Pair]:
    for graph in _graphs(model, operator, "then_subgraph_index", "else_subgraph_index"):
        yield from _paired(model.inputs(operator)[1:], _ends(graph, graph.inputs))
        yield from _paired(_ends(graph, graph.outputs), model.outputs(operator))


def _while(model: Model, operator: Operator) -> Iterator[Pair]:
    yield from _paired(model.inputs(operator), model.outputs(operator))
    for condition in _graphs(model, operator, "cond_subgraph_index"):
        yield from _paired(model.inputs(operator), _ends(condition, condition.inputs))
    for body in _graphs(model, operator, "body_subgraph_index"):
        yield from _paired(model.inputs(operator), _ends(body, body.inputs))
        yield from _paired(_ends(body, body.outputs), _ends(body, body.inputs))
        yield from _paired(_ends(body, body.outputs), model.outputs(operator))


def _call(model: Model, operator: Operator) -> Iterator[Pair]:
    for graph in _graphs(model, operator, "subgraph"):
        yield from _paired(model.inputs(operator), _ends(graph, graph.inputs))
        yield from _paired(_ends(graph, graph.outputs), model.outputs(operator))


_CALLS: dict[str, Callable[[Model, Operator], Iterator[Pair]]] = {"IF": _if, "WHILE": _while, "CALL": _call}


def _graphs(model: Model, operator: Operator, *fields: str) -> Iterator[Subgraph]:
    for field in fields:
        index = (operator.options or {}).get(field)
        if isinstance(index, int) and 0 <= index < len(model.subgraphs):
            yield model.subgraphs[index]


def _ends(graph: Subgraph, indices: tuple[int, ...] | None) -> Iterator[Tensor | None]:
    return (graph.tensors[it] if it >= 0 else None for it in indices or ())


def _variable(facts: Facts, operator: Operator) -> tuple[object, object]:
    """Return what identifies the variable that an operator reads or assigns: its shared name, else its handle."""
    handle = next(iter(facts.model.inputs(operator)), None)
    writer = None if handle is None else facts(wiring).writer(handle)
    name = (writer.options or {}).get("shared_name") if writer is not None and writer.name == "VAR_HANDLE" else None
    return ("variable", name) if name else ("handle", None if handle is None else node(handle))


def final_readers(facts: Facts, tensor: Tensor) -> tuple[Operator, ...]:
    """Return the operators that read a tensor's values otherwise than to move them or to ask for their shape."""
    tensors = _tensors(facts, facts(value_moves).destinations([tensor]))
    return _ops(it for tensor in tensors for it in facts(wiring).readers_of(tensor))


def first_writers(facts: Facts, tensor: Tensor) -> tuple[Operator, ...]:
    """Return the operators that made a tensor's values, before others moved them."""
    tensors = _tensors(facts, facts(value_moves).origins([tensor]))
    return _ops(it for tensor in tensors for it in facts(wiring).writers_of(tensor))


def _tensors(facts: Facts, nodes: set[Node]) -> Iterator[Tensor]:
    graphs = facts.model.subgraphs
    return (graphs[it[0]].tensors[it[1]] for it in nodes if len(it) == 2)  # noqa: PLR2004  a tensor's node


def _ops(operators: Iterable[Operator]) -> tuple[Operator, ...]:
    found = {(it.subgraph, it.index): it for it in operators if it.name not in MOVES and it.name not in OTHERS}
    return tuple(found[place] for place in sorted(found))
