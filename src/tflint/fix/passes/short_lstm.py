"""Widen an LSTM of 20 inputs to the 24 that TensorFlow Lite Micro asks for, the four new ones omitted.

Proof. Inputs 20 to 23 are the coefficients of layer normalization; files from before it have 20 inputs, and LiteRT takes
their absence for omission (unidirectional_sequence_lstm.cc, Prepare: is_layer_norm_lstm is false either way; `-1` is an omitted
operand). TFLM's Prepare asks for exactly 24.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.fix.change import Change
from tflint.fix.graph import graphs
from tflint.model.tree import numbers

if TYPE_CHECKING:
    from tflint.model.tree import Tree

SHORT, FULL = 20, 24  # inputs


def run(tree: Tree) -> list[Change]:
    """Append the omitted operands; return where."""
    found = []
    for graph in graphs(tree):
        for operator in graph.operators:
            if graph.name(operator) == "UNIDIRECTIONAL_SEQUENCE_LSTM" and len(numbers(operator, "inputs")) == SHORT:
                operator["inputs"] = numbers(operator, "inputs") + (-1,) * (FULL - SHORT)
                message = f"{graph.title(operator)} has {SHORT} inputs, given the {FULL} that TFLM asks for, the rest omitted"
                found.append(Change("graph", "short-lstm", message, graph.location(operator)))
    return found
