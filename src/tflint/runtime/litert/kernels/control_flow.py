"""WHILE, IF, STABLEHLO_COMPOSITE, CALL_ONCE (while.cc, if.cc, stablehlo_composite.cc): all but the last prepare their subgraphs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.dtype_size import HEAP
from tflint.runtime.litert.graph_info import AllocationType
from tflint.runtime.litert.kernel import Kernel

if TYPE_CHECKING:
    from tflint.model.view import Subgraph
    from tflint.runtime.litert.graph_info import GraphInfo, TensorState
    from tflint.runtime.litert.kernel import Node


CALLED = ("num_inputs", "subgraph->inputs().size()", "num_outputs", "subgraph->outputs().size()")
COMPOSED = tuple(name.replace("subgraph->", "decomposition_subgraph->") for name in CALLED)


def _number(k: Node, option: str) -> int:
    number = k.number(option)
    count = len(k.model.subgraphs)
    why = f"{option} is {number}, the model has {count} subgraphs"
    name = "op_state->subgraph_index" if option == "decomposition_subgraph_index" else f"op_data->{option}"
    ensure.true(k, 0 <= number < count, why, f"{name} < subgraphs->size()")
    return number


def _ends(k: Node, number: int, inputs: int, outputs: int, *names: str) -> None:
    """Refuse a subgraph of another number of inputs or outputs than the op has; `names` are both sides of the four in C++."""
    subgraph = k.model.subgraphs[number]
    for what, wanted, given in (("inputs", inputs, subgraph.inputs), ("outputs", outputs, subgraph.outputs)):
        found = len(given or ())
        why = f"{k.operator.name} has {wanted} {what} for subgraph {number}, which has {found}"
        left, right = names[:2] if what == "inputs" else names[2:]
        values = (wanted, found) if left.startswith("num_") else (found, wanted)
        ensure.equal(k, *values, left, right, why)


def _callee(k: Node, number: int, skipped: int = 0) -> GraphInfo:
    if -1 in k.state.inputs:
        ensure.crash(k, f"an input of {k.operator.name} is left out: its shape is copied through a null pointer")
    assert k.call is not None
    return k.call(number, tuple(k.input(i) for i in range(skipped, len(k.state.inputs))))


def _dynamic(graph: GraphInfo) -> bool:
    return graph.prepared < len(graph.nodes) or graph.has_dynamic_tensors


def _check_condition(k: Node, graph: GraphInfo) -> None:
    """CheckCondOutput: one bool."""
    output = graph.tensors[graph.outputs[0]]
    if output.allocation is AllocationType.DYNAMIC:
        return
    ensure.is_type(k, output, "bool", "cond_output->type")
    if output.dims:
        why = f"the condition {output.name!r} is {list(output.dims)}, expected one value"
        ensure.equal(k, len(output.dims), 1, "cond_output->dims->size", 1, why)
        ensure.equal(k, output.dims[0], 1, "cond_output->dims->data[0]", 1, why)


def prepare_while(k: Node) -> None:
    """Make outputs dynamic where the body's are, or where a body's output has another shape than its input."""
    count = len(k.state.inputs)
    made = len(k.state.outputs)
    ensure.equal(k, made, count, "node->outputs->size", "num_inputs", f"WHILE has {count} inputs and {made} outputs")
    condition, body_number = _number(k, "cond_subgraph_index"), _number(k, "body_subgraph_index")
    why = f"condition and body are both subgraph {condition}"
    ensure.true(k, condition != body_number, why, "op_data->cond_subgraph_index != op_data->body_subgraph_index")
    _ends(k, condition, count, 1, "cond_subgraph->inputs().size()", "num_inputs", "cond_subgraph->outputs().size()", "1")
    names = "body_subgraph->inputs().size()", "num_inputs", "body_subgraph->outputs().size()", "num_inputs"
    _ends(k, body_number, count, count, *names)
    _check_condition(k, _callee(k, condition))
    body = _callee(k, body_number)
    pairs = [(body.tensors[a], body.tensors[b]) for a, b in zip(body.inputs, body.outputs, strict=False) if a >= 0 and b >= 0]
    if _dynamic(body) or _grows(k, pairs):
        k.make_dynamic(*(k.output(i) for i in range(made)))
        return
    for position, (_, output) in enumerate(pairs):
        ours = k.output(position)
        if ours is not None and output.dtype not in HEAP:
            k.resize(ours, output.dims)
    _drop_unread(k, body)


def _grows(k: Node, pairs: list[tuple[TensorState, TensorState]]) -> bool:
    for given, made in pairs:
        ensure.same_type(k, given, made, "body_input->type", "body_output->type")
        if given.dims != made.dims and sum(tensor.dims[0] if tensor.dims else 0 for tensor in (given, made)) != 1:
            return True
    return False


def _drop_unread(k: Node, body: GraphInfo) -> None:
    """Leave out outputs that the body only forwards and that nobody reads."""
    readers = {tensor for other in k.graph.nodes for tensor in other.inputs} | set(k.graph.outputs)
    forwarded = [a == b and a >= 0 and body.tensors[a].dtype not in HEAP for a, b in zip(body.inputs, body.outputs, strict=False)]
    pairs = zip(k.state.outputs, forwarded, strict=False)
    k.state.outputs = tuple(-1 if dropped and tensor not in readers else tensor for tensor, dropped in pairs)


def evaluate_while(k: Node) -> None:
    """Refuse, without a word, an output of another number of bytes than the input that is copied to it (CopyTensorsData)."""
    for position, output in enumerate(k.state.outputs):
        given, made = k.input(position), k.output(position)
        if output < 0 or given is None or made is None or AllocationType.DYNAMIC in {given.allocation, made.allocation}:
            continue
        why = f"{given.name!r} has {given.bytes} B, {made.name!r} {made.bytes} B: WHILE copies one to the other"
        ensure.that(k, given.bytes == made.bytes or given.dtype in HEAP, why)


def prepare_if(k: Node) -> None:
    """Make outputs dynamic where a branch's are, or where the branches' shapes differ."""
    ensure.true(k, bool(k.state.inputs), "IF without inputs", "node->inputs->size > 0")
    condition = k.need()
    ensure.is_number(k, condition, "bool", "cond->type")
    ensure.elements(k, condition, 1, "NumElements(cond)")
    made = len(k.state.outputs)
    called = [_number(k, f"{branch}_subgraph_index") for branch in ("then", "else")]
    for number in called:
        _ends(k, number, len(k.state.inputs) - 1, made, *CALLED)
    branches = [_callee(k, number, skipped=1) for number in called]
    shapes = [tuple(graph.tensors[i].dims for i in graph.outputs if i >= 0) for graph in branches]
    if any(map(_dynamic, branches)) or shapes[0] != shapes[1]:
        k.make_dynamic(*(k.output(i) for i in range(made)))
        return
    k.state.lends_outputs = True
    for position, dims in enumerate(shapes[0]):
        ours = k.output(position)
        if ours is not None and ours.dtype not in HEAP:
            k.resize(ours, dims)


def evaluate_if(k: Node) -> None:
    """Die of an output of strings or handles, which has no memory, where each branch computes numbers into it (Eval_static)."""
    graphs = [k.model.subgraphs[k.number(f"{branch}_subgraph_index")] for branch in ("then", "else")]
    for position in range(len(k.state.outputs)):
        y = k.output(position)
        handle = k.state.lends_outputs and y is not None and y.dtype in HEAP
        if y is not None and handle and all(_computes_numbers(k, graph, position) for graph in graphs):
            ensure.crash(k, f"output {y.name!r} is {y.dtype}, both branches write numbers: through a null pointer")


def _computes_numbers(k: Node, graph: Subgraph, position: int) -> bool:
    """Return whether a branch's output is neither handed through nor a constant, nor without values."""
    index = (graph.outputs or ())[position]
    if index < 0 or index in (graph.inputs or ()):
        return False
    tensor = graph.tensors[index]
    return tensor.dtype not in HEAP and tensor.elements > 0 and k.model.constant(tensor) is None


def prepare_composite(k: Node) -> None:
    """Prepare the decomposition, which runs where no delegate takes the composite."""
    ensure.true(k, bool(k.state.inputs), "STABLEHLO_COMPOSITE without inputs", "node->inputs->size > 0")
    number = _number(k, "decomposition_subgraph_index")
    _ends(k, number, len(k.state.inputs), len(k.state.outputs), *COMPOSED)
    if _dynamic(_callee(k, number)):
        k.make_dynamic(*(k.output(i) for i in range(len(k.state.outputs))))


def prepare_call_once(k: Node) -> None:
    """CALL_ONCE (call_once.cc): another subgraph, that takes and gives nothing; it is only prepared at Invoke."""
    number = k.number("init_subgraph_index")
    itself = number == k.operator.subgraph and k.since("1.4.0")
    expression = "op_data->init_subgraph_index != this_subgraph->GetSubgraphIndex()"
    ensure.true(k, not itself, f"CALL_ONCE of its own subgraph {number}", expression)
    for end, found in (("inputs", len(k.state.inputs)), ("outputs", len(k.state.outputs))):
        ensure.equal(k, found, 0, f"node->{end}->size", 0, f"CALL_ONCE has {found} {end}, expected none")
    names = "init_subgraph->inputs().size()", "0", "init_subgraph->outputs().size()", "0"
    _ends(k, _number(k, "init_subgraph_index"), 0, 0, *names)


KERNELS = (
    Kernel("WHILE", prepare_while, evaluate_while),
    Kernel("IF", prepare_if, evaluate_if),
    Kernel("STABLEHLO_COMPOSITE", prepare_composite),
    Kernel("CALL_ONCE", prepare_call_once),
)
