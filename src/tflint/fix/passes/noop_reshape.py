"""Drop an operator that gives out the bytes it got, where nobody can see the difference.

Proof. RESHAPE, SQUEEZE and EXPAND_DIMS copy their input's bytes in order (reshape.cc, squeeze.cc, expand_dims.cc).
With equal shape, type and quantization on both sides, whoever reads the output reads the same from the input.

Where only the shape differs, FULLY_CONNECTED still reads the same, unless it keeps the number of dimensions: its kernels
take the input as rows of the weights' depth, and count the rows by the output's shape (fully_connected.cc, FullyConnectedEval;
cmsis_nn/fully_connected.cc and esp_nn/fully_connected.cc; LiteRT divides the number of elements by the depth). The output
then has two dimensions.

Only tensors that are computed anew in each inference are touched: the input could otherwise change before it is read. A tensor
that is written twice is left alone for the same reason.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.fix.change import Change
from tflint.fix.graph import graphs, options
from tflint.model.tree import numbers

if TYPE_CHECKING:
    from tflint.fix.graph import Graph
    from tflint.model.tree import Table, Tree

COPIES = ("RESHAPE", "SQUEEZE", "EXPAND_DIMS")
MATRIX = 2  # dimensions


def run(tree: Tree) -> list[Change]:
    """Drop what copies only; return what was dropped."""
    return [change for graph in graphs(tree) for operator in tuple(graph.operators) for change in _drop(graph, operator)]


def _drop(graph: Graph, operator: Table) -> list[Change]:
    if graph.name(operator) not in COPIES or not numbers(operator, "inputs") or len(numbers(operator, "outputs")) != 1:
        return []
    source, target = numbers(operator, "inputs")[0], numbers(operator, "outputs")[0]
    if min(source, target) < 0 or not _same_bytes(graph, source, target):
        return []
    title, location = graph.title(operator), graph.location(operator)
    if graph.shape(source) == graph.shape(target) and _same_shape(graph, operator, source, target):
        return [Change("graph", "noop-reshape", f"{title} copies {graph.label(source)!r} as it is: dropped", location)]
    if _before_dense(graph, operator, source, target):
        return [Change("graph", "noop-reshape", f"{title} only feeds FULLY_CONNECTED, which reads rows: dropped", location)]
    return []


def _same_bytes(graph: Graph, source: int, target: int) -> bool:
    """Return whether both are computed once in each inference, by type, quantization and number of elements alike."""
    once = len(graph.writers(target)) == 1 and len(graph.writers(source)) <= 1
    plain = graph.is_plain(source) and graph.is_plain(target)
    return once and plain and graph.alike(source, target) and prod(graph.shape(source)) == prod(graph.shape(target))


def _same_shape(graph: Graph, operator: Table, source: int, target: int) -> bool:
    """Take the operator out; an output of the graph keeps its name by being written where its input was."""
    if not graph.is_end(target):
        graph.redirect(target, source)
        graph.remove([operator])
        return True
    if graph.is_end(source) or not graph.writers(source):
        return False
    (writer,) = graph.writers(source)
    graph.remove([operator])
    writer["outputs"] = tuple(target if it == source else it for it in numbers(writer, "outputs"))
    graph.redirect(source, target)
    return True


def _before_dense(graph: Graph, operator: Table, source: int, target: int) -> bool:
    readers = graph.readers(target)
    if graph.is_end(target) or not readers or not all(_reads_rows(graph, it, target) for it in readers):
        return False
    graph.redirect(target, source)
    graph.remove([operator])
    return True


def _reads_rows(graph: Graph, operator: Table, tensor: int) -> bool:
    if graph.name(operator) != "FULLY_CONNECTED" or options(operator).get("keep_num_dims"):
        return False
    operands, outputs = numbers(operator, "inputs"), numbers(operator, "outputs")
    if operands.count(tensor) != 1 or operands[0] != tensor or len(operands) < MATRIX or not outputs:
        return False
    depth = graph.shape(operands[1])[-1:]
    rows = graph.shape(outputs[0])[:1]
    return len(graph.shape(outputs[0])) == MATRIX and prod(graph.shape(tensor)) == prod(depth) * prod(rows)
