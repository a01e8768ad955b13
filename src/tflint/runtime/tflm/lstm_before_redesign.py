"""UNIDIRECTIONAL_SEQUENCE_LSTM as it came from TensorFlow Lite, until 2023-02: micro/kernels/unidirectional_sequence_lstm.cc then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import SIZES, counts, dims, taken, type_name
from tflint.runtime.printed import logged, not_equal, not_true
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
GATE_NAMES = ("input", "forget", "cell", "output")
# CheckInputTensorDimensions: what the kernel calls each gate's input from a position on, and its dims
FAMILIES = (
    (1, "input_to_{}_weights", ("n_cell", "n_input")),
    (5, "recurrent_to_{}_weights", ("n_cell", "n_output")),
    (INPUT_BIAS, "{}_gate_bias", ("n_cell",)),
    (LAYER_NORM[0], "{}_layer_norm_coefficients", ("n_cell",)),
)
OPERANDS = {first + i: (form.format(gate), of) for first, form, of in FAMILIES for i, gate in enumerate(GATE_NAMES)}
OPERANDS |= {9 + i: (f"cell_to_{gate}_weights", ("n_cell",)) for i, gate in enumerate(("input", "forget", "output"))}
OPERANDS |= {PROJECTION: ("projection_weights", ("n_output", "n_cell")), PROJECTION_BIAS: ("projection_bias", ("n_output",))}
OPTIONAL = frozenset((1, 5, 9, 10, 11, PROJECTION, PROJECTION_BIAS))
# PopulateQuantizedLstmParams8x8_16, PopulatePrecomputedZPTimesWeightsWithBias, SetHybridScales
HYBRID = (*range(1, 12), PROJECTION)
QUANTIZED = (INPUT, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, *LAYER_NORM, PROJECTION, HIDDEN_STATE)
PRECOMPUTED = (INPUT, HIDDEN_STATE, 1, 2, 3, 4, 5, 6, 7, 8, PROJECTION, PROJECTION_BIAS)
EFFECTIVE_BIASES = (2, 6, 3, 7, 4, 8, 1, 5)  # input and recurrent weights: forget, cell, output, input gate
GATES = ((2, 6, FORGET_BIAS), (3, 7, CELL_BIAS), (4, 8, OUTPUT_BIAS), (1, 5, INPUT_BIAS))
FILE = "micro/kernels/unidirectional_sequence_lstm.cc"
PREPARE, CHECK = Citation(FILE, "UnidirectionalSequenceLstmPrepare"), Citation(FILE, "CheckInputTensorDimensions")
WITH_LAYER_NORM, WITHOUT_LAYER_NORM = 24, 20  # inputs
STATES = ((HIDDEN_STATE, "output_state"), (CELL_STATE, "cell_state"))
HIDDEN = 4  # which intermediate has the hidden state's quantization
INT32 = 4
OUTPUT_RANK = 3
INT8_BUFFERS = (2, 2, 2, 2, 1)  # bytes of each element


def prepare(k: MicroContext) -> None:
    """Walk UnidirectionalSequenceLstmPrepare: float takes one buffer for all gates, int8 five or six and effective biases."""
    layer_norm, found = _layer_norm(k), len(k.inputs)
    if found == WITH_LAYER_NORM:
        k.temp(k.input(LAYER_NORM[1]))
    elif found != WITHOUT_LAYER_NORM:
        message = logged(f"The LSTM Full kernel expects 20 or 24 inputs. Got {found} inputs")
        k.refuse(f"{k.name} has {found} inputs, 20 or 24 expected", PREPARE, message=message)
    counts(k, None, 1, PREPARE, forms=SIZES)
    x, into, recurrent = (k.temp_input(position, None, PREPARE) for position in (INPUT, INPUT_TO_OUTPUT, RECURRENT_TO_OUTPUT))
    k.ensure(
        len(x.shape) > 1, f"{x.name!r} has rank {len(x.shape)}", PREPARE, tensor=x, message=not_true("input->dims->size > 1")
    )
    sizes = {"n_input": dimension(x, 2), "n_cell": dimension(into, 0), "n_output": dimension(recurrent, 1)}
    _dims(k, INPUT_TO_OUTPUT, sizes)
    _dims(k, RECURRENT_TO_OUTPUT, sizes)
    types = ("int16", "int32", "int16") if x.dtype == "int8" else (k.read_input(2, CHECK).dtype, "float32", "float32")
    _check(k, sizes, types, layer_norm=layer_norm)
    y, hidden, cell = k.temp_output(0, None, PREPARE), *(_state(k, *row) for row in STATES)
    k.temp(k.input(INPUT_TO_INPUT))
    batch = dimension(x, 1 if k.integer("time_major") else 0)
    for tensor, (_, name), size in ((hidden, STATES[0], "n_output"), (cell, STATES[1], "n_cell")):
        _equal(k, tensor, (f"NumElements({name})", tensor.elements), (f"n_batch * {size}", batch * sizes[size]))
    _equal(k, y, ("output->dims->size", len(y.shape)), (OUTPUT_RANK, OUTPUT_RANK))
    for axis in (0, 1):
        _equal(k, y, (f"input->dims->data[{axis}]", x.shape[axis]), (f"output->dims->data[{axis}]", y.shape[axis]))
    _equal(k, y, ("output->dims->data[2]", y.shape[2]), ("n_output", sizes["n_output"]))
    hidden_state(k, x, PREPARE)
    _buffers(k, x, batch, sizes, layer_norm=layer_norm)


def _check(k: MicroContext, sizes: dict[str, int], types: tuple[str, str, str], *, layer_norm: bool) -> None:
    """Walk CheckInputTensorDimensions; `types` are those of peepholes, biases and what normalises layers."""
    for position in (1, 2, 3, 5, 6, 7):
        _dims(k, position, sizes)
    coupled, missing = int(k.input(INPUT_TO_INPUT) is None), [k.input(position) is None for position in (9, 10, 11)]
    _together(k, (k.input(5) is None) == bool(coupled), "input gate", "cifg_weights_all_or_none == true")
    for position in (9, 10, 11):
        _dims(k, position, sizes, types[0])
    _together(k, not any(missing[coupled:]) or all(missing), "peephole", "peephole_weights_all_or_none == true")
    if coupled and k.input(INPUT_BIAS) is not None:
        k.refuse(f"{k.name} has a bias of the input gate, and no weights of it", CHECK, tensor=k.input(INPUT_BIAS))
    for position in range(INPUT_BIAS + coupled, OUTPUT_BIAS + 1):
        _dims(k, position, sizes, types[1])
    _dims(k, PROJECTION, sizes)
    _dims(k, PROJECTION_BIAS, sizes, types[1])
    projected = k.input(PROJECTION) is not None or k.input(PROJECTION_BIAS) is None
    _together(k, projected, "projection", "projecton_tensors_consistent == true")
    for position in LAYER_NORM[coupled:] if layer_norm else ():
        _dims(k, position, sizes, types[2])


def _together(k: MicroContext, holds: bool, what: str, condition: str) -> None:
    k.ensure(holds, f"{k.name} has some tensors of its {what} and lacks others", CHECK, message=not_true(condition))


def _dims(k: MicroContext, position: int, sizes: dict[str, int], dtype: str | None = None) -> None:
    """Take an input as a temporary, and refuse other dims or another type."""
    name, expected = OPERANDS[position]
    if position in OPTIONAL and k.input(position) is None:
        return
    tensor = k.read_input(position, CHECK)
    if position not in {INPUT_TO_OUTPUT, RECURRENT_TO_OUTPUT}:
        k.temp(tensor)
    _equal(k, tensor, (f"{name}->dims->size", len(tensor.shape)), (len(expected), len(expected)))
    for axis, size in enumerate(expected):
        _equal(k, tensor, (f"{name}->dims->data[{axis}]", tensor.shape[axis]), (size, sizes[size]))
    if dtype is not None:
        message = not_equal(f"{name}->type", f"kTfLite{dtype.capitalize()}", type_name(tensor), dtype.upper())
        taken(k, tensor, (dtype,), CHECK, message=message)


def _equal(k: MicroContext, tensor: Tensor, found: tuple[str, int], expected: tuple[str | int, int]) -> None:
    if found[1] != expected[1]:
        why = f"{tensor.name!r} is {dims(tensor.shape)}: {found[0]} is {found[1]}, expected {expected[1]}"
        k.refuse(why, CHECK, tensor=tensor, message=not_equal(found[0], expected[0], found[1], expected[1]))


def _state(k: MicroContext, position: int, name: str) -> Tensor:
    tensor = k.temp_input(position, name, PREPARE)
    message = not_true(f"{name}->is_variable")
    k.ensure(tensor.is_variable, f"{tensor.name!r} is not a variable", PREPARE, tensor=tensor, message=message)
    return tensor


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


def _buffers(k: MicroContext, x: Tensor, batch: int, sizes: dict[str, int], *, layer_norm: bool) -> None:
    cells = batch * sizes["n_cell"]
    if x.dtype != "int8":
        gates = 3 if k.input(INPUT_TO_INPUT) is None else 4
        k.scratch(cells * gates * (type_size(x.dtype) or 0), "gates")
        if x.dtype == "float32" and k.read_input(INPUT_TO_OUTPUT, PREPARE).dtype in {"int8", "uint8"}:
            _hybrid(k, x, batch, sizes)
        return
    k.temp(k.input(CELL_STATE), k.output(), *map(k.input, QUANTIZED))
    k.temp(*(intermediate(k, position) for position in range(HIDDEN) if layer_norm), intermediate(k, HIDDEN))
    for size in (*INT8_BUFFERS, INT32) if k.features.lstm_sixth_buffer else INT8_BUFFERS:
        k.scratch(cells * size, "gate")
    _precomputed(k, layer_norm=layer_norm)


def _hybrid(k: MicroContext, x: Tensor, batch: int, sizes: dict[str, int]) -> None:
    """Walk what float activations with quantized weights take: both quantized, their scales and the sums of the weights' rows."""
    k.temp(*map(k.input, HYBRID))
    cells, floats = sizes["n_cell"], INT32 * batch
    quantized = x.elements, batch * sizes["n_output"], batch * cells
    for size in (*quantized, *(floats,) * 4, INT32 * cells, floats * cells, floats, floats):
        k.scratch(size, "quantized activations")
    rows = (6 if k.input(INPUT_TO_INPUT) is None else 8) - (
        -sizes["n_output"] // max(cells, 1) if k.input(PROJECTION) is not None else 0
    )
    k.persistent(INT32 * rows * cells, "row sums")


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
