"""IF: micro/kernels/if.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import one_element, same_type, type_number
from tflint.runtime.printed import not_equal, not_true
from tflint.runtime.tflm.kernel import Kernel, keeps
from tflint.runtime.tflm.memory_helpers import byte_length
from tflint.runtime.verdict import Cause, Citation

if TYPE_CHECKING:
    from tflint.model.view import Subgraph, Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE = Citation("micro/kernels/if.cc", "IfPrepare")
COPY_IN = Citation("micro/kernels/kernel_util.cc", "CopyOpInputsToSubgraphInputs")
COPY_OUT = Citation("micro/kernels/kernel_util.cc", "CopySubgraphOutputsToOpOutputs")
ALLOCATION = Citation("micro/micro_allocation_info.cc", "MarkAllocationLifetimes")
BRANCHES = ("then_subgraph_index", "else_subgraph_index")


def prepare(k: MicroContext) -> None:
    """Walk IfPrepare: a bool and two subgraphs, of which it looks at the first one's operands only; the planner then enters both."""
    condition = k.temp_input(0, "cond", PREPARE)
    if condition.dtype != "bool":
        why = f"{condition.name!r} is {condition.dtype}, expected bool"
        message = not_equal("cond->type", "kTfLiteBool", type_number(condition), 6)
        k.refuse(why, PREPARE, cause=k.type_cause(condition), tensor=condition, message=message)
    one_element(k, condition, "NumElements(cond)", PREPARE)
    subgraphs = k.model.subgraphs
    for option in BRANCHES:
        index = k.integer(option)
        if index >= len(subgraphs):
            why = f"{option} is {index}, the model has {len(subgraphs)} subgraphs"
            message = not_true(f"op_data->{option} < graph_info.NumSubgraphs()")
            k.refuse(why, PREPARE, cause=Cause.GRAPH, message=message)
    for option in BRANCHES:
        _reachable(k, option)
    _counts(k, subgraphs[k.integer(BRANCHES[0])])
    if k.features.if_copies:
        _keep_copy(k, k.inputs[1:], "copy of the inputs")
        _keep_copy(k, k.outputs, "copy of the outputs")


def _keep_copy(k: MicroContext, tensors: tuple[Tensor | None, ...], what: str) -> None:
    """Walk AllocateIntermediateBuffer, which a while kept copies of what goes in and comes out."""
    k.temp(*tensors)
    k.persistent(sum(byte_length(t.dtype, t.shape) or 0 for t in tensors if t is not None), what)


def _reachable(k: MicroContext, option: str) -> None:
    index = k.integer(option)
    if index < 0:
        k.undefined(f"{option} is {index}, expected at least 0", ALLOCATION, cause=Cause.GRAPH)
    if k.model.subgraphs[index].inputs is None or k.model.subgraphs[index].outputs is None:
        why = f"subgraph {index} has no inputs or outputs vector, which {k.name} reads"
        k.undefined(why, ALLOCATION, cause=Cause.GRAPH)


def _counts(k: MicroContext, then: Subgraph) -> None:
    for passed, declared, what in (
        (len(k.inputs) - 1, len(then.inputs or ()), "Inputs"),
        (len(k.outputs), len(then.outputs or ()), "Outputs"),
    ):
        if passed != declared:
            why = f"{k.name} passes {passed} {what.lower()}, subgraph {then.index} has {declared}"
            call = f"graph_info.NumSubgraph{what}(op_data->then_subgraph_index)"
            message = not_equal(f"num_{what.lower()}", call, passed, declared)
            k.refuse(why, PREPARE, cause=Cause.GRAPH, message=message)


def invoke(k: MicroContext) -> None:
    """Walk IfEval into both branches: what it copies in and out must fit."""
    for option, name in zip(BRANCHES, ("then", "else"), strict=True):
        branch = k.model.subgraphs[k.integer(option)]
        _copy_in(k, branch, name)
        _copy_out(k, branch, name)


def _copy_in(k: MicroContext, branch: Subgraph, name: str) -> None:
    passed, declared = k.inputs[1:], branch.inputs or ()
    if len(declared) != len(passed):
        why = f"{k.name} passes {len(passed)} inputs, its {name} branch, subgraph {branch.index}, has {len(declared)}"
        k.refuse(why, COPY_IN, cause=Cause.GRAPH)
    if None in passed:
        k.undefined(f"{k.name} omits an input and copies it anyway", COPY_IN, cause=Cause.GRAPH)
    _same_bytes(k, passed, branch, declared, COPY_IN)


def _copy_out(k: MicroContext, branch: Subgraph, name: str) -> None:
    outputs, declared = k.outputs, branch.outputs or ()
    if declared and len(declared) != len(outputs):
        why = f"{k.name} has {len(outputs)} outputs, its {name} branch, subgraph {branch.index}, has {len(declared)}"
        k.refuse(why, COPY_OUT, cause=Cause.GRAPH)
    if declared:
        _same_bytes(k, outputs, branch, declared, COPY_OUT)
    elif outputs:
        why = f"{k.name}'s {name} branch, subgraph {branch.index}, has no output: the op's keeps what was there"
        k.wrong(why, COPY_OUT, cause=Cause.GRAPH)


def _same_bytes(
    k: MicroContext, outer: tuple[Tensor | None, ...], branch: Subgraph, inner: tuple[int, ...], at: Citation
) -> None:
    for tensor, number in zip(outer, inner, strict=True):
        if tensor is not None and number >= 0:
            _copy(k, tensor, branch.tensors[number], at)


def _copy(k: MicroContext, tensor: Tensor, twin: Tensor, at: Citation) -> None:
    side, features = "input" if at is COPY_IN else "output", k.features
    ours, theirs = (byte_length(t.dtype, t.shape) for t in (tensor, twin))
    same, message = ours == theirs, not_true("bytes >= 0")
    if features.if_copies_one_type and not features.if_copies:
        same_type(k, tensor, twin, (side, f"subgraph_{side}"), at)
        message = not_equal(f"{side}_bytes", f"subgraph_{side}_bytes", ours, theirs)
    if not same and not features.if_copies:  # which dropped its status
        why = f"{tensor.name!r} has {ours} bytes, {twin.name!r} in subgraph {twin.subgraph} {theirs}"
        k.refuse(why, at, cause=Cause.GRAPH, tensor=tensor, message=message)
    if not same or tensor.dtype != twin.dtype:
        why = (
            f"{tensor.name!r} is {tensor.dtype} of {ours} B, {twin.name!r} in subgraph {twin.subgraph} {twin.dtype} of {theirs} B"
        )
        k.wrong(why, at, cause=Cause.TYPE, tensor=tensor)


KERNELS = (Kernel("IF", params="TfLiteIfParams", init=keeps("kernels/if:OpData"), prepare=prepare, invoke=invoke),)
