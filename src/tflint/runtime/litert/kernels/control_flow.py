"""WHILE, IF, STABLEHLO_COMPOSITE, CALL_ONCE (while.cc, if.cc, stablehlo_composite.cc): all but the last prepare their subgraphs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.dtype_size import HEAP
from tflint.runtime.litert.graph_info import AllocationType
from tflint.runtime.litert.kernel import Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import GraphInfo, TensorState
    from tflint.runtime.litert.kernel import Node


def _number(node: Node, option: str) -> int:
    number = node.number(option)
    count = len(node.model.subgraphs)
    why = f"{option} is {number}, the model has {count} subgraphs"
    node.ensure(0 <= number < count, why, f"op_data->{option} < subgraphs->size() was not true.")
    return number


def _ends(node: Node, number: int, inputs: int, outputs: int) -> None:
    """Refuse a subgraph of another number of inputs or outputs than the op has."""
    subgraph = node.model.subgraphs[number]
    for what, wanted, given in (("inputs", inputs, subgraph.inputs), ("outputs", outputs, subgraph.outputs)):
        found = len(given or ())
        why = f"{node.operator.name} has {wanted} {what} for subgraph {number}, which has {found}"
        node.ensure(found == wanted, why, f"num_{what} != subgraph->{what}().size() ({wanted} != {found})")


def _callee(node: Node, number: int, skipped: int = 0) -> GraphInfo:
    if -1 in node.state.inputs:
        raise node.crash(f"an input of {node.operator.name} is left out: its shape is copied through a null pointer")
    assert node.call is not None
    return node.call(number, tuple(node.input(i) for i in range(skipped, len(node.state.inputs))))


def _dynamic(graph: GraphInfo) -> bool:
    return graph.prepared < len(graph.nodes) or graph.has_dynamic_tensors


def _check_condition(node: Node, graph: GraphInfo) -> None:
    """CheckCondOutput: one bool."""
    output = graph.tensors[graph.outputs[0]]
    if output.allocation is AllocationType.DYNAMIC:
        return
    ensure.is_type(node, output, "bool")
    why = f"the condition {output.name!r} is {list(output.dims)}, one value wanted"
    node.ensure(output.dims in {(), (1,)}, why, "cond_output->dims->data[0] != 1")


def prepare_while(node: Node) -> None:
    """Make outputs dynamic where the body's are, or where a body's output has another shape than its input."""
    count = len(node.state.inputs)
    made = len(node.state.outputs)
    node.ensure(
        made == count, f"WHILE has {count} inputs and {made} outputs", f"node->outputs->size != num_inputs ({made} != {count})"
    )
    condition, body_number = _number(node, "cond_subgraph_index"), _number(node, "body_subgraph_index")
    why = f"condition and body are both subgraph {condition}"
    node.ensure(condition != body_number, why, "op_data->cond_subgraph_index != op_data->body_subgraph_index was not true.")
    _ends(node, condition, count, 1)
    _ends(node, body_number, count, count)
    _check_condition(node, _callee(node, condition))
    body = _callee(node, body_number)
    pairs = [(body.tensors[a], body.tensors[b]) for a, b in zip(body.inputs, body.outputs, strict=False) if a >= 0 and b >= 0]
    if _dynamic(body) or _grows(node, pairs):
        node.make_dynamic(*(node.output(i) for i in range(made)))
        return
    for position, (_, output) in enumerate(pairs):
        ours = node.output(position)
        if ours is not None and output.dtype not in HEAP:
            node.resize(ours, output.dims)
    _drop_unread(node, body)


def _grows(node: Node, pairs: list[tuple[TensorState, TensorState]]) -> bool:
    for given, made in pairs:
        ensure.same_type(node, given, made)
        if given.dims != made.dims and sum(tensor.dims[0] if tensor.dims else 0 for tensor in (given, made)) != 1:
            return True
    return False


def _drop_unread(node: Node, body: GraphInfo) -> None:
    """Leave out outputs that the body only forwards and that nobody reads."""
    readers = {tensor for other in node.graph.nodes for tensor in other.inputs} | set(node.graph.outputs)
    forwarded = [a == b and a >= 0 and body.tensors[a].dtype not in HEAP for a, b in zip(body.inputs, body.outputs, strict=False)]
    pairs = zip(node.state.outputs, forwarded, strict=False)
    node.state.outputs = tuple(-1 if dropped and tensor not in readers else tensor for tensor, dropped in pairs)


def prepare_if(node: Node) -> None:
    """Make outputs dynamic where a branch's are, or where the branches' shapes differ."""
    condition = node.need()
    ensure.is_type(node, condition, "bool")
    ensure.elements(node, condition, 1)
    made = len(node.state.outputs)
    numbers = [_number(node, f"{branch}_subgraph_index") for branch in ("then", "else")]
    for number in numbers:
        _ends(node, number, len(node.state.inputs) - 1, made)
    branches = [_callee(node, number, skipped=1) for number in numbers]
    shapes = [tuple(graph.tensors[i].dims for i in graph.outputs if i >= 0) for graph in branches]
    if any(map(_dynamic, branches)) or shapes[0] != shapes[1]:
        node.make_dynamic(*(node.output(i) for i in range(made)))
        return
    for position, dims in enumerate(shapes[0]):
        ours = node.output(position)
        if ours is not None and ours.dtype not in HEAP:
            node.resize(ours, dims)


def prepare_composite(node: Node) -> None:
    """Prepare the decomposition, which runs where no delegate takes the composite."""
    if _dynamic(_callee(node, _number(node, "decomposition_subgraph_index"))):
        node.make_dynamic(*(node.output(i) for i in range(len(node.state.outputs))))


def prepare_call_once(node: Node) -> None:
    """CALL_ONCE (call_once.cc): another subgraph, that takes and gives nothing; it is only prepared at Invoke."""
    number = node.number("init_subgraph_index")
    message = "op_data->init_subgraph_index != this_subgraph->GetSubgraphIndex() was not true."
    itself = number == node.operator.subgraph and node.since("1.4.0")
    node.ensure(not itself, f"CALL_ONCE of its own subgraph {number}", message)
    ensure.counts(node, 0, 0)
    _ends(node, _number(node, "init_subgraph_index"), 0, 0)


KERNELS = (
    Kernel("WHILE", prepare_while),
    Kernel("IF", prepare_if),
    Kernel("STABLEHLO_COMPOSITE", prepare_composite),
    Kernel("CALL_ONCE", prepare_call_once),
)
