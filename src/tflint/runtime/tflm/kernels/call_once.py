"""CALL_ONCE: micro/kernels/call_once.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.printed import not_true
from tflint.runtime.tflm.kernel import Kernel, keeps
from tflint.runtime.verdict import Cause, Citation

if TYPE_CHECKING:
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE = Citation("micro/kernels/call_once.cc", "CallOncePrepare")
PLANNER = Citation("micro/micro_allocation_info.cc", "MarkAllocationLifetimes")


def prepare(k: MicroContext) -> None:
    """Walk CallOncePrepare: no input, no output, and a subgraph that exists; the planner then enters it."""
    for found, side, macro in (
        (len(k.operator.inputs or ()), "inputs", "NumInputs"),
        (len(k.operator.outputs or ()), "outputs", "NumOutputs"),
    ):
        if found:
            k.refuse(f"{k.name} has {found} {side}, expected 0", PREPARE, message=not_true(f"{macro}(node) == 0"))
    subgraphs, called = len(k.model.subgraphs), k.integer("init_subgraph_index")
    if called >= subgraphs:
        why = f"{k.name} runs subgraph {called}, the model has {subgraphs}"
        message = not_true("op_data->init_subgraph_index < graph_info.NumSubgraphs()")
        k.refuse(why, PREPARE, cause=Cause.GRAPH, message=message)
    if called < 0:
        k.undefined(f"{k.name} runs subgraph {called}, expected at least 0", PLANNER, cause=Cause.GRAPH)
    if k.operator.options is None:
        k.undefined(f"{k.name} has no options, which the planner reads its subgraph from", PLANNER, cause=Cause.GRAPH)


KERNELS = (Kernel("CALL_ONCE", params="TfLiteCallOnceParams", init=keeps("kernels/call_once:OpData"), prepare=prepare),)
