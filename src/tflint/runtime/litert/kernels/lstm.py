"""LSTM and UNIDIRECTIONAL_SEQUENCE_LSTM (lstm.cc, unidirectional_sequence_lstm.cc): gates' scratch, integer and hybrid buffers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import PERSISTENT, Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

INPUT_COUNTS = (20, 24)
INTEGER_8X8_16 = ("int16", "int16", "int16", "int16", "int8", "int32")
SEQUENCE_PADDING = 16
"""Elements that the sequence kernel adds to the gates' scratch of each batch."""
INTERMEDIATES = 5
"""One a gate and one for the hidden state, of the integer form."""
INPUT_WEIGHTS = (1, 2, 3, 4)
FORGET_WEIGHTS = 2
RECURRENT_WEIGHTS = (5, 6, 7)
"""Of input, forget and cell gate; the output gate's give the outputs' number."""
PEEPHOLES = (9, 10, 11)
PROJECTION, PROJECTION_BIAS = 16, 17
NORMALIZATION = (20, 21, 22, 23)
BIASES = (12, 13, 14, 15)
"""Input, forget, cell and output gate's."""
OUTPUT_STATE, CELL_STATE = 18, 19
BASIC = 1
"""LSTMKernelType_BASIC."""


class Shape(NamedTuple):
    """An LSTM's sizes: batches, cells, outputs; `cifg` where input and forget gate are coupled."""

    batch: int
    cells: int
    outputs: int
    cifg: bool


def _read(node: Node) -> tuple[Shape, TensorState, TensorState]:
    count = len(node.state.inputs)
    message = f"The LSTM Full kernel expects 20 or 24 inputs. Got {count} inputs"
    node.ensure(count in INPUT_COUNTS, f"{count} inputs, the LSTM kernel expects 20 or 24", message)
    ensure.counts(node, INPUT_COUNTS)
    x, to_output, recurrent, y = node.need(0), node.need(4), node.need(8), node.made()
    ensure.rank_at_least(node, x, 2)
    ensure.rank(node, to_output, 2)
    why = f"weights {to_output.name!r} are {list(to_output.dims)}, {x.name!r} has {x.dims[-1]} values"
    node.ensure(to_output.dims[1] == x.dims[-1], why, "input_to_output_weights->dims->data[1] != n_input")
    sequence = node.operator.name != "LSTM"
    ensure.rank_between(node, recurrent, 1 if sequence else 2, 2)
    why = f"weights {recurrent.name!r} are {list(recurrent.dims)} for {to_output.dims[0]} cells"
    node.ensure(recurrent.dims[0] == to_output.dims[0], why, "recurrent_to_output_weights->dims->data[0] != n_cell")
    if sequence and len(recurrent.dims) > 1:
        ensure.same_type(node, recurrent, to_output)
    time_major = sequence and node.option("time_major")
    shape = Shape(x.dims[1 if time_major else 0], to_output.dims[0], recurrent.dims[-1], node.input(1) is None)
    _check_weights(node, shape, x.dims[-1])
    _check_biases(node, shape, "int32" if x.dtype == "int8" else "float32")
    _check_extras(node, shape, integer=x.dtype == "int8")
    _check_states(node, shape)
    node.resize(y, (*x.dims[:-1], shape.outputs))
    return shape, x, to_output


def _check_weights(node: Node, shape: Shape, values: int) -> None:
    """CheckInputTensorDimensions: every matrix fits cells, inputs and outputs, and is of the same type where it is recurrent."""
    forget = node.need(FORGET_WEIGHTS)
    for position in INPUT_WEIGHTS:
        _check_matrix(node, position, (shape.cells, values))
    for position in RECURRENT_WEIGHTS:
        _check_recurrent(node, position, shape, forget)
    for required in (*INPUT_WEIGHTS[1:], *RECURRENT_WEIGHTS[1:]):
        node.need(required)
    coupled = node.input(INPUT_WEIGHTS[0]) is None
    why = "input-to-input and recurrent-to-input weights are not both there or both left out"
    node.ensure(coupled == (node.input(RECURRENT_WEIGHTS[0]) is None), why, "cifg_weights_all_or_none == true was not true.")


def _check_recurrent(node: Node, position: int, shape: Shape, forget: TensorState) -> None:
    """Check one gate's: the sequence kernel takes a diagonal with one axis, and looks at the rows of the input gate's alone."""
    weights = node.input(position)
    if weights is None:
        return
    if node.operator.name == "LSTM":
        _check_matrix(node, position, (shape.cells, shape.outputs))
    elif len(weights.dims) > 1:
        rows = shape.cells if position == RECURRENT_WEIGHTS[0] else weights.dims[0]
        _check_matrix(node, position, (rows, shape.outputs))
        ensure.same_type(node, weights, forget)


def _check_matrix(node: Node, position: int, wanted: tuple[int, int]) -> None:
    weights = node.input(position)
    if weights is not None:
        why = f"weights {weights.name!r} are {list(weights.dims)}, {list(wanted)} wanted"
        node.ensure(weights.dims == wanted, why, "weights->dims->data[0] != n_cell")


def _check_extras(node: Node, shape: Shape, *, integer: bool) -> None:
    """Peephole weights, the projection and layer normalization, where the node has them."""
    peepholes = [node.input(position) for position in PEEPHOLES]
    given = [weights is not None for weights in peepholes]
    whole = all(given[1:]) and (given[0] or shape.cifg)
    node.ensure(
        whole or not any(given), "some peephole weights are left out", "peephole_weights_all_or_none == true was not true."
    )
    normalizing = node.input(NORMALIZATION[1]) is not None
    norms = [node.input(position) for position in (NORMALIZATION[1:] if shape.cifg else NORMALIZATION)] if normalizing else []
    for weights in (*peepholes, *norms):
        if weights is not None:
            ensure.rank(node, weights, 1)
            ensure.elements(node, weights, shape.cells)
    for weights in norms:
        if weights is not None:
            ensure.is_type(node, weights, "int16" if integer else "float32")
    _check_projection(node, shape)


def _check_projection(node: Node, shape: Shape) -> None:
    _check_matrix(node, PROJECTION, (shape.outputs, shape.cells))
    bias = node.input(PROJECTION_BIAS)
    if bias is not None:
        ensure.rank(node, bias, 1)
        ensure.elements(node, bias, shape.outputs)
        holds = node.input(PROJECTION) is not None
        node.ensure(holds, "a projection bias without a projection", "projecton_tensors_consistent == true was not true.")


def _check_biases(node: Node, shape: Shape, dtype: str) -> None:
    if not shape.cifg and node.input(BIASES[0]) is None:
        raise node.crash("the input gate's bias is left out: the kernel follows a null pointer")
    for position in BIASES[1:] if shape.cifg else BIASES:
        bias = node.need(position)
        ensure.rank(node, bias, 1)
        ensure.elements(node, bias, shape.cells)
        ensure.is_type(node, bias, dtype)


def _check_states(node: Node, shape: Shape) -> None:
    for position, size in ((OUTPUT_STATE, shape.outputs), (CELL_STATE, shape.cells)):
        state, tensor = node.need(position), node.file_tensor(position)
        variable = tensor is not None and tensor.is_variable
        node.ensure(variable, f"state {state.name!r} is no variable", "output_state != nullptr was not true.")
        ensure.elements(node, state, shape.batch * size)


def _hybrid(node: Node, shape: Shape, x: TensorState, weights: TensorState) -> None:
    state, cell = node.input(18), node.input(19)
    node.temporary(weights.dtype, x.dims, index=1, name="quantized input")
    node.temporary(weights.dtype, state.dims if state else (), index=2, name="quantized output state")
    node.temporary(weights.dtype, cell.dims if cell else (), index=3, name="quantized cell state")
    for index in (4, 5, 6):
        node.temporary("float32", (shape.batch,), index=index, name="scales")
    node.temporary("float32", (shape.cells,), index=7, name="product scales")
    node.temporary("int32", (shape.cells, shape.batch), index=8, name="accumulators")
    for index in (9, 10):
        node.temporary("int32" if node.operator.name == "LSTM" else "float32", (shape.batch,), index=index, name="zero points")
    rows = 6 if shape.cifg else 8
    if node.input(16) is not None:
        rows += -(-shape.outputs // shape.cells)
    node.temporary("int32", (rows, shape.cells), PERSISTENT, index=11, name="row sums")


def _integer(node: Node, shape: Shape) -> None:
    for index, dtype in enumerate(INTEGER_8X8_16):
        node.temporary(dtype, (shape.batch, shape.cells), index=index, name=f"gate scratch {index}")


def _prepare(node: Node, padding: int) -> None:
    shape, x, weights = _read(node)
    if x.dtype == "int8":
        node.ensure(
            len(node.operator.intermediates) == INTERMEDIATES,
            f"{len(node.operator.intermediates)} intermediate tensors, {INTERMEDIATES} wanted",
            "num_intermediate_tensors == 5 was not true.",
        )
        _integer(node, shape)
        return
    node.temporary(x.dtype, (shape.batch, shape.cells * (4 if shape.cifg else 5) + padding), index=0, name="gates")
    if x.dtype == "float32" and weights.dtype in {"int8", "uint8"}:
        _hybrid(node, shape, x, weights)


def prepare_sequence(node: Node) -> None:
    """Prepare of the sequence kernel."""
    _prepare(node, SEQUENCE_PADDING)


def prepare_full(node: Node) -> None:
    """Prepare of the full LSTM kernel (the basic one is another)."""
    if node.number("kernel_type") != BASIC:
        _prepare(node, 0)


KERNELS = (
    Kernel("LSTM", prepare_full, init_tensors=12 + 9),
    Kernel("UNIDIRECTIONAL_SEQUENCE_LSTM", prepare_sequence, init_tensors=12),
)
