"""UNIDIRECTIONAL_SEQUENCE_LSTM as it came from TensorFlow Lite, until 2023-02: micro/kernels/unidirectional_sequence_lstm.cc then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import type_name
from tflint.runtime.printed import not_equal
from tflint.runtime.tflm.kernel_util import dimension
from tflint.runtime.tflm.memory_helpers import type_size
from tflint.runtime.verdict import Cause, Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

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
BIASES = ((INPUT_BIAS, "input"), (FORGET_BIAS, "forget"), (CELL_BIAS, "cell"), (OUTPUT_BIAS, "output"))
FILE = "micro/kernels/unidirectional_sequence_lstm.cc"
PREPARE, CHECK = Citation(FILE, "UnidirectionalSequenceLstmPrepare"), Citation(FILE, "CheckInputTensorDimensions")
WITH_LAYER_NORM = 24  # inputs
HIDDEN = 4  # which intermediate has the hidden state's quantization
INT32 = 4
OUTPUT_RANK = 3
INT8_BUFFERS = (2, 2, 2, 2, 1)  # bytes of each element


def prepare(k: MicroContext) -> None:
    """Walk UnidirectionalSequenceLstmPrepare: float takes one buffer for all gates, int8 five or six and effective biases."""
    x, layer_norm = k.input(INPUT), _layer_norm(k)
    if len(k.inputs) == WITH_LAYER_NORM:
        k.temp(k.input(LAYER_NORM[1]))
    k.temp(x, k.input(INPUT_TO_OUTPUT), k.input(RECURRENT_TO_OUTPUT))
    k.temp(*map(k.input, (*CHECKED, *(LAYER_NORM if layer_norm else ()))))
    _biases(k, x)
    k.temp(k.output(), k.input(HIDDEN_STATE), k.input(CELL_STATE), k.input(INPUT_TO_INPUT))
    _output(k)
    hidden_state(k, x, PREPARE)
    if x is not None:
        _buffers(k, x, layer_norm=layer_norm)


def _biases(k: MicroContext, x: Tensor | None) -> None:
    expected = "int32" if x is not None and x.dtype == "int8" else "float32"
    for position, gate in BIASES:
        bias = k.input(position)
        if bias is not None and bias.dtype != expected:
            why = f"{bias.name!r} is {bias.dtype}, the {gate} gate's bias must be {expected}"
            constant = f"kTfLite{expected.capitalize()}"
            message = not_equal(f"{gate}_gate_bias->type", constant, type_name(bias), expected.upper())
            k.refuse(why, CHECK, cause=k.type_cause(bias), tensor=bias, message=message)


def _output(k: MicroContext) -> None:
    y = k.output()
    rank = OUTPUT_RANK if y is None else len(y.shape)
    if y is not None and rank != OUTPUT_RANK:
        message = not_equal("output->dims->size", OUTPUT_RANK, rank, OUTPUT_RANK)
        k.refuse(f"{y.name!r} has rank {rank}, {k.name} expects {OUTPUT_RANK}", PREPARE, tensor=y, message=message)


def hidden_state(k: MicroContext, x: Tensor | None, at: Citation) -> None:
    """Stop at an int8 LSTM without the intermediate tensor that has its hidden state's quantization."""
    if x is not None and x.dtype == "int8" and intermediate(k, HIDDEN) is None:
        why = f"{k.name} has no intermediate tensor {HIDDEN}, and its kernel reads that one's quantization"
        k.undefined(why, at, cause=Cause.QUANTIZATION)


def intermediate(k: MicroContext, position: int) -> Tensor | None:
    """Return an intermediate tensor of an op, None where it has fewer."""
    numbers = k.operator.intermediates
    return k.model.tensor(k.operator, numbers[position]) if position < len(numbers) else None


def _layer_norm(k: MicroContext) -> bool:
    return len(k.inputs) == WITH_LAYER_NORM and k.input(LAYER_NORM[1]) is not None


def _buffers(k: MicroContext, x: Tensor, *, layer_norm: bool) -> None:
    cells = dimension(x, 1 if k.integer("time_major") else 0) * dimension(k.input(INPUT_TO_OUTPUT), 0)
    if x.dtype != "int8":
        gates = 3 if k.input(INPUT_TO_INPUT) is None else 4
        k.scratch(cells * gates * (type_size(x.dtype) or 0), "gates")
        return
    k.temp(k.input(CELL_STATE), k.output(), *map(k.input, QUANTIZED))
    k.temp(*(intermediate(k, position) for position in range(HIDDEN) if layer_norm), intermediate(k, HIDDEN))
    for size in (*INT8_BUFFERS, INT32) if k.features.lstm_sixth_buffer else INT8_BUFFERS:
        k.scratch(cells * size, "gate")
    _precomputed(k, layer_norm=layer_norm)


def _precomputed(k: MicroContext, *, layer_norm: bool) -> None:
    k.temp(*map(k.input, PRECOMPUTED), intermediate(k, HIDDEN))
    for into, recurrent, bias in GATES:
        k.temp(None if layer_norm else k.input(bias))
        _effective_bias(k, into)
        _effective_bias(k, recurrent)
    _effective_bias(k, PROJECTION)


def _effective_bias(k: MicroContext, weights: int) -> None:
    if k.input(weights) is not None:
        k.persistent(INT32 * dimension(k.input(weights), 0), "effective bias")
