"""CALL_ONCE: micro/kernels/call_once.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import crashes, integer, refused, refused_at_invoke
from tflint.runtime.tflm.steps import first_failure, keeps
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

PREPARE = "micro/kernels/call_once.cc:CallOncePrepare"
INVOKE = "micro/micro_interpreter_graph.cc:InvokeSubgraph"


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Take no input, no output, and a subgraph that exists."""
    subgraphs, called = len(node.model.subgraphs), integer(node, "init_subgraph_index")
    for found, side, macro in (
        (len(node.operator.inputs or ()), "inputs", "NumInputs"),
        (len(node.operator.outputs or ()), "outputs", "NumOutputs"),
    ):
        if found:
            why = f"{node.name} has {found} {side}, 0 wanted"
            yield refused(node, why, message=f"{macro}(node) == 0 was not true.", source=PREPARE)
    if called >= subgraphs:
        why = f"{node.name} runs subgraph {called}, the model has {subgraphs}"
        message = "op_data->init_subgraph_index < graph_info.NumSubgraphs() was not true."
        yield refused(node, why, cause=Cause.GRAPH, message=message, source=PREPARE)
    if called < 0:
        why = f"{node.name} runs subgraph {called}, 0 or more wanted"
        if node.build.wheel:  # the planner reads before its records, and lives on
            message = f"Accessing subgraph {called} but only {subgraphs} subgraphs found"
            yield refused_at_invoke(node, why, cause=Cause.GRAPH, message=message, source=INVOKE)
        yield crashes(node, why, cause=Cause.GRAPH, source="micro/micro_allocation_info.cc:MarkAllocationLifetimes")
    if node.operator.options is None:
        why = f"{node.name} has no options, which the planner reads its subgraph from"
        yield crashes(node, why, cause=Cause.GRAPH, source="micro/micro_allocation_info.cc:MarkAllocationLifetimes")


KERNELS = (Kernel("CALL_ONCE", params="TfLiteCallOnceParams", init=keeps("kernels/call_once:OpData"), check=check),)
