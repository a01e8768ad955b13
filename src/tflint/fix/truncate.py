"""A model cut off after one of its tensors is computed, with nothing moved: what its memory holds there can then be read.

The offline plan stays as it is, so the tensor is computed in the very places that the whole model uses for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.fix.graph import Graph
from tflint.model.tree import numbers, tables

if TYPE_CHECKING:
    from tflint.model.tree import Tree


def after(tree: Tree, tensor: int) -> Tree:
    """Return the model that ends with the operator that writes a tensor of subgraph 0, its only output."""
    cut = tree.copy()
    graph = Graph(cut, 0)
    last = max(place for place, it in enumerate(graph.operators) if tensor in numbers(it, "outputs"))
    del graph.operators[last + 1 :]
    graph.fields["outputs"] = (tensor,)
    cut.model.pop("signature_defs", None)
    return cut


def shared(before: Tree, after: Tree) -> list[tuple[int, int]]:
    """Return the tensors of subgraph 0 that operators compute in both models, as pairs, in the order of the second.

    Tensors are paired by name, where it is unique on both sides and shape and type agree.
    """
    ours, theirs = _computed(before), _computed(after)
    return [(ours[key], index) for key, index in theirs.items() if key in ours]


def _computed(tree: Tree) -> dict[tuple[object, ...], int]:
    graph = Graph(tree, 0)
    names = [str(tensor.get("name", "")) for tensor in graph.tensors]
    ends = numbers(tables(tree.model, "subgraphs")[0], "outputs")
    written = [index for it in graph.operators for index in numbers(it, "outputs") if index >= 0 and index not in ends]
    unique = (index for index in dict.fromkeys(written) if names[index] and names.count(names[index]) == 1)
    return {(names[index], graph.shape(index), graph.dtype(index)): index for index in unique}
