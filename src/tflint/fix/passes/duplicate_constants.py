"""Store equal constants once, and let operators that read equal constant tensors read one of them.

Proof. Runtimes read constants where they lie in the file and never write them: two buffers with the same bytes are one. Two
constant tensors of one subgraph that agree in everything but their name are one to every operator.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

from tflint.fix.change import Change
from tflint.fix.graph import buffer_data, graphs
from tflint.model.tree import number

if TYPE_CHECKING:
    from tflint.fix.graph import Graph
    from tflint.model.tree import Table, Tree


def run(tree: Tree) -> list[Change]:
    """Share equal constants; return one change that says how much was stored again. Those that nothing reads any more are left to dead_code."""
    first: dict[tuple[int, bytes], int] = {}
    wasted: dict[int, int] = {}
    for tensor in (tensor for graph in graphs(tree) for tensor in graph.tensors):
        index = number(tensor, "buffer")
        data = buffer_data(tree, index)
        if len(data) and not tensor["is_variable"]:
            same = first.setdefault((len(data), blake2b(data).digest()), index)
            wasted |= {index: len(data)} if same != index else {}
            tensor["buffer"] = same
    merged = sum(_merge(graph) for graph in graphs(tree))
    if not wasted and not merged:
        return []
    saved = sum(wasted.values())
    message = f"{saved:,} B of equal constants shared" if saved else f"{merged} equal constant tensor{'s' * (merged > 1)} shared"
    return [Change("graph", "duplicate-constants", message, "", {"bytes": saved, "tensors": merged})]


def _merge(graph: Graph) -> int:
    """Let operators read the first of equal constant tensors; return how many are left over."""
    first: dict[str, int] = {}
    merged = 0
    for index, tensor in enumerate(graph.tensors):
        if graph.constant(index) is None or tensor["is_variable"] or graph.is_end(index):
            continue
        same = first.setdefault(_key(tensor), index)
        if same != index and graph.readers(index):
            graph.redirect(index, same)
            merged += 1
    return merged


def _key(tensor: Table) -> str:
    return repr(sorted((field, value) for field, value in tensor.items() if field != "name"))
