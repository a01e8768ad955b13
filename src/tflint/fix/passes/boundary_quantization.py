"""Strip QUANTIZE and DEQUANTIZE at the ends of the graph: the application hands over, and gets, the numbers of the inner tensors.

Not safe: the type of an input or output changes. What the application has to do instead is what the operator did, with the scale and zero point
of the tensor that takes its place (quantize.cc: round(x / scale) + zero_point, cut off at the type's ends; dequantize.cc:
(q - zero_point) * scale); between two integer types of one scale it adds or takes off 128. Everything between the ends stays as it is.

The tensor that becomes the end takes the name of the one whose place it takes, so that what looks it up by name finds it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.fix.change import Change
from tflint.fix.graph import Graph
from tflint.model.tree import number, numbers, tables

if TYPE_CHECKING:
    from tflint.model.tree import Table, Tree

INNER = ("int8", "int16")
INPUT_RULES = {"float32": "float-input", "uint8": "uint8-io"}
OUTPUT_RULES = {"float32": "float-output", "uint8": "uint8-io"}


def run(tree: Tree) -> list[Change]:
    """Strip both ends of the first subgraph, which is the one that an application sees; return what was stripped."""
    graph = Graph(tree, 0)
    found = [change for it in numbers(graph.fields, "inputs") for change in _input(graph, it)]
    return found + [change for it in numbers(graph.fields, "outputs") for change in _output(graph, it)]


def _input(graph: Graph, tensor: int) -> list[Change]:
    readers, rule = graph.readers(tensor), INPUT_RULES.get(graph.dtype(tensor))
    if rule is None or len(readers) != 1 or graph.name(readers[0]) != "QUANTIZE" or graph.writers(tensor):
        return []
    inner = numbers(readers[0], "outputs")[0]
    if not _takes_the_place(graph, inner, tensor) or len(graph.writers(inner)) != 1:
        return []
    return [_stripped(graph, readers[0], "inputs", (tensor, inner), rule)]


def _output(graph: Graph, tensor: int) -> list[Change]:
    writers, rule = graph.writers(tensor), OUTPUT_RULES.get(graph.dtype(tensor))
    if rule is None or len(writers) != 1 or graph.name(writers[0]) not in ("QUANTIZE", "DEQUANTIZE") or graph.readers(tensor):
        return []
    inner = numbers(writers[0], "inputs")[0]
    if not _takes_the_place(graph, inner, tensor) or not graph.writers(inner) or not graph.is_plain(inner):
        return []
    return [_stripped(graph, writers[0], "outputs", (tensor, inner), rule)]


def _takes_the_place(graph: Graph, inner: int, end: int) -> bool:
    """Return whether a quantized tensor inside can be the end instead: it is none yet, and has the same shape."""
    quantization = graph.tensors[inner].get("quantization")
    scaled = isinstance(quantization, dict) and bool(quantization.get("scale"))
    return scaled and graph.dtype(inner) in INNER and not graph.is_end(inner) and graph.shape(inner) == graph.shape(end)


def _stripped(graph: Graph, operator: Table, side: str, ends: tuple[int, int], rule: str) -> Change:
    end, inner = ends
    location, title = graph.location(operator), graph.title(operator)
    graph.remove([operator])
    graph.fields[side] = tuple(inner if it == end else it for it in numbers(graph.fields, side))
    for signature in tables(graph.tree.model, "signature_defs"):
        for entry in tables(signature, side) if signature["subgraph_index"] == graph.index else ():
            entry["tensor_index"] = inner if number(entry, "tensor_index") == end else number(entry, "tensor_index")
    before = graph.dtype(end)
    name = graph.label(end)
    graph.tensors[inner]["name"], graph.tensors[end]["name"] = name, graph.label(inner)
    word = "takes" if side == "inputs" else "gives"
    message = f"{name!r} {word} {graph.dtype(inner)} instead of {before}, without {title}"
    return Change("graph", rule, message, location, {"dtype": graph.dtype(inner)})
