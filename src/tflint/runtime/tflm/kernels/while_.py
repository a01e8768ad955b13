"""WHILE: micro/kernels/while.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import crashes, integer, refused, refused_at_invoke, wrong
from tflint.runtime.tflm.memory_helpers import byte_size
from tflint.runtime.tflm.steps import first_failure, keeps
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tflint.model.view import Subgraph, Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

PREPARE = "micro/kernels/while.cc:WhilePrepare"
EVAL = "micro/kernels/while.cc:WhileEval"
SIZES = "micro/kernels/kernel_util.cc:ValidateAndGetTensorSizes"


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what the kernel refuses; types are not compared, bytes are, at Invoke."""
    for option in ("cond_subgraph_index", "body_subgraph_index"):
        yield from _index(node, option)
    cond, body = (node.model.subgraphs[integer(node, f"{which}_subgraph_index")] for which in ("cond", "body"))
    yield from _counts(node, cond, body)
    for subgraph in (cond, body):
        if subgraph.index == node.operator.subgraph:
            yield crashes(node, f"WHILE calls its own subgraph {subgraph.index} without end", cause=Cause.GRAPH, source=PREPARE)
    if None in node.inputs:
        yield crashes(node, "WHILE omits an input and copies it all the same", cause=Cause.GRAPH, source=EVAL)
    yield from _same_bytes(node, cond, body)
    yield from _condition(node, cond)


def _index(node: Node, option: str) -> Iterator[Verdict]:
    index, count = integer(node, option), len(node.model.subgraphs)
    if index >= count:
        message = f"op_data->{option} < graph_info.NumSubgraphs() was not true."
        why = f"{option} is {index}, the model has {count} subgraphs"
        yield refused(node, why, cause=Cause.GRAPH, message=message, source=PREPARE)
    elif index < 0:
        yield crashes(node, f"{option} is {index}", cause=Cause.GRAPH, source=PREPARE)


def _counts(node: Node, cond: Subgraph, body: Subgraph) -> Iterator[Verdict]:
    inputs, outputs = len(node.operator.inputs or ()), len(node.operator.outputs or ())
    for found, wanted, what, message in (
        (len(cond.inputs or ()), inputs, "condition's inputs", "graph_info.NumSubgraphInputs(op_data->cond_subgraph_index)"),
        (len(body.inputs or ()), inputs, "body's inputs", "graph_info.NumSubgraphInputs(op_data->body_subgraph_index)"),
        (outputs, inputs, "own outputs", "num_outputs"),
        (len(body.outputs or ()), outputs, "body's outputs", "graph_info.NumSubgraphOutputs(op_data->body_subgraph_index)"),
    ):
        if found != wanted:
            left = "num_outputs" if what == "body's outputs" else "num_inputs"
            why = f"{wanted} {'outputs' if left == 'num_outputs' else 'inputs'}, {found} as its {what}"
            yield refused(node, why, cause=Cause.GRAPH, message=f"{left} != {message} ({wanted} != {found})", source=PREPARE)


def _same_bytes(node: Node, cond: Subgraph, body: Subgraph) -> Iterator[Verdict]:
    """Demand that values fit wherever WHILE copies them, in Eval's order."""
    inputs, outputs = node.inputs, node.outputs
    cond_inputs, body_inputs, body_outputs = (
        _tensors(cond, cond.inputs),
        _tensors(body, body.inputs),
        _tensors(body, body.outputs),
    )
    for source, target, what in (
        (inputs, cond_inputs, "condition's input"),
        (inputs, outputs, "output"),
        (outputs, body_inputs, "body's input"),
        (body_outputs, outputs, "output"),
        (outputs, cond_inputs, "condition's input"),
    ):
        for one, other in zip(source, target, strict=False):
            if one is not None and other is not None and byte_size(one) != byte_size(other):
                why = f"{one.name!r} has {byte_size(one)} bytes, the {what} {other.name!r} {byte_size(other)}"
                yield refused_at_invoke(node, why, tensor=None, message="bytes >= 0 was not true.", source=SIZES)


def _condition(node: Node, cond: Subgraph) -> Iterator[Verdict]:
    outputs = _tensors(cond, cond.outputs)
    if not outputs or outputs[0] is None:
        yield wrong(node, f"condition subgraph {cond.index} has no output", cause=Cause.GRAPH, source=EVAL)
    elif outputs[0].dtype != "bool":
        why = f"condition {outputs[0].name!r} is {outputs[0].dtype}, WHILE reads its first byte as bool"
        yield wrong(node, why, cause=Cause.TYPE, source=EVAL)


def _tensors(subgraph: Subgraph, indices: Sequence[int] | None) -> tuple[Tensor | None, ...]:
    return tuple(subgraph.tensors[index] if index >= 0 else None for index in indices or ())


KERNELS: tuple[Kernel, ...] = (Kernel("WHILE", params="TfLiteWhileParams", init=keeps("kernels/while:OpData"), check=check),)
