"""IF: micro/kernels/if.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import crashes, integer, missing, refused, refused_at_invoke, type_cause, type_number, wrong
from tflint.runtime.tflm.memory_helpers import byte_length
from tflint.runtime.tflm.steps import first_failure, keeps
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Subgraph, Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Verdict

PREPARE, EVAL = "micro/kernels/if.cc:IfPrepare", "micro/kernels/if.cc:IfEval"
COPY_IN = "micro/kernels/kernel_util.cc:CopyOpInputsToSubgraphInputs"
COPY_OUT = "micro/kernels/kernel_util.cc:CopySubgraphOutputsToOpOutputs"
ALLOCATION = "micro/micro_allocation_info.cc:MarkAllocationLifetimes"
BRANCHES = ("then_subgraph_index", "else_subgraph_index")


def prepare(node: Node, context: MicroContext) -> None:
    """IfPrepare: the condition; for a while it kept copies of what goes in and comes out (AllocateIntermediateBuffer)."""
    context.temp(node.input(0))
    if node.build.features.if_copies:
        for tensors, what in ((node.inputs[1:], "copy of the inputs"), (node.outputs, "copy of the outputs")):
            context.temp(*tensors)
            context.persistent(sum(byte_length(t.dtype, t.shape) or 0 for t in tensors if t is not None), what)


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Take a bool and two subgraphs; Prepare looks at the first one's operands only."""
    condition, subgraphs = node.input(0), node.model.subgraphs
    if condition is None:
        yield missing(node, PREPARE, ("cond",), ())
        return
    yield from _condition(node, condition)
    for option in BRANCHES:
        index = integer(node, option)
        if index >= len(subgraphs):
            why = f"{option} is {index}, the model has {len(subgraphs)} subgraphs"
            message = f"op_data->{option} < graph_info.NumSubgraphs() was not true."
            yield refused(node, why, cause=Cause.GRAPH, message=message, source=PREPARE)
    for option in BRANCHES:
        yield from _reachable(node, option)
    then, other = (subgraphs[integer(node, option)] for option in BRANCHES)
    yield from _counts(node, then)
    yield from _branch(node, then, "then")
    yield from _branch(node, other, "else")


def _condition(node: Node, condition: Tensor) -> Iterator[Verdict]:
    if condition.dtype != "bool":
        why = f"{condition.name!r} is {condition.dtype}, {node.name} takes bool"
        message = f"cond->type != kTfLiteBool ({type_number(condition)} != 6)"
        cause = type_cause(node, condition)
        yield refused(node, why, cause=cause, tensor=condition, message=message, source=PREPARE)
    if condition.elements != 1:
        why = f"{condition.name!r} has {condition.elements} elements, 1 wanted"
        message = f"NumElements(cond) != 1 ({condition.elements} != 1)"
        yield refused(node, why, tensor=condition, message=message, source=PREPARE)


def _reachable(node: Node, option: str) -> Iterator[Verdict]:
    index = integer(node, option)
    if index < 0:
        yield crashes(node, f"{option} is {index}, 0 or more wanted", cause=Cause.GRAPH, source=ALLOCATION)
    elif node.model.subgraphs[index].inputs is None or node.model.subgraphs[index].outputs is None:
        why = f"subgraph {index} has no inputs or outputs vector, which {node.name} reads"
        yield crashes(node, why, cause=Cause.GRAPH, source=ALLOCATION)


def _counts(node: Node, then: Subgraph) -> Iterator[Verdict]:
    for passed, taken, what in (
        (len(node.inputs) - 1, len(then.inputs or ()), "Inputs"),
        (len(node.outputs), len(then.outputs or ()), "Outputs"),
    ):
        if passed != taken:
            why = f"{node.name} passes {passed} {what.lower()}, subgraph {then.index} has {taken}"
            call = f"graph_info.NumSubgraph{what}(op_data->then_subgraph_index)"
            message = f"num_{what.lower()} != {call} ({passed} != {taken})"
            yield refused(node, why, cause=Cause.GRAPH, message=message, source=PREPARE)


def _branch(node: Node, branch: Subgraph, name: str) -> Iterator[Verdict]:
    """Tell operands that Invoke() refuses to copy into or out of a branch, when that branch is taken."""
    ins, outs = branch.inputs or (), branch.outputs or ()
    if len(ins) != len(node.inputs) - 1:
        why = f"{node.name} passes {len(node.inputs) - 1} inputs, its {name} branch, subgraph {branch.index}, has {len(ins)}"
        message = "static_cast<size_t>(node->inputs->size - first_tensor_idx) == graph_info->NumSubgraphInputs(subgraph_idx)"
        yield refused_at_invoke(node, why, cause=Cause.GRAPH, message=message, source=COPY_IN)
    if None in node.inputs[1:]:
        yield crashes(node, f"{node.name} omits an input and copies it all the same", cause=Cause.GRAPH, source=COPY_IN)
    yield from _same_bytes(node, node.inputs[1:], branch, ins, COPY_IN)
    if not outs:
        if node.outputs:
            why = f"{node.name}'s {name} branch, subgraph {branch.index}, has no output: the op's keeps what was there"
            yield wrong(node, why, cause=Cause.GRAPH, source=COPY_OUT)
        return
    if len(outs) != len(node.outputs):
        why = f"{node.name} has {len(node.outputs)} outputs, its {name} branch, subgraph {branch.index}, has {len(outs)}"
        message = "static_cast<size_t>(node->outputs->size) == graph_info->NumSubgraphOutputs(subgraph_idx)"
        yield refused_at_invoke(node, why, cause=Cause.GRAPH, message=message, source=COPY_OUT)
    yield from _same_bytes(node, node.outputs, branch, outs, COPY_OUT)


def _same_bytes(
    node: Node, outer: tuple[Tensor | None, ...], branch: Subgraph, inner: tuple[int, ...], source: str
) -> Iterator[Verdict]:
    for tensor, number in zip(outer, inner, strict=True):
        if tensor is None or number < 0:
            continue
        twin = branch.tensors[number]
        ours, theirs = (byte_length(t.dtype, t.shape) for t in (tensor, twin))
        if ours != theirs:
            why = f"{tensor.name!r} has {ours} bytes, {twin.name!r} in subgraph {branch.index} {theirs}"
            message = "bytes >= 0 was not true."
            yield refused_at_invoke(node, why, cause=Cause.GRAPH, tensor=tensor, message=message, source=source)
        elif tensor.dtype != twin.dtype:
            why = f"{tensor.name!r} is {tensor.dtype}, {twin.name!r} in subgraph {branch.index} {twin.dtype}"
            yield wrong(node, why, cause=Cause.TYPE, tensor=tensor, source=source)


KERNELS = (Kernel("IF", params="TfLiteIfParams", init=keeps("kernels/if:OpData"), prepare=prepare, check=check),)
