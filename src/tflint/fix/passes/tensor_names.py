"""Drop the names of tensors inside the graph.

Proof. No runtime reads a tensor's name while it runs; inputs, outputs and what a signature names keep theirs. People who look at the model lose
something, so this runs only where it is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.fix.change import Change
from tflint.fix.graph import graphs
from tflint.model.tree import number, tables

if TYPE_CHECKING:
    from tflint.model.tree import Tree


def run(tree: Tree) -> list[Change]:
    """Drop the names; return one change that says how many bytes they took."""
    bytes_ = count = 0
    for graph in graphs(tree):
        signed = {
            number(entry, "tensor_index")
            for it in tables(tree.model, "signature_defs")
            if it["subgraph_index"] == graph.index
            for entry in (*tables(it, "inputs"), *tables(it, "outputs"))
        }
        for index, tensor in enumerate(graph.tensors):
            if graph.label(index) and index not in signed and not graph.is_end(index):
                bytes_ += len(str(tensor.pop("name")).encode(errors="surrogateescape"))
                count += 1
    if not count:
        return []
    return [Change("file", "tensor-names", f"{count} names of tensors inside dropped, {bytes_:,} B", "", {"bytes": bytes_})]
