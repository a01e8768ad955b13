"""Who writes a tensor and who reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.facts.subject import of_target
from tflint.record import Record

if TYPE_CHECKING:
    from tflint.facts.subject import Facts
    from tflint.model.view import Operator, Tensor

Key = tuple[int, int]


class Wiring(Record):
    """Writers and readers by (subgraph, tensor index); the graphs' own inputs and outputs as such keys."""

    writers: dict[Key, list[Operator]]
    readers: dict[Key, list[Operator]]
    inputs: frozenset[Key]
    outputs: frozenset[Key]

    def writer(self, tensor: Tensor) -> Operator | None:
        """Return the first operator that writes a tensor, None for an input, a constant or a variable."""
        found = self.writers.get((tensor.subgraph, tensor.index))
        return found[0] if found else None

    def writers_of(self, tensor: Tensor) -> tuple[Operator, ...]:
        """Return the operators that write a tensor, in order: one, none, or in a broken graph several."""
        return tuple(self.writers.get((tensor.subgraph, tensor.index), ()))

    def readers_of(self, tensor: Tensor) -> tuple[Operator, ...]:
        """Return the operators that read a tensor, in order."""
        return tuple(self.readers.get((tensor.subgraph, tensor.index), ()))

    def is_input(self, tensor: Tensor) -> bool:
        """Return whether a tensor is an input of its subgraph."""
        return (tensor.subgraph, tensor.index) in self.inputs

    def is_output(self, tensor: Tensor) -> bool:
        """Return whether a tensor is an output of its subgraph."""
        return (tensor.subgraph, tensor.index) in self.outputs


@of_target
def wiring(facts: Facts) -> Wiring:
    """Return who writes and who reads each tensor of the model."""
    writers: dict[Key, list[Operator]] = {}
    readers: dict[Key, list[Operator]] = {}
    graphs = facts.model.subgraphs
    for graph in graphs:
        number = graph.index
        for operator in graph.operators:
            for index in operator.outputs or ():
                writers.setdefault((number, index), []).append(operator)
            for index in dict.fromkeys(operator.inputs or ()):
                readers.setdefault((number, index), []).append(operator)
    inputs = frozenset((graph.index, index) for graph in graphs for index in graph.inputs or ())
    outputs = frozenset((graph.index, index) for graph in graphs for index in graph.outputs or ())
    return Wiring(writers, readers, inputs, outputs)
