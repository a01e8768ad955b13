"""SVDF (svdf.cc): the state times the time weights, and what the integer and hybrid forms add."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.judged import judged
from tflint.runtime.litert.kernel import PERSISTENT, Kernel
from tflint.runtime.litert.kernel_util import RELU, activation
from tflint.runtime.verdict import Cause, Effect, Phase

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

INPUTS, MATRIX = 5, 2
HYBRID_WEIGHTS = frozenset({"int8", "uint8"})


def _check(k: Node) -> tuple[TensorState, TensorState, TensorState, TensorState, TensorState]:
    for end, found, wanted in (("outputs", len(k.state.outputs), 1), ("inputs", len(k.state.inputs), INPUTS)):
        ensure.equal(k, found, wanted, f"node->{end}->size", wanted, f"SVDF has {found} {end}, expected {wanted}")
    x, feature, time = k.need(0), k.need(1), k.need(2)
    ensure.takes(k, x, {"float32", "int8"}, "input->type == kTfLiteFloat32 || input->type == kTfLiteInt8 was not true.")
    for tensor in (x, feature, time):
        ensure.that(k, len(tensor.dims) >= MATRIX, f"{tensor.name!r} has rank {len(tensor.dims)}, SVDF expects 2")
    rank, filters = k.number("rank"), feature.dims[0]
    ensure.true(k, rank != 0, "SVDF of rank 0", "rank != 0")
    ensure.equal(k, filters % rank, 0, "num_filters % rank", 0, f"{filters} filters are not a multiple of rank {rank}")
    why = f"input {list(x.dims)}, feature weights {list(feature.dims)}, time weights {list(time.dims)}"
    ensure.equal(k, x.dims[1], feature.dims[1], "input->dims->data[1]", "weights_feature->dims->data[1]", why)
    ensure.equal(k, time.dims[0], filters, "weights_time->dims->data[0]", "num_filters", why)
    bias, units = k.input(3), filters // rank
    if bias is not None:
        why = f"bias {list(bias.dims)} for {units} units"
        if not bias.dims:
            raise k.crash(f"{why}: its size is read from after the end of its shape")
        ensure.equal(k, bias.dims[0], units, "bias->dims->data[0]", "num_units", why)
    state, y = k.need(4), k.made()
    _check_state(k, state, x.dims[0], time.dims[1] * filters)
    if x.dtype == "int8":
        named = {"input": x, "weights_feature": feature, "state": state, "weights_time": time, "output": y}
        for name, tensor in named.items():
            why = f"{tensor.name!r} has no quantization, the int8 SVDF needs it"
            expression = f"{name}->quantization.type != kTfLiteNoQuantization"
            ensure.true(k, tensor.is_quantized, why, expression, cause=Cause.QUANTIZATION)
    return x, feature, time, state, y


def _check_state(k: Node, state: TensorState, batch: int, size: int) -> None:
    why = f"the state has shape {list(state.dims)}, expected {[batch, size]}"
    ensure.rank(k, state, MATRIX, "NumDimensions(state)")
    ensure.equal(k, state.dims[0], batch, "SizeOfDimension(state, 0)", "batch_size", why)
    ensure.equal(k, state.dims[1], size, "SizeOfDimension(state, 1)", "memory_size * num_filters", why)


def _note_int8_state(k: Node) -> None:
    """Note what LiteRT takes and then reads as int16: twice the buffer, without a word."""
    state, time, operator = k.input(4), k.input(2), k.operator
    if state is not None and time is not None and "int8" in {state.dtype, time.dtype}:
        why = f"state {state.dtype} and time weights {time.dtype}: LiteRT's int8 SVDF reads and writes both as int16, past their ends"
        source = "kernels/svdf.cc: Eval"
        place = operator.subgraph, operator.index
        verdict = judged(Phase.INVOKE, Effect.WRONG, Cause.CONSTRAINT, why, *place, source=source)
        k.graph.verdicts.append(verdict)


def prepare(k: Node) -> None:
    """Ask for one buffer for float, two for int8, six for hybrid."""
    x, feature, time, _, y = _check(k)
    batch, filters = x.dims[0], feature.dims[0]
    units = filters // k.number("rank")
    k.resize(y, (batch, units))
    if x.dtype == "int8":
        _note_int8_state(k)
        k.temporary("int32", (batch, filters), index=0, name="activations")
        k.temporary("int32", (units, batch), index=1, name="output sums")
        return
    k.temporary("float32", (batch, filters), index=0, name="activations")
    if feature.dtype in HYBRID_WEIGHTS:
        k.temporary(feature.dtype, x.dims, index=1, name="quantized input")
        k.temporary("float32", (batch,), index=2, name="scales")
        k.temporary("float32", time.dims, PERSISTENT, index=3, name="float time weights")
        k.temporary("float32", (batch,), index=4, name="zero points")
        k.temporary("float32", (filters,), PERSISTENT, index=5, name="row sums")


def evaluate(k: Node) -> None:
    """Refuse the types that Eval does not name, and another activation than RELU of the integer form."""
    x, feature = k.need(0), k.need(1)
    ensure.takes(k, feature, HYBRID_WEIGHTS | {"float32"}, "Type {type} not currently supported.")
    if feature.dtype != "float32" and x.dtype != "float32":
        found = activation(k)
        why = f"fused activation {found}, the int8 SVDF expects RELU (1)"
        ensure.equal(k, found, RELU, "params->activation", "kTfLiteActRelu", why)


KERNELS = (Kernel("SVDF", prepare, evaluate, init_tensors=6),)
