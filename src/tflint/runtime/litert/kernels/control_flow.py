"""WHILE, IF and STABLEHLO_COMPOSITE (while.cc, if.cc, stablehlo_composite.cc): their subgraphs are prepared with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert.dtype_size import HEAP
from tflint.runtime.litert.kernel import Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import GraphInfo
    from tflint.runtime.litert.kernel import Node


def _callee(node: Node, option: str, skipped: int = 0) -> GraphInfo:
    number = node.number(option)
    node.ensure(0 <= number < len(node.model.subgraphs), f"subgraph {number} of {len(node.model.subgraphs)}")
    assert node.call is not None
    return node.call(number, tuple(node.input(i) for i in range(skipped, len(node.state.inputs))))


def _dynamic(graph: GraphInfo) -> bool:
    return graph.prepared < len(graph.nodes) or graph.has_dynamic_tensors


def prepare_while(node: Node) -> None:
    """Make outputs dynamic where the body's are, or where a body's output has another shape than its input."""
    _callee(node, "cond_subgraph_index")
    body = _callee(node, "body_subgraph_index")
    grows = any(
        body.tensors[a].dims != body.tensors[b].dims
        for a, b in zip(body.inputs, body.outputs, strict=False)
        if a >= 0 and b >= 0 and {body.tensors[a].dims, body.tensors[b].dims} != {(), (1,)}
    )
    if _dynamic(body) or grows:
        node.make_dynamic(*(node.output(i) for i in range(len(node.state.outputs))))
        return
    _drop_unread(node, body)


def _drop_unread(node: Node, body: GraphInfo) -> None:
    """Leave out outputs that the body only forwards and that nobody reads."""
    readers = {tensor for other in node.graph.nodes for tensor in other.inputs} | set(node.graph.outputs)
    forwarded = [a == b and a >= 0 and body.tensors[a].dtype not in HEAP for a, b in zip(body.inputs, body.outputs, strict=False)]
    pairs = zip(node.state.outputs, forwarded, strict=False)
    node.state.outputs = tuple(-1 if dropped and tensor not in readers else tensor for tensor, dropped in pairs)


def prepare_if(node: Node) -> None:
    """Make outputs dynamic where a branch's are, or where the branches' shapes differ."""
    branches = [_callee(node, f"{branch}_subgraph_index", skipped=1) for branch in ("then", "else")]
    shapes = [tuple(graph.tensors[i].dims for i in graph.outputs if i >= 0) for graph in branches]
    if any(map(_dynamic, branches)) or shapes[0] != shapes[1]:
        node.make_dynamic(*(node.output(i) for i in range(len(node.state.outputs))))


def prepare_composite(node: Node) -> None:
    """Prepare the decomposition, which runs where no delegate takes the composite."""
    if _dynamic(_callee(node, "decomposition_subgraph_index")):
        node.make_dynamic(*(node.output(i) for i in range(len(node.state.outputs))))


KERNELS = (Kernel("WHILE", prepare_while), Kernel("IF", prepare_if), Kernel("STABLEHLO_COMPOSITE", prepare_composite))
