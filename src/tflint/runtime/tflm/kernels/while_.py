"""WHILE: micro/kernels/while.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.printed import not_equal, not_true
from tflint.runtime.tflm.kernel import Kernel, keeps
from tflint.runtime.tflm.memory_helpers import byte_size
from tflint.runtime.verdict import Cause, Citation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tflint.model.view import Subgraph, Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE = Citation("micro/kernels/while.cc", "WhilePrepare")
EVAL = Citation("micro/kernels/while.cc", "WhileEval")
SIZES = Citation("micro/kernels/kernel_util.cc", "ValidateAndGetTensorSizes")


def prepare(k: MicroContext) -> None:
    """Walk WhilePrepare: types are not compared, bytes are, in Eval."""
    for option in ("cond_subgraph_index", "body_subgraph_index"):
        _index(k, option)
    cond, body = _subgraphs(k)
    _counts(k, cond, body)
    for subgraph in (cond, body):
        if subgraph.index == k.operator.subgraph:
            k.undefined(f"WHILE calls its own subgraph {subgraph.index} without end", PREPARE, cause=Cause.GRAPH)


def invoke(k: MicroContext) -> None:
    """Walk WhileEval."""
    cond, body = _subgraphs(k)
    if None in k.inputs:
        k.undefined("WHILE omits an input and copies it anyway", EVAL, cause=Cause.GRAPH)
    _same_bytes(k, cond, body)
    _condition(k, cond)


def _subgraphs(k: MicroContext) -> tuple[Subgraph, Subgraph]:
    cond, body = (k.model.subgraphs[k.integer(f"{which}_subgraph_index")] for which in ("cond", "body"))
    return cond, body


def _index(k: MicroContext, option: str) -> None:
    index, count = k.integer(option), len(k.model.subgraphs)
    if index >= count:
        message = not_true(f"op_data->{option} < graph_info.NumSubgraphs()")
        why = f"{option} is {index}, the model has {count} subgraphs"
        k.refuse(why, PREPARE, cause=Cause.GRAPH, message=message)
    elif index < 0:
        k.undefined(f"{option} is {index}", PREPARE, cause=Cause.GRAPH)


def _counts(k: MicroContext, cond: Subgraph, body: Subgraph) -> None:
    inputs, outputs = len(k.operator.inputs or ()), len(k.operator.outputs or ())
    for found, wanted, what, message in (
        (len(cond.inputs or ()), inputs, "condition's inputs", "graph_info.NumSubgraphInputs(op_data->cond_subgraph_index)"),
        (len(body.inputs or ()), inputs, "body's inputs", "graph_info.NumSubgraphInputs(op_data->body_subgraph_index)"),
        (outputs, inputs, "own outputs", "num_outputs"),
        (len(body.outputs or ()), outputs, "body's outputs", "graph_info.NumSubgraphOutputs(op_data->body_subgraph_index)"),
    ):
        if found != wanted:
            left = "num_outputs" if what == "body's outputs" else "num_inputs"
            why = f"{wanted} {'outputs' if left == 'num_outputs' else 'inputs'}, {found} as its {what}"
            k.refuse(why, PREPARE, cause=Cause.GRAPH, message=not_equal(left, message, wanted, found))


def _same_bytes(k: MicroContext, cond: Subgraph, body: Subgraph) -> None:
    """Refuse values that do not fit wherever WHILE copies them, in Eval's order."""
    inputs, outputs = k.inputs, k.outputs
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
                k.refuse(why, SIZES, message=not_true("bytes >= 0"))


def _condition(k: MicroContext, cond: Subgraph) -> None:
    outputs = _tensors(cond, cond.outputs)
    if not outputs or outputs[0] is None:
        k.wrong(f"condition subgraph {cond.index} has no output", EVAL, cause=Cause.GRAPH)
    elif outputs[0].dtype != "bool":
        why = f"condition {outputs[0].name!r} is {outputs[0].dtype}, WHILE reads its first byte as bool"
        k.wrong(why, EVAL, cause=Cause.TYPE)


def _tensors(subgraph: Subgraph, indices: Sequence[int] | None) -> tuple[Tensor | None, ...]:
    return tuple(subgraph.tensors[index] if index >= 0 else None for index in indices or ())


KERNELS = (Kernel("WHILE", params="TfLiteWhileParams", init=keeps("kernels/while:OpData"), prepare=prepare, invoke=invoke),)
