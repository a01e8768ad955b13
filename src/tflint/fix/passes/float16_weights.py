"""Store weights that a DEQUANTIZE would unpack from float16 as the float32 numbers that it gives.

Proof. Every float16 is a float32; DEQUANTIZE from float16 is that conversion and nothing else (LiteRT: dequantize.h,
DequantizeImpl, Eigen's half to float). TensorFlow Lite Micro has no such kernel, so the model runs there at all only like this.
The weights take twice the flash.
"""

from __future__ import annotations

from struct import pack, unpack
from typing import TYPE_CHECKING

from tflint.fix.change import Change
from tflint.fix.graph import add_buffer, graphs
from tflint.model.tree import numbers

if TYPE_CHECKING:
    from tflint.fix.graph import Graph
    from tflint.model.tree import Table, Tree


def run(tree: Tree) -> list[Change]:
    """Unpack all constants that DEQUANTIZE would; return what was unpacked."""
    return [change for graph in graphs(tree) for operator in tuple(graph.operators) for change in _unpack(graph, operator)]


def _unpack(graph: Graph, operator: Table) -> list[Change]:
    if graph.name(operator) != "DEQUANTIZE" or not numbers(operator, "inputs") or not numbers(operator, "outputs"):
        return []
    source, target = numbers(operator, "inputs")[0], numbers(operator, "outputs")[0]
    if min(source, target) < 0 or graph.dtype(source) != "float16" or graph.dtype(target) != "float32" or graph.is_end(target):
        return []
    held = graph.constant(source)
    if held is None or len(held) % 2 or len(graph.writers(target)) != 1:
        return []
    count = len(held) // 2
    graph.tensors[target]["buffer"] = add_buffer(graph.tree, pack(f"<{count}f", *unpack(f"<{count}e", held)))
    message = f"{graph.label(source)!r} stored as float32, without {graph.title(operator)}"
    location = graph.location(operator)
    graph.remove([operator])
    return [Change("graph", "float16-weights", message, location, {"bytes": count * 2})]
