"""SVDF (svdf.cc): the state times the time weights, and what the integer and hybrid forms add."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert.kernel import PERSISTENT, Kernel
from tflint.runtime.verdict import Cause, Effect, Verdict

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

SOURCE = "kernels/svdf.cc: Prepare"
HYBRID_WEIGHTS = frozenset({"int8", "uint8"})


def _check(node: Node) -> tuple[TensorState, TensorState, TensorState, TensorState, TensorState]:
    x, feature, time, state, y = node.input(0), node.input(1), node.input(2), node.input(4), node.output()
    if x is None or feature is None or time is None or state is None or y is None:
        raise node.refuse("SVDF misses an input or its output", source=SOURCE)
    node.ensure(x.dtype in {"float32", "int8"}, f"SVDF does not take {x.dtype}", source=SOURCE)
    rank = node.number("rank")
    node.ensure(rank != 0, "SVDF of rank 0", "rank != 0 was not true.", source=SOURCE)
    node.ensure(feature.dims[0] % rank == 0, f"{feature.dims[0]} filters are no multiple of rank {rank}", source=SOURCE)
    wanted = (x.dims[0], time.dims[1] * feature.dims[0])
    node.ensure(state.dims == wanted, f"the state has shape {list(state.dims)}, {list(wanted)} wanted", source=SOURCE)
    return x, feature, time, state, y


def _note_int8_state(node: Node) -> None:
    """Note what LiteRT takes and then reads as int16: twice the buffer, without a word."""
    state, time, operator = node.input(4), node.input(2), node.operator
    if state is not None and time is not None and "int8" in {state.dtype, time.dtype}:
        why = f"state {state.dtype} and time weights {time.dtype}: LiteRT's int8 SVDF reads and writes both as int16, past their ends"
        source = "kernels/svdf.cc: Eval"
        verdict = Verdict(Effect.CRASHES, Cause.CONSTRAINT, why, operator.subgraph, operator.index, source=source)
        node.graph.verdicts.append(verdict)


def prepare(node: Node) -> None:
    """One buffer for float, two for int8, six for hybrid."""
    x, feature, time, _, y = _check(node)
    batch, filters = x.dims[0], feature.dims[0]
    units = filters // node.number("rank")
    node.resize(y, (batch, units))
    if x.dtype == "int8":
        _note_int8_state(node)
        node.temporary("int32", (batch, filters), index=0)
        node.temporary("int32", (units, batch), index=1)
        return
    node.temporary("float32", (batch, filters), index=0)
    if feature.dtype in HYBRID_WEIGHTS:
        node.temporary(feature.dtype, x.dims, index=1)
        node.temporary("float32", (batch,), index=2)
        node.temporary("float32", time.dims, PERSISTENT, index=3)
        node.temporary("float32", (batch,), index=4)
        node.temporary("float32", (filters,), PERSISTENT, index=5)


KERNELS = (Kernel("SVDF", prepare, init_tensors=6),)
