"""RNN and UNIDIRECTIONAL_SEQUENCE_RNN (basic_rnn.cc, unidirectional_sequence_rnn.cc): the hybrid form's buffers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import PERSISTENT, Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

INPUTS = 5
RANKS = {"input": 3, "input_weights": 2, "recurrent_weights": 2, "bias": 1, "hidden_state": 2}
"""Of the sequence kernel; the basic one looks at the state's alone."""
WEIGHTS = frozenset({"float32", "uint8", "int8"})


def _is_sequence(k: Node) -> bool:
    return k.operator.name != "RNN"


def _dim(tensor: TensorState, axis: int) -> int:
    """Return a dimension; an axis that is not there holds what lies after it, which a mismatch is then found in."""
    return tensor.dims[axis] if axis < len(tensor.dims) else -1


def prepare(k: Node) -> None:
    """Check weights, bias and state against one another; six buffers for quantized weights."""
    for end, found, wanted in (("inputs", len(k.state.inputs), INPUTS), ("outputs", len(k.state.outputs), 1)):
        ensure.equal(k, found, wanted, f"node->{end}->size", wanted)
    operands = dict(zip(RANKS, (k.need(i) for i in range(INPUTS)), strict=True))
    if _is_sequence(k):
        for name, rank in RANKS.items():
            ensure.rank(k, operands[name], rank, f"NumDimensions({name})")
    x, weights, recurrent, bias, state = operands.values()
    _check_sizes(k, x, weights, recurrent, bias)
    ensure.is_type(k, x, "float32", "input->type")
    ensure.same_type(k, weights, recurrent, "input_weights->type", "recurrent_weights->type")
    if not _is_sequence(k):
        ensure.rank(k, state, 2, "NumDimensions(hidden_state)")
    batch = x.dims[1] if _is_sequence(k) and k.option("time_major") else x.dims[0]
    units = weights.dims[0]
    ensure.equal(k, state.dims[0], batch, "hidden_state->dims->data[0]", "batch_size")
    ensure.equal(k, state.dims[1], units, "hidden_state->dims->data[1]", "num_units")
    k.resize(k.made(), (*x.dims[:-1], units) if _is_sequence(k) else (batch, units))
    if weights.dtype in {"uint8", "int8"}:
        _hybrid(k, x, weights, state, batch)


def _check_sizes(k: Node, x: TensorState, weights: TensorState, recurrent: TensorState, bias: TensorState) -> None:
    first = "rnn_dims.input_size" if _is_sequence(k) else "input->dims->data[1]"
    axis = 2 if _is_sequence(k) else 1
    pairs = (
        (_dim(x, axis), _dim(weights, 1), first, "input_weights->dims->data[1]"),
        (_dim(weights, 0), _dim(bias, 0), "input_weights->dims->data[0]", "bias->dims->data[0]"),
        (_dim(recurrent, 0), _dim(bias, 0), "recurrent_weights->dims->data[0]", "bias->dims->data[0]"),
        (_dim(recurrent, 1), _dim(bias, 0), "recurrent_weights->dims->data[1]", "bias->dims->data[0]"),
    )
    for found, wanted, left, right in pairs:
        if -1 in {found, wanted}:
            ensure.that(k, found == wanted, f"{left} and {right} differ")
        ensure.equal(k, found, wanted, left, right)


def _hybrid(k: Node, x: TensorState, weights: TensorState, state: TensorState, batch: int) -> None:
    k.temporary(weights.dtype, x.dims, index=0, name="quantized input")
    k.temporary(weights.dtype, state.dims, index=1, name="quantized state")
    k.temporary("float32", (batch,), index=2, name="scales")
    k.temporary("int32", (weights.dims[0], batch), index=3, name="accumulators")
    k.temporary("int32", (batch,), index=4, name="zero points")
    k.temporary("int32", (2, weights.dims[0]), PERSISTENT, index=5, name="row sums")


def evaluate(k: Node) -> None:
    """Refuse the weights' types that Eval does not name."""
    printed = "{number}" if _is_sequence(k) else "{type}"
    ensure.takes(k, k.need(1), WEIGHTS, f"Type {printed} not currently supported.")


KERNELS = (
    Kernel("RNN", prepare, evaluate, init_tensors=6, file="basic_rnn"),
    Kernel("UNIDIRECTIONAL_SEQUENCE_RNN", prepare, evaluate, init_tensors=6),
)
