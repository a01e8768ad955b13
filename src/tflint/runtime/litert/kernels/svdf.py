"""SVDF (svdf.cc): the state times the time weights, and what the integer and hybrid forms add."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.judged import judged
from tflint.runtime.litert.kernel import PERSISTENT, Kernel
from tflint.runtime.verdict import Cause, Effect, Phase

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

HYBRID_WEIGHTS = frozenset({"int8", "uint8"})


def _check(node: Node) -> tuple[TensorState, TensorState, TensorState, TensorState, TensorState]:
    ensure.counts(node, 5)
    x, feature, time, bias, state, y = node.need(0), node.need(1), node.need(2), node.input(3), node.need(4), node.made()
    ensure.takes(node, x, {"float32", "int8"})
    for tensor in (x, feature, time):
        ensure.rank_at_least(node, tensor, 2)
    rank, filters = node.number("rank"), feature.dims[0]
    node.ensure(rank != 0, "SVDF of rank 0", "rank != 0 was not true.")
    node.ensure(
        filters % rank == 0,
        f"{filters} filters are no multiple of rank {rank}",
        f"num_filters % rank != 0 ({filters % rank} != 0)",
    )
    why = f"input {list(x.dims)}, feature weights {list(feature.dims)}, time weights {list(time.dims)}"
    node.ensure(
        x.dims[1] == feature.dims[1] and time.dims[0] == filters, why, "input->dims->data[1] != weights_feature->dims->data[1]"
    )
    if bias is not None:
        units = filters // rank
        node.ensure(bias.dims[:1] == (units,), f"bias {list(bias.dims)} for {units} units", "bias->dims->data[0] != num_units")
    wanted = (x.dims[0], time.dims[1] * filters)
    message = "SizeOfDimension(state, 1) != memory_size * num_filters"
    node.ensure(state.dims == wanted, f"the state has shape {list(state.dims)}, {list(wanted)} wanted", message)
    if x.dtype == "int8":
        for tensor in (x, feature, state, time, y):
            why = f"{tensor.name!r} has no quantization, the int8 SVDF needs it"
            node.ensure(
                tensor.is_quantized, why, "quantization.type != kTfLiteNoQuantization was not true.", cause=Cause.QUANTIZATION
            )
    return x, feature, time, state, y


def _note_int8_state(node: Node) -> None:
    """Note what LiteRT takes and then reads as int16: twice the buffer, without a word."""
    state, time, operator = node.input(4), node.input(2), node.operator
    if state is not None and time is not None and "int8" in {state.dtype, time.dtype}:
        why = f"state {state.dtype} and time weights {time.dtype}: LiteRT's int8 SVDF reads and writes both as int16, past their ends"
        source = "kernels/svdf.cc: Eval"
        place = operator.subgraph, operator.index
        verdict = judged(Phase.INVOKE, Effect.UNDEFINED, Cause.CONSTRAINT, why, *place, source=source)
        node.graph.verdicts.append(verdict)


def prepare(node: Node) -> None:
    """One buffer for float, two for int8, six for hybrid."""
    x, feature, time, _, y = _check(node)
    batch, filters = x.dims[0], feature.dims[0]
    units = filters // node.number("rank")
    node.resize(y, (batch, units))
    if x.dtype == "int8":
        _note_int8_state(node)
        node.temporary("int32", (batch, filters), index=0, name="activations")
        node.temporary("int32", (units, batch), index=1, name="output sums")
        return
    node.temporary("float32", (batch, filters), index=0, name="activations")
    if feature.dtype in HYBRID_WEIGHTS:
        node.temporary(feature.dtype, x.dims, index=1, name="quantized input")
        node.temporary("float32", (batch,), index=2, name="scales")
        node.temporary("float32", time.dims, PERSISTENT, index=3, name="float time weights")
        node.temporary("float32", (batch,), index=4, name="zero points")
        node.temporary("float32", (filters,), PERSISTENT, index=5, name="row sums")


KERNELS = (Kernel("SVDF", prepare, init_tensors=6),)
