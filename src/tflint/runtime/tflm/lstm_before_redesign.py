"""UNIDIRECTIONAL_SEQUENCE_LSTM as it came from TensorFlow Lite, until 2023-02: micro/kernels/unidirectional_sequence_lstm.cc then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel_util import crashes, integer, refused, type_cause, type_name
from tflint.runtime.tflm.memory_helpers import type_size
from tflint.runtime.tflm.steps import dimension
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Verdict

INPUT, PROJECTION, PROJECTION_BIAS, HIDDEN_STATE, CELL_STATE = 0, 16, 17, 18, 19
INPUT_TO_INPUT, INPUT_TO_OUTPUT, RECURRENT_TO_OUTPUT = 1, 4, 8
INPUT_BIAS, FORGET_BIAS, CELL_BIAS, OUTPUT_BIAS = 12, 13, 14, 15
LAYER_NORM = (20, 21, 22, 23)
# CheckInputTensorDimensions, PopulateQuantizedLstmParams8x8_16, PopulatePrecomputedZPTimesWeightsWithBias
CHECKED = (1, 2, 3, 5, 6, 7, 9, 10, 11, INPUT_BIAS, FORGET_BIAS, CELL_BIAS, OUTPUT_BIAS, PROJECTION, PROJECTION_BIAS)
QUANTIZED = (INPUT, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, *LAYER_NORM, PROJECTION, HIDDEN_STATE)
PRECOMPUTED = (INPUT, HIDDEN_STATE, 1, 2, 3, 4, 5, 6, 7, 8, PROJECTION, PROJECTION_BIAS)
EFFECTIVE_BIASES = (2, 6, 3, 7, 4, 8, 1, 5)  # input and recurrent weights: forget, cell, output, input gate
GATES = ((2, 6, FORGET_BIAS), (3, 7, CELL_BIAS), (4, 8, OUTPUT_BIAS), (1, 5, INPUT_BIAS))
PREPARE = "micro/kernels/unidirectional_sequence_lstm.cc:UnidirectionalSequenceLstmPrepare"
CHECK = "micro/kernels/unidirectional_sequence_lstm.cc:CheckInputTensorDimensions"
WITH_LAYER_NORM = 24  # inputs
HIDDEN = 4  # which intermediate has the hidden state's quantization
INT32 = 4
OUTPUT_RANK = 3
INT8_BUFFERS = (2, 2, 2, 2, 1)  # bytes an element of each


def prepare(node: Node, context: MicroContext) -> None:
    """Walk UnidirectionalSequenceLstmPrepare: float takes one buffer for all gates, int8 five and effective biases."""
    x, layer_norm = node.input(INPUT), _layer_norm(node)
    if len(node.inputs) == WITH_LAYER_NORM:
        context.temp(node.input(LAYER_NORM[1]))
    context.temp(x, node.input(INPUT_TO_OUTPUT), node.input(RECURRENT_TO_OUTPUT))
    context.temp(*map(node.input, (*CHECKED, *(LAYER_NORM if layer_norm else ()))))
    context.temp(node.output(), node.input(HIDDEN_STATE), node.input(CELL_STATE), node.input(INPUT_TO_INPUT))
    if x is None:
        return
    cells = dimension(x, 1 if integer(node, "time_major") else 0) * dimension(node.input(INPUT_TO_OUTPUT), 0)
    if x.dtype != "int8":
        gates = 3 if node.input(INPUT_TO_INPUT) is None else 4
        context.scratch(cells * gates * (type_size(x.dtype) or 0), "gates")
        return
    _quantized(node, context, layer_norm=layer_norm)
    for size in INT8_BUFFERS:
        context.scratch(cells * size, "gate")
    _precomputed(node, context, layer_norm=layer_norm)


def check(node: Node) -> Iterator[Verdict]:
    """Yield what the kernel refused or died of: other biases than int32 for int8 and float32 otherwise, no intermediate."""
    x = node.input(INPUT)
    wanted, name = ("int32", "Int32") if x is not None and x.dtype == "int8" else ("float32", "Float32")
    for position, gate in ((INPUT_BIAS, "input"), (FORGET_BIAS, "forget"), (CELL_BIAS, "cell"), (OUTPUT_BIAS, "output")):
        bias = node.input(position)
        if bias is not None and bias.dtype != wanted:
            why = f"{bias.name!r} is {bias.dtype}, the {gate} gate's bias must be {wanted}"
            message = f"{gate}_gate_bias->type != kTfLite{name} ({type_name(bias)} != {wanted.upper()})"
            yield refused(node, why, cause=type_cause(node, bias), tensor=bias, message=message, source=CHECK)
    output = node.output()
    if output is not None and len(output.shape) != OUTPUT_RANK:
        why = f"{output.name!r} has rank {len(output.shape)}, {node.name} takes {OUTPUT_RANK}"
        message = f"output->dims->size != {OUTPUT_RANK} ({len(output.shape)} != {OUTPUT_RANK})"
        yield refused(node, why, tensor=output, message=message, source=PREPARE)
    yield from hidden_state(node, PREPARE)


def hidden_state(node: Node, source: str) -> Iterator[Verdict]:
    """Yield the crash of an int8 LSTM without the intermediate tensor that has its hidden state's quantization."""
    x, hidden = node.input(INPUT), intermediate(node, HIDDEN)
    if x is not None and x.dtype == "int8" and hidden is None:
        why = f"{node.name} has no intermediate tensor {HIDDEN}, and its kernel reads that one's quantization"
        yield crashes(node, why, cause=Cause.QUANTIZATION, source=source)


def intermediate(node: Node, position: int) -> Tensor | None:
    """Return an intermediate tensor of an op, None where it has fewer."""
    numbers = node.operator.intermediates
    return node.model.tensor(node.operator, numbers[position]) if position < len(numbers) else None


def _layer_norm(node: Node) -> bool:
    return len(node.inputs) == WITH_LAYER_NORM and node.input(LAYER_NORM[1]) is not None


def _quantized(node: Node, context: MicroContext, *, layer_norm: bool) -> None:
    context.temp(node.input(CELL_STATE), node.output(), *map(node.input, QUANTIZED))
    context.temp(*(intermediate(node, position) for position in range(HIDDEN) if layer_norm), intermediate(node, HIDDEN))


def _precomputed(node: Node, context: MicroContext, *, layer_norm: bool) -> None:
    context.temp(*map(node.input, PRECOMPUTED), intermediate(node, HIDDEN))
    for into, recurrent, bias in GATES:
        context.temp(None if layer_norm else node.input(bias))
        _effective_bias(node, context, into)
        _effective_bias(node, context, recurrent)
    _effective_bias(node, context, PROJECTION)


def _effective_bias(node: Node, context: MicroContext, weights: int) -> None:
    if node.input(weights) is not None:
        context.persistent(INT32 * dimension(node.input(weights), 0), "effective bias")
