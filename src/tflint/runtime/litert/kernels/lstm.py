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
    ensure.rank_between(node, recurrent, 1, 2)
    time_major = node.operator.name != "LSTM" and node.option("time_major")
    shape = Shape(x.dims[1 if time_major else 0], to_output.dims[0], recurrent.dims[-1], node.input(1) is None)
    _check_biases(node, shape, "int32" if x.dtype == "int8" else "float32")
    _check_states(node, shape)
    node.resize(y, (*x.dims[:-1], shape.outputs))
    return shape, x, to_output


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
    node.temporary(weights.dtype, x.dims, index=1)
    node.temporary(weights.dtype, state.dims if state else (), index=2)
    node.temporary(weights.dtype, cell.dims if cell else (), index=3)
    for index in (4, 5, 6):
        node.temporary("float32", (shape.batch,), index=index)
    node.temporary("float32", (shape.cells,), index=7)
    node.temporary("int32", (shape.cells, shape.batch), index=8)
    for index in (9, 10):
        node.temporary("int32" if node.operator.name == "LSTM" else "float32", (shape.batch,), index=index)
    rows = 6 if shape.cifg else 8
    if node.input(16) is not None:
        rows += -(-shape.outputs // shape.cells)
    node.temporary("int32", (rows, shape.cells), PERSISTENT, index=11)


def _integer(node: Node, shape: Shape) -> None:
    for index, dtype in enumerate(INTEGER_8X8_16):
        node.temporary(dtype, (shape.batch, shape.cells), index=index)


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
    node.temporary(x.dtype, (shape.batch, shape.cells * (4 if shape.cifg else 5) + padding), index=0)
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
