"""A subgraph from load to AllocateTensors(): tensors as the file declares them, then Prepare node by node (core/subgraph.cc)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from tflint.runtime.litert.dtype_size import HEAP, bytes_required
from tflint.runtime.litert.graph_info import AllocationType, GraphInfo, NodeState, TensorState
from tflint.runtime.litert.judged import judged
from tflint.runtime.litert.kernel import Node, Refused
from tflint.runtime.litert.kernel_registry import kernels
from tflint.runtime.litert.op_resolver import CUSTOM_OPS, unresolved
from tflint.runtime.verdict import Cause, Effect, Phase

if TYPE_CHECKING:
    from tflint.model.view import Model, Operator, Subgraph, Tensor
    from tflint.runtime.litert.kernel import Kernel, Settings

HANDLES = frozenset({"resource", "variant"})
"""Types of inputs that keep their own memory in a called subgraph."""


def _declared(model: Model, tensor: Tensor) -> TensorState:
    """SetTensorParametersReadOnly and SetTensorParametersReadWrite: where a tensor lives before any kernel saw it."""
    size = 0 if tensor.dtype in HEAP else max(bytes_required(tensor.dtype, tensor.shape), 0)
    buffer = model.buffers[tensor.buffer]
    if tensor.buffer and (buffer.at or buffer.outside):  # an empty vector is a constant too, buffer 0 never
        allocation, size = AllocationType.CONSTANT, buffer.size
    elif tensor.dtype in HEAP:
        allocation = AllocationType.DYNAMIC
    else:
        allocation = AllocationType.PERSISTENT if tensor.is_variable else AllocationType.ARENA
    open_dims = -1 in (tensor.shape_signature or ())
    return TensorState(tensor.name, tensor.dtype, tensor.shape, allocation, size, tensor.quantization, open_dims)


def load(model: Model, subgraph: Subgraph) -> tuple[GraphInfo, list[int]]:
    """Return the subgraph with the tensors that kernels add in Init, and the first of them for each node (-1: none)."""
    tensors = [_declared(model, tensor) for tensor in subgraph.tensors]
    nodes, firsts = [], []
    for operator in subgraph.operators:
        kernel = kernels().get(operator.name)
        state = NodeState(operator.inputs or (), operator.outputs or ())
        if kernel is not None:
            state.shares, state.unmodified = kernel.shares, kernel.unmodified
        nodes.append(state)
        firsts.append(_add(tensors, 0 if kernel is None else kernel.init_tensors))
    variables = tuple(tensor.index for tensor in subgraph.tensors if tensor.is_variable)
    return GraphInfo(tensors, nodes, subgraph.inputs or (), subgraph.outputs or (), variables), firsts


def _add(tensors: list[TensorState], count: int) -> int:
    """AddTensors: blank tensors after the others."""
    tensors += [TensorState("", "none", (), AllocationType.NONE, 0) for _ in range(count)]
    return len(tensors) - count if count else -1


def prepare(
    model: Model,
    index: int,
    settings: Settings,
    passed: tuple[TensorState | None, ...] = (),
    callers: tuple[int, ...] = (),
) -> GraphInfo:
    """Prepare a subgraph's nodes up to the first whose output's size is not known; raise Refused where a kernel does.

    `passed` are the caller's tensors after the subgraph's inputs: these take the shapes and hold no memory of their own.
    """
    subgraph = model.subgraphs[index]
    if index in callers:
        why = f"subgraph {index} calls itself: preparation never ends"
        at = "core/subgraph.cc: AllocateTensors"
        raise Refused(judged(Phase.PREPARE, Effect.UNDEFINED, Cause.GRAPH, why, callers[-1], source=at))
    graph, firsts = load(model, subgraph)
    _pass(graph, passed)

    def call(number: int, tensors: tuple[TensorState | None, ...]) -> GraphInfo:
        return prepare(model, number, settings, tensors, (*callers, index))

    for operator, state, first in zip(subgraph.operators, graph.nodes, firsts, strict=True):
        try:
            _prepare_node(Node(model, operator, graph, state, settings, first, call))
        except Refused as refused:
            if not graph.shapes_lost or refused.verdict.cause is Cause.CUSTOM:
                raise
        graph.prepared += 1
        outputs = (graph.tensors[tensor] for tensor in state.outputs if tensor >= 0)
        if state.stops or any(output.allocation is AllocationType.DYNAMIC for output in outputs):
            break
    return graph


def _pass(graph: GraphInfo, passed: tuple[TensorState | None, ...]) -> None:
    for tensor, given in zip(graph.inputs, passed, strict=False):
        if tensor < 0 or given is None:
            continue
        state = graph.tensors[tensor]
        state.dims, state.dtype = given.dims, given.dtype
        if given.dtype not in HANDLES:
            state.bytes, state.allocation = given.bytes, AllocationType.CUSTOM


def _prepare_node(node: Node) -> None:
    operator: Operator = node.operator
    if operator.code.name == "CUSTOM" and operator.name not in CUSTOM_OPS:
        raise node.refuse(*unresolved(operator), cause=Cause.CUSTOM)
    kernel = kernels().get(operator.name)
    if kernel is None:
        node.graph.shapes_lost |= any(not tensor.dims for tensor in _outputs(node))
        return
    first = _add(node.graph.tensors, kernel.prepare_tensors) if kernel.prepare_tensors else node.first_temporary
    kernel.prepare(replace(node, first_temporary=first, source=kernel.source))


def _outputs(node: Node) -> list[TensorState]:
    return [node.graph.tensors[tensor] for tensor in node.state.outputs if tensor >= 0]


CALLERS = frozenset({"WHILE", "IF", "STABLEHLO_COMPOSITE", "STABLEHLO_CASE"})
"""Ops that run other subgraphs, or do not: what these assign is not followed."""


def invoke(model: Model, graph: GraphInfo, settings: Settings) -> None:
    """Walk the Eval of each prepared node of the primary subgraph; raise Refused at the first that fails, whatever the inputs hold.

    Where preparation stopped early, a later custom op that nobody registered is refused as well: it is prepared then (Subgraph::InvokeImpl).
    """
    _Run(model, settings, {}).walk(0, graph)
    for operator in model.subgraphs[0].operators[graph.prepared :]:
        if operator.code.name == "CUSTOM" and operator.name not in CUSTOM_OPS:
            node = Node(model, operator, graph, graph.nodes[operator.index], settings, phase=Phase.INVOKE)
            raise node.refuse(*unresolved(operator), cause=Cause.CUSTOM)


class _Run:
    """One Invoke(): `variables` are the resource variables that have a value, with their types; None where that is not known."""

    def __init__(self, model: Model, settings: Settings, variables: dict[str, str] | None) -> None:
        self.model, self.settings, self.variables = model, settings, variables
        self.running: list[int] = []

    def walk(self, index: int, graph: GraphInfo) -> None:
        """Walk a subgraph's nodes."""
        self.running.append(index)
        made = {*graph.inputs, *graph.variables, *(tensor for state in graph.nodes for tensor in state.outputs)}
        for operator, state in zip(self.model.subgraphs[index].operators[: graph.prepared], graph.nodes, strict=False):
            node = Node(self.model, operator, graph, state, self.settings, phase=Phase.INVOKE, variables=self.variables)
            _check_data(node, made)
            if operator.name == "CALL_ONCE":
                self.walk_once(node.number("init_subgraph_index"))
            elif operator.name in CALLERS:
                self.variables = None
            kernel = kernels().get(operator.name)
            if kernel is None or graph.shapes_lost:
                continue
            node = _with_zeros(replace(node, source=kernel.eval_source), kernel)
            if operator.name.startswith(CHECKED):
                _check_strings(node)
            if kernel.eval is not None:
                kernel.eval(node)
            _check_memory(node)
        self.running.pop()

    def walk_once(self, index: int) -> None:
        """Prepare and walk the subgraph of a CALL_ONCE, which happens at its first Eval."""
        if index in self.running:
            why = f"subgraph {index} initializes itself: the calls never end"
            source = "kernels/call_once.cc: Eval"
            raise Refused(judged(Phase.INVOKE, Effect.UNDEFINED, Cause.GRAPH, why, self.running[-1], source=source))
        try:
            graph = prepare(self.model, index, self.settings)
        except Refused as refused:
            raise Refused(refused.verdict._replace(phase=Phase.INVOKE)) from refused
        self.walk(index, graph)


def _with_zeros(node: Node, kernel: Kernel) -> Node:
    """Return a node that knows the zeros of variables which nothing writes (ResetVariableTensors), after Eval has read shapes from them."""
    sizes = {index for index in node.state.inputs if index in node.graph.variables and _is_size(node.graph.tensors[index])}
    if not sizes:
        return node
    used = Counter(index for state in node.graph.nodes for index in (*state.inputs, *state.outputs))
    zeros = frozenset(index for index in sizes if used[index] == 1 and index not in node.graph.inputs)
    if not zeros:
        return node
    informed = replace(node, zeros=zeros, graph=replace(node.graph, tensors=list(node.graph.tensors)))
    kernel.prepare(informed)
    return informed


def _is_size(state: TensorState) -> bool:
    """Return whether a tensor may hold sizes: a scalar or a vector of numbers without a zero point."""
    return len(state.dims) <= 1 and state.dtype in UNQUANTIZED


UNQUANTIZED = frozenset({"int32", "int64", "float32"})
"""Types of variables that are reset to 0, not to a zero point."""
NUMBERS_ONLY = frozenset(
    {
        *("BATCH_MATMUL", "CUMSUM", "FAKE_QUANT", "MATRIX_DIAG", "MATRIX_SET_DIAG"),
        *("RNN", "UNIDIRECTIONAL_SEQUENCE_RNN", "SEGMENT_SUM", "SOFTMAX"),
        *(f"STABLEHLO_{what}" for what in ("ADD", "AND", "MAXIMUM", "MINIMUM", "MULTIPLY")),
        *(f"UNSORTED_SEGMENT_{what}" for what in ("MAX", "MIN", "PROD", "SUM")),
    }
)
"""Ops that write numbers into whatever the file declares, with no look at the output's type."""
CHECKED = ("REDUCE_", "MEAN", "SUM")
"""Ops among these that check for missing memory, and say so."""


READ = {"ATAN2": 1, "MATRIX_SET_DIAG": 1, "STABLEHLO_SHIFT_LEFT": 1, "ASSIGN_VARIABLE": 1}
"""Operands that a kernel reads whether they hold anything or not."""


def _check_memory(node: Node) -> None:
    """Die of operands that have no memory and are read or written anyway."""
    if node.operator.name in NUMBERS_ONLY:
        _check_strings(node)
        _check_handles(node)
    read = node.input(READ[node.operator.name]) if node.operator.name in READ else None
    if read is not None and 0 in read.dims:
        raise node.crash(
            f"{read.name!r} is {list(read.dims)}, which is empty: {node.operator.name} reads it through a null pointer"
        )


def _check_handles(node: Node) -> None:
    """Die of a graph's input of handles that is read as numbers: no call gives it memory."""
    for position, index in enumerate(node.state.inputs):
        state = node.input(position)
        if state is not None and state.dtype in HANDLES and index in node.graph.inputs and 0 not in state.dims:
            raise node.crash(f"input {state.name!r} is {state.dtype}, {node.operator.name} reads numbers through a null pointer")


def _check_strings(node: Node) -> None:
    """Refuse, or die of, an output of strings or handles that numbers are written to: it has no memory."""
    output = node.output()
    if output is None or output.dtype not in HEAP or output.allocation is not AllocationType.DYNAMIC:
        return
    why = f"output {output.name!r} is {output.dtype}, {node.operator.name} writes numbers"
    if node.operator.name.startswith(CHECKED):
        raise node.refuse(why, "Reduce data is null.", cause=Cause.TYPE)
    if node.operator.name.startswith("UNSORTED"):
        raise node.refuse(why, "output data is null.", cause=Cause.TYPE)
    if 0 not in output.dims:
        raise node.crash(f"{why} through a null pointer")


def _check_data(node: Node, made: set[int]) -> None:
    """Refuse an input that nothing makes: it was never given memory."""
    for position, index in enumerate(node.state.inputs):
        if index < 0 or index in made:
            continue
        state = node.graph.tensors[index]
        is_shape = node.operator.name == "RESHAPE" and position == 1 and len(state.dims) != 1
        if state.allocation is AllocationType.ARENA and state.bytes and not is_shape:
            why = f"{state.name!r} is neither a constant nor made by any operator"
            raise node.refuse(why, f"Input tensor {index} lacks data", source="core/subgraph.cc: InvokeImpl")
