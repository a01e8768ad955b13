"""Store the weights of hybrid operators as float32: float in, float out, and no quantized weights between.

Not exact: LiteRT quantizes the input of a hybrid operator on the fly and multiplies in int8; here everything is multiplied in float32. TFLM has no hybrid
kernels, so this is how such a model runs there. The weights take four times the flash.
"""

from __future__ import annotations

from struct import iter_unpack, pack
from typing import TYPE_CHECKING

from tflint.fix.change import Change
from tflint.fix.graph import add_buffer, graphs
from tflint.model.tree import number, numbers

if TYPE_CHECKING:
    from tflint.fix.graph import Graph
    from tflint.model.tree import Table, Tree

WEIGHTED = ("CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED")
WEIGHTS = 1  # the operand


def run(tree: Tree) -> list[Change]:
    """Unpack the weights of every hybrid operator; return which."""
    return [change for graph in graphs(tree) for operator in graph.operators for change in _unpack(graph, operator)]


def _unpack(graph: Graph, operator: Table) -> list[Change]:
    operands = numbers(operator, "inputs")
    if graph.name(operator) not in WEIGHTED or len(operands) <= WEIGHTS or min(operands[:2]) < 0:
        return []
    weights = operands[WEIGHTS]
    if graph.dtype(operands[0]) != "float32" or graph.dtype(weights) != "int8" or not _only_hybrid(graph, weights):
        return []
    values = _values(graph, weights)
    if values is None:
        return []
    tensor = graph.tensors[weights]
    tensor.pop("quantization")
    tensor |= {"type": 0, "buffer": add_buffer(graph.tree, pack(f"<{len(values)}f", *values))}
    message = f"{graph.label(weights)!r} of {graph.title(operator)} stored as float32, {3 * len(values):,} B more"
    return [Change("graph", "hybrid-operator", message, graph.location(operator), {"bytes": 3 * len(values)})]


def _only_hybrid(graph: Graph, weights: int) -> bool:
    """Return whether all operators that read the weights compute in float32."""
    return all(
        graph.name(it) in WEIGHTED
        and graph.dtype(numbers(it, "inputs")[0]) == "float32"
        and numbers(it, "inputs").index(weights) == WEIGHTS
        for it in graph.readers(weights)
    )


def _values(graph: Graph, weights: int) -> list[float] | None:
    """Return the weights as (q - zero_point) * scale, each slice of the quantized dimension with its own; None where these do not fit."""
    held, quantization = graph.constant(weights), graph.tensors[weights].get("quantization")
    if held is None or not isinstance(quantization, dict):
        return None
    scales, points = quantization.get("scale") or (), quantization.get("zero_point") or ()
    shape = graph.shape(weights)
    dimension = number(quantization, "quantized_dimension")
    count = len(scales)
    if not count or len(points) not in (0, 1, count) or (count > 1 and (dimension >= len(shape) or shape[dimension] != count)):
        return None
    inner = 1
    for side in shape[dimension + 1 :]:
        inner *= side
    points = points * count if len(points) == 1 else points or (0,) * count
    return [(q - points[i // inner % count]) * scales[i // inner % count] for i, (q,) in enumerate(iter_unpack("b", held))]
