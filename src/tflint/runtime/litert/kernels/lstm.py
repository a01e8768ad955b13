"""LSTM and UNIDIRECTIONAL_SEQUENCE_LSTM (lstm.cc, unidirectional_sequence_lstm.cc): gates' scratch, integer and hybrid buffers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

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
BASIC = 1
"""LSTMKernelType_BASIC."""


class Shape(NamedTuple):
    """An LSTM's sizes: batches, cells, outputs; `cifg` where input and forget gate are coupled."""

    batch: int
    cells: int
    outputs: int
    cifg: bool


def _read(node: Node, source: str) -> tuple[Shape, TensorState, TensorState]:
    count = len(node.state.inputs)
    node.ensure(count in INPUT_COUNTS, f"{count} inputs, the LSTM kernel expects 20 or 24", source=source)
    x, to_output, recurrent, y = node.input(0), node.input(4), node.input(8), node.output()
    if x is None or to_output is None or recurrent is None or y is None:
        raise node.refuse("the LSTM misses an input or its output", source=source)
    time_major = node.operator.name != "LSTM" and node.option("time_major")
    batch = x.dims[1] if time_major else x.dims[0]
    cells = to_output.dims[0]
    outputs = recurrent.dims[-1]
    node.resize(y, (*x.dims[:-1], outputs))
    return Shape(batch, cells, outputs, node.input(1) is None), x, to_output


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


def _prepare(node: Node, padding: int, source: str) -> None:
    shape, x, weights = _read(node, source)
    if x.dtype == "int8":
        node.ensure(
            len(node.operator.intermediates) == INTERMEDIATES,
            f"{len(node.operator.intermediates)} intermediate tensors, {INTERMEDIATES} wanted",
            source=source,
        )
        _integer(node, shape)
        return
    node.temporary(x.dtype, (shape.batch, shape.cells * (4 if shape.cifg else 5) + padding), index=0)
    if x.dtype == "float32" and weights.dtype in {"int8", "uint8"}:
        _hybrid(node, shape, x, weights)


def prepare_sequence(node: Node) -> None:
    """Prepare of the sequence kernel."""
    _prepare(node, SEQUENCE_PADDING, "kernels/unidirectional_sequence_lstm.cc: Prepare")


def prepare_full(node: Node) -> None:
    """Prepare of the full LSTM kernel (the basic one is another)."""
    if node.number("kernel_type") != BASIC:
        _prepare(node, 0, "kernels/lstm.cc: full::Prepare")


KERNELS = (
    Kernel("LSTM", prepare_full, init_tensors=12 + 9),
    Kernel("UNIDIRECTIONAL_SEQUENCE_LSTM", prepare_sequence, init_tensors=12),
)
